"""What a member confirms once a year: its facts, and its membership lines of today."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from accounts.dates import short_day
from consortia.states import MembershipStatus, Side
from districts.rules.records import as_shown


class Parted(NamedTuple):
    """Lines that a confirmation confirms, and those that wait for something else first."""

    confirmed: list[Any]
    waiting: list[Any]


def parted(lines: Iterable[Any]) -> Parted:
    """Of the member's own lines of today: a disputed one, and one that waits for the member's answer, are left out."""
    confirmed: list[Any] = []
    waiting: list[Any] = []
    for line in lines:
        is_unanswered = line.status == MembershipStatus.CLAIMED and line.claimed_by == Side.CONSORTIUM
        (waiting if is_unanswered or line.status == MembershipStatus.DISPUTED else confirmed).append(line)
    return Parted(confirmed, waiting)


def line_in_words(line: Any) -> str:
    """“participating member, lead, since Jul 1, 2020”."""
    words = f"{line.get_membership_class_display().lower()} member"
    if line.role != "member":
        words += f", {line.get_role_display().lower()}"
    words += f", since {short_day(line.joins_on)}" if line.joins_on else ", since a day that is not known"
    return f"{words}, until {short_day(line.leaves_on)}" if line.leaves_on else words


def shown_for_confirmation(record: Any, lines: Sequence[Any]) -> dict[str, str]:
    """Label and words of everything that is shown and confirmed, as the confirmation keeps it."""
    return as_shown(record) | {f"In {line.consortium}": line_in_words(line) for line in lines}
