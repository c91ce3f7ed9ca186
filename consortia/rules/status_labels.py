"""The status of a membership in words, for the pages and emails that show it."""

from typing import TYPE_CHECKING

from consortia.rules.who_confirms import answering_side
from consortia.states import MembershipStatus, Side

if TYPE_CHECKING:
    from consortia.models import Membership

ON_RECORD = "On record (entered by the State)"
SHORT = {
    MembershipStatus.CLAIMED: "Pending",
    MembershipStatus.AGREED: "Accepted, awaiting state approval",
    MembershipStatus.CONFIRMED: "Confirmed by both",
    MembershipStatus.DISPUTED: "Disputed",
    MembershipStatus.DECLINED: "Declined",
    MembershipStatus.WITHDRAWN: "Withdrawn",
}


def short_status(membership: "Membership") -> str:
    """The status in a word or two: “Pending”. A pending membership that the State entered is on record."""
    if membership.status == MembershipStatus.CLAIMED and membership.claimed_by == Side.STATE:
        return ON_RECORD
    return SHORT[MembershipStatus(membership.status)]


def status_in_sentence(membership: "Membership") -> str:
    """The short status inside a sentence: “pending”, “on record (entered by the State)”."""
    label = short_status(membership)
    return label[:1].lower() + label[1:]


def status_in_words(membership: "Membership") -> str:
    """The status with the party that has to answer: “Pending: waiting for Cedar Gap to accept”."""
    label = short_status(membership)
    if label != SHORT[MembershipStatus.CLAIMED]:
        return label
    is_member = answering_side(membership.claimed_by) == Side.MEMBER
    return f"{label}: waiting for {membership.member if is_member else membership.consortium} to accept"
