"""The members on the page of a consortium, as text that is ready to be shown: a large one has a hundred."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext

from accounts.dates import short_day
from consortia.models import Membership
from portal.address_forms import address_of
from portal.components.markup import markup
from portal.components.membership_status import tone_of_status
from portal.templatetags.freshness import freshness_label
from portal.templatetags.labels import count_or_quiet, leading_role, member_county, or_quiet


@dataclass(frozen=True)
class ListedMember:
    """A member of a consortium: its cells, and the page of its membership."""

    name: str
    address: str
    school_of: str
    member_type: str
    role: str
    county: object
    enrollment: object
    school_year: str
    starts_on: object
    ends_on: object
    membership: Membership
    membership_address: str
    status: str  # empty where a tag shows it
    freshness: SafeString | str


def member_rows(
    memberships: Iterable[Membership], *, on: datetime.date, has_states: bool, is_now: bool
) -> list[ListedMember]:
    """A row for each of these memberships (rows of `with_sizes`); verifications only of those in force."""
    return [_row(membership, on, has_states=has_states, is_now=is_now) for membership in memberships]


def _row(membership: Membership, on: datetime.date, *, has_states: bool, is_now: bool) -> ListedMember:
    member, school, sizes = membership.member, membership.school, vars(membership)
    county = or_quiet(member_county(membership), gettext("not known"))
    enrollment = sizes["enrollment"]
    return ListedMember(
        name=str(member),
        address=member.get_absolute_url(),
        school_of=gettext("school of %(district)s") % {"district": school.district} if school else "",
        member_type=membership.get_membership_class_display(),
        role=leading_role(membership),
        county=markup("%s, %s", county, member.state) if has_states else county,
        enrollment=or_quiet(None, gettext("see its page"))
        if school
        else count_or_quiet(enrollment, gettext("not known")),
        school_year="" if school or enrollment is None else sizes["school_year"] or "",
        starts_on=day_or_words(membership.joins_on, gettext("not known")),
        ends_on=day_or_words(membership.leaves_on, gettext("no end date")),
        membership=membership,
        membership_address=address_of("membership:membership_detail", pk=membership.pk),
        status="" if tone_of_status(membership.status) else membership.get_status_display(),
        freshness=freshness_label(membership.confirmed_on, membership.asked_since, on) if is_now else "",
    )


def day_or_words(day: datetime.date | None, unknown: str) -> object:
    """The day; where there is none, these words in gray."""
    return short_day(day) if day else or_quiet(None, unknown)
