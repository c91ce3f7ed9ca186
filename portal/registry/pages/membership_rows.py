"""The memberships on the page of a district or school, as text that is ready to be shown: some have dozens."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from consortia.models import Membership, MembershipsByDay
from districts.models import School
from portal.address_forms import address_of
from portal.components.membership_status import tone_of_status
from portal.registry.pages.member_rows import day_or_words
from portal.templatetags.freshness import freshness_label
from portal.templatetags.labels import leading_role


class ListedMembership(NamedTuple):
    """A membership of a district or school: its cells, and its page."""

    consortium: str
    address: str
    school: School | None  # the school of the district that is the member
    is_through_district: bool
    member_type: str
    role: str
    starts_on: object
    ends_on: object
    membership: Membership
    membership_address: str
    of_membership: str  # “of the membership in Mill Creek Network,” after “Details”
    status: str  # empty where a tag shows it
    freshness: SafeString | str


class MembershipLists(NamedTuple):
    """The memberships now, later, and before."""

    now: list[ListedMembership]
    later: list[ListedMembership]
    before: list[ListedMembership]


def membership_lists(memberships: MembershipsByDay, *, via: str, on: datetime.date) -> MembershipLists:
    """A row for each of these memberships; verifications only of those in force.

    `via`: "school" on the page of a district, whose schools' memberships are among them; "district" on a school's.
    """

    def rows(some: Iterable[Membership], *, is_now: bool) -> list[ListedMembership]:
        return [_row(membership, via, on, is_now=is_now) for membership in some]

    return MembershipLists(
        rows(memberships.now, is_now=True),
        rows(memberships.later, is_now=False),
        rows(memberships.before, is_now=False),
    )


def _row(membership: Membership, via: str, on: datetime.date, *, is_now: bool) -> ListedMembership:
    school = membership.school if via == "school" else None
    consortium = str(membership.consortium)
    is_through_district = via == "district" and membership.district_id is not None
    return ListedMembership(
        consortium=consortium,
        address=membership.consortium.get_absolute_url(),
        school=school,
        is_through_district=is_through_district,
        member_type=membership.get_membership_class_display(),
        # A school doesn't lead because its district does, nor a district because one of its schools does.
        role="" if school or is_through_district else leading_role(membership),
        starts_on=day_or_words(membership.joins_on, gettext("not known")),
        ends_on=day_or_words(membership.leaves_on, gettext("no end date")),
        membership=membership,
        membership_address=address_of("membership:membership_detail", pk=membership.pk),
        of_membership=gettext("of the membership in %(consortium)s") % {"consortium": consortium},
        status="" if tone_of_status(membership.status) else membership.get_status_display(),
        freshness=freshness_label(membership.confirmed_on, membership.asked_since, on) if is_now else "",
    )
