"""The status of a membership in words, for the pages and emails that show it."""

from typing import TYPE_CHECKING

from accounts.dates import short_day
from consortia.rules.who_confirms import answering_side
from consortia.states import MembershipStatus, Side

if TYPE_CHECKING:
    from consortia.models import Membership


def short_status(membership: "Membership") -> str:
    """The status in a word or two: “Pending”; a dispute with its date, “Disputed since Sep 14, 2026”."""
    if membership.status == MembershipStatus.DISPUTED and membership.disputed_on:
        return f"Disputed since {short_day(membership.disputed_on)}"
    return MembershipStatus(membership.status).label


def status_in_sentence(membership: "Membership") -> str:
    """The status inside a sentence: “pending”, “on record, entered by the State”."""
    label = MembershipStatus(membership.status).label
    return label[:1].lower() + label[1:]


def status_in_words(membership: "Membership") -> str:
    """The status with the party that has to answer: “Pending: waiting for Cedar Gap to accept”."""
    label = short_status(membership)
    if membership.status != MembershipStatus.CLAIMED:
        return label
    is_member = answering_side(membership.claimed_by) == Side.MEMBER
    return f"{label}: waiting for {membership.member if is_member else membership.consortium} to accept"
