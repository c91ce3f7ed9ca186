"""How often and how long a consortium may invite, so that no one's name is on its page against its will (ADR 14).

Pure.
"""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from accounts.dates import day_in_words
from consortia.rules.deadlines import ANSWER_WITHIN
from consortia.states import MembershipStatus

# Invitations of one consortium that no one has answered, at one time.
MOST_UNANSWERED = 100
# An invitation without an answer ends after this.
EXPIRES_AFTER = datetime.timedelta(days=60)
# The same consortium doesn't repeat an invitation before this has passed.
REST = datetime.timedelta(days=180)


class EarlierInvitation(NamedTuple):
    """An invitation of the same member by the same consortium that came to nothing: when it was sent and ended."""

    status: str
    sent_on: datetime.date
    ended_on: datetime.date


def last_day_to_answer(sent_on: datetime.date) -> datetime.date:
    """The last day on which an invitation sent on that day can be accepted."""
    return sent_on + EXPIRES_AFTER


def next_invitation_on(earlier: Iterable[EarlierInvitation]) -> datetime.date | None:
    """The first day on which the consortium may invite this member again; None where it may at any time.

    An invitation that the consortium itself withdrew within 14 days was a mistake and doesn't count.
    """
    counted = [
        one.ended_on + REST
        for one in earlier
        if one.status == MembershipStatus.DECLINED or one.ended_on - one.sent_on > ANSWER_WITHIN
    ]
    return max(counted, default=None)


def problems_with_invitation(
    member: str, consortium: str, *, unanswered: int, earlier: Iterable[EarlierInvitation], on: datetime.date
) -> list[str]:
    """Why the consortium may not invite this member now. `unanswered`: its invitations that await an answer."""
    problems = []
    again_on = next_invitation_on(earlier)
    if again_on and on < again_on:
        problems.append(
            f"{member} declined or didn’t answer an earlier invitation. {consortium} can invite it again on "
            f"{day_in_words(again_on)}. Until then, {member} can ask to join."
        )
    if unanswered >= MOST_UNANSWERED:
        problems.append(
            f"{consortium} already has {MOST_UNANSWERED} invitations without an answer, the most allowed. "
            "Withdraw one of them, or wait until some are answered."
        )
    return problems


def problems_with_invitee(member: str, *, status: str, sent_on: datetime.date | None) -> list[str]:
    """Why a member that already has a membership in this status isn't invited to the same consortium."""
    if status == MembershipStatus.CLAIMED:
        day = f" on {day_in_words(sent_on)}" if sent_on else ""
        return [f"{member} was already invited{day} and has not answered. Remove it from the list."]
    return [f"{member} already accepted an invitation. Remove it from the list."]
