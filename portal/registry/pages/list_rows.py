"""The rows of the lists of districts and schools. A page has fifty, so they hold text that is ready to be shown."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from consortia.models.membership import asked_since
from consortia.states import MembershipStatus
from districts.rules.freshness import freshness
from districts.states import (
    WITHOUT_RURAL_ANSWERS,
    AgencyStatus,
    DistrictKind,
    SchoolLevel,
    grade_span,
)
from portal.address_forms import address_of
from portal.components.markup import markup
from portal.components.membership_status import tone_of_status

MOST_CONSORTIA = 3
NOTHING, BETWEEN = mark_safe(""), mark_safe("\n<br>\n")


class DistrictValues(NamedTuple):
    """What a row of the list of districts is made from, as columns of the database."""

    leaid: str
    pk: int
    name: str
    kind: str
    status: str
    state: str
    county: str | None
    srsa: str
    rlis: str
    enrollment: int | None
    school_year: str | None


class SchoolValues(NamedTuple):
    """What a row of the list of schools is made from, as columns of the database."""

    ncessch: str
    pk: int
    name: str
    status: str
    state: str
    county: str | None
    level: str
    lowest_grade: str
    highest_grade: str
    district: int
    leaid: str
    district_name: str


class MembershipValues(NamedTuple):
    """A membership of a district or a school, one of which is None, as columns of the database."""

    district: int | None
    school: int | None
    slug: str
    consortium: str
    status: str
    confirmed_on: datetime.date | None
    joins_on: datetime.date | None
    claimed_at: datetime.datetime | None


@dataclass(frozen=True)
class ListedDistrict:
    """A district in the list."""

    name: str
    address: str
    status: str
    kind: str
    leaid: str
    location: str
    enrollment: str
    school_year: str
    srsa: str
    rlis: str
    consortia: SafeString


@dataclass(frozen=True)
class ListedSchool:
    """A school in the list; its consortia are its own and those of its district."""

    name: str
    address: str
    status: str
    ncessch: str
    district: str
    district_address: str
    location: str
    level: str
    grades: str
    consortia: SafeString
    through_district: SafeString


class MembershipCells:
    """The cells that name the consortia of a member, from the memberships of a whole page."""

    def __init__(self, memberships: Iterable[MembershipValues], *, on: datetime.date) -> None:
        self._by_member: dict[int, list[MembershipValues]] = {}
        for membership in memberships:
            self._by_member.setdefault(membership.district or membership.school or 0, []).append(membership)
        self._on = on
        self._addresses: dict[str, str] = {}
        self._statuses = {
            str(status.value): markup('\n<span class="quiet">(%s)</span>', str(status.label).lower())
            for status in MembershipStatus
            if tone_of_status(status)
        }
        self._overdue = markup('\n<span class="quiet">(%s)</span>', gettext("yearly verification overdue"))

    def of(self, member: int, name: str, address: str) -> SafeString:
        """The first three consortia of a member with that name and page, and how many more there are; or empty."""
        memberships = self._by_member.get(member, [])
        links = [
            markup(
                '<a class="usa-link" href="%s">%s</a>%s%s',
                self._address(one.slug), one.consortium, self._statuses.get(one.status, NOTHING),
                self._overdue if self._is_overdue(one) else NOTHING,
            )
            for one in memberships[:MOST_CONSORTIA]
        ]  # fmt: skip
        cells = SafeString(BETWEEN.join(links))
        more = len(memberships) - MOST_CONSORTIA
        if more <= 0:
            return cells
        words = ngettext("and %(number)s more", "and %(number)s more", more) % {"number": more}
        link = '%s%s<a class="usa-link" href="%s">\n%s\n<span class="usa-sr-only">(%s)</span>\n</a>'
        return markup(link, cells, BETWEEN, address, words, name)

    def _address(self, slug: str) -> str:
        if slug not in self._addresses:
            self._addresses[slug] = address_of("registry:consortium_detail", slug)
        return self._addresses[slug]

    def _is_overdue(self, one: MembershipValues) -> bool:
        since = asked_since(one.joins_on, one.claimed_at)
        return freshness(confirmed_on=one.confirmed_on, member_since=since, on=self._on).is_overdue


def district_row(values: DistrictValues, cells: MembershipCells) -> ListedDistrict:
    """A district as the list shows it; SRSA and RLIS are empty where they don't apply."""
    address = address_of("registry:district_detail", values.leaid)
    has_answers = values.kind not in WITHOUT_RURAL_ANSWERS
    return ListedDistrict(
        name=values.name,
        address=address,
        status=_status(values.status),
        kind=_KINDS.get(values.kind, values.kind),
        leaid=values.leaid,
        location=_location(values.county, values.state),
        enrollment="" if values.enrollment is None else f"{values.enrollment:,}",
        school_year=values.school_year or "",
        srsa=values.srsa if has_answers else "",
        rlis=values.rlis if has_answers else "",
        consortia=cells.of(values.pk, values.name, address),
    )


def school_row(values: SchoolValues, of_schools: MembershipCells, of_districts: MembershipCells) -> ListedSchool:
    """A school as the list shows it."""
    address = address_of("registry:school_detail", values.ncessch)
    district_address = address_of("registry:district_detail", values.leaid)
    return ListedSchool(
        name=values.name,
        address=address,
        status=_status(values.status),
        ncessch=values.ncessch,
        district=values.district_name,
        district_address=district_address,
        location=_location(values.county, values.state),
        level=_LEVELS.get(values.level, values.level) if values.level else "",
        grades=grade_span(values.lowest_grade, values.highest_grade),
        consortia=of_schools.of(values.pk, values.name, address),
        through_district=of_districts.of(values.district, values.district_name, district_address),
    )


_KINDS = {str(kind.value): str(kind.label) for kind in DistrictKind}
_LEVELS = {str(level.value): str(level.label) for level in SchoolLevel}
_STATUSES = {str(status.value): str(status.label) for status in AgencyStatus if status != AgencyStatus.OPEN}


def _status(status: str) -> str:
    return _STATUSES.get(status, "")


def _location(county: str | None, state: str) -> str:
    return f"{county}, {state}" if county else state
