"""Invitations and requests that are not memberships yet, as public pages show them: apart from the members."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext

from accounts.dates import short_day
from consortia.models import Consortium, Membership
from consortia.states import MembershipStatus, Side
from districts.models import District, School


class PendingMembershipRow(NamedTuple):
    """The other party, what it waits for since when, and the page of the invitation or request."""

    name: str
    url: str
    text: str
    details_url: str


def pending_members(memberships: Iterable[Membership]) -> list[PendingMembershipRow]:
    """For the page of a consortium: a row for each district or school that is not a member yet."""
    return [_row(membership, membership.member, pending_in_words(membership)) for membership in memberships]


def pending_consortia(record: District | School, memberships: Iterable[Membership]) -> list[PendingMembershipRow]:
    """For the page of a district or school: a row for each consortium, for its schools or its district too."""
    rows = []
    for membership in memberships:
        words = pending_in_words(membership)
        if membership.member != record:
            words = gettext("%(member)s: %(status)s") % {"member": membership.member, "status": words}
        rows.append(_row(membership, membership.consortium, words))
    return rows


def pending_in_words(membership: Membership) -> str:
    """“Invited on Sep 14, 2026”, “Asked to join on Sep 14, 2026”, “Accepted, awaiting state approval”."""
    if membership.status == MembershipStatus.AGREED:
        return gettext("Accepted, awaiting state approval")
    is_request = membership.claimed_by == Side.MEMBER
    if membership.claimed_at is None:
        return gettext("Asked to join") if is_request else gettext("Invited")
    words = gettext("Asked to join on %(date)s") if is_request else gettext("Invited on %(date)s")
    return words % {"date": short_day(timezone.localdate(membership.claimed_at))}


def _row(membership: Membership, other: Consortium | District | School, text: str) -> PendingMembershipRow:
    return PendingMembershipRow(str(other), other.get_absolute_url(), text, membership.get_absolute_url())
