"""What a member verifies once a year: its facts, and its memberships of today."""

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from accounts.dates import short_day
from consortia.states import SETTLED
from districts.rules.records import as_shown

if TYPE_CHECKING:
    from consortia.models import Membership
    from districts.models import District, School


class ForConfirmation(NamedTuple):
    """Memberships that the verification covers, and those that need something else first."""

    confirmed: list["Membership"]
    waiting: list["Membership"]


def split_for_confirmation(memberships: Iterable["Membership"]) -> ForConfirmation:
    """The member's memberships of today. Disputed and pending ones are not covered."""
    confirmed: list[Membership] = []
    waiting: list[Membership] = []
    for membership in memberships:
        (confirmed if membership.status in SETTLED else waiting).append(membership)
    return ForConfirmation(confirmed, waiting)


def membership_in_words(membership: "Membership") -> str:
    """“participating member, lead, since Jul 1, 2020”."""
    words = f"{membership.get_membership_class_display().lower()} member"
    if membership.role != "member":
        words += f", {membership.get_role_display().lower()}"
    words += f", since {short_day(membership.joins_on)}" if membership.joins_on else ", since an unknown date"
    return f"{words}, until {short_day(membership.leaves_on)}" if membership.leaves_on else words


def shown_for_confirmation(
    record: "District | School", memberships: Sequence["Membership"], *, disputed: Collection[str] = ()
) -> dict[str, str]:
    """Label and words of everything that is verified, as the confirmation stores it, without the disputed facts."""
    return as_shown(record, apart_from=disputed) | {
        f"In {membership.consortium}": membership_in_words(membership) for membership in memberships
    }
