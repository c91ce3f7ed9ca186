"""Labels of records and memberships, so that templates compare no status."""

import datetime

from django import template
from django.utils.translation import gettext

from accounts.addresses import page
from accounts.dates import short_day
from consortia.models import Consortium, Membership
from consortia.states import ConsortiumStatus, MemberRole
from districts.models import County, District, School
from districts.states import AgencyStatus
from portal.components.markup import markup
from portal.components.membership_status import tone_of_status

register = template.Library()

USUAL = (AgencyStatus.OPEN, ConsortiumStatus.REGISTERED)


@register.filter
def unusual_status(record: District | School | Consortium) -> str:
    """`{{ district|unusual_status }}`: the label of its status; empty for an open record or registered consortium."""
    return "" if record.status in USUAL else str(record.get_status_display())


@register.simple_tag
def contract_address(number: str, consortium: str) -> str:
    """`{% contract_address "24-01" "mill-creek" %}`: the page of the contract with that number of that consortium."""
    return page("contract", number, consortium)


@register.filter
def closing_date(record: District | School, on: datetime.date) -> str:
    """`{{ district|closing_date:on }}`: “closed Jun 30, 2026”, “closes Jun 30, 2027”, or empty."""
    if record.closed_on is None:
        return ""
    words = gettext("closed %(date)s") if record.closed_on < on else gettext("closes %(date)s")
    return words % {"date": short_day(record.closed_on)}


@register.filter
def status_tone(membership: Membership) -> str:
    """`{{ membership|status_tone }}`: how its status is tagged; empty for a member, whose status needs no tag."""
    return tone_of_status(membership.status)


@register.filter
def leading_role(membership: Membership) -> str:
    """`{{ membership|leading_role }}`: “lead” or “fiscal agent”; empty for a member without a special role."""
    return "" if membership.role == MemberRole.MEMBER else str(membership.get_role_display()).lower()


@register.filter
def member_county(membership: Membership) -> County | None:
    """`{{ membership|member_county }}`: the county of the member, or of its district; None where it is not known."""
    if membership.school:
        return membership.school.place
    return membership.district.county if membership.district else None


@register.filter
def when_missing(consortium: Consortium) -> str:
    """`{{ consortium|when_missing }}`: what to say instead of a lead or a purpose."""
    return gettext("not known") if consortium.status == ConsortiumStatus.REGISTERED else gettext("none today")


@register.filter
def or_quiet(value: object, words: str) -> object:
    """`{{ day|date|or_quiet:_("not known") }}`: the value, or these words in gray where there is none."""
    return markup('<span class="quiet">%s</span>', words) if value is None or value == "" else value


@register.filter
def count_or_quiet(number: int | None, words: str) -> object:
    """`{{ students|count_or_quiet:_("not known") }}`: 1,234, or these words in gray where the number is None."""
    return or_quiet(None if number is None else f"{number:,}", words)
