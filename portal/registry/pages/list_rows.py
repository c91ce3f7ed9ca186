"""The rows of the lists of districts and schools. A page has fifty, so they are made here: a template takes longer."""

import datetime
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from django.template.loader import render_to_string
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
# The name with its address, the status, the kind, the ID; location; enrollment; answers; consortia; with their labels.
DISTRICT_ROW = """<tr>
<th scope="row">
<a class="usa-link" href="%s">%s</a>
%s<br>
<span class="quiet">
%s <span class="reference">%s</span>
</span>
</th>
<td data-label="%s">
%s
</td>
<td data-label="%s" class="number">
%s%s
</td>
%s
<td data-label="%s">
%s
</td>
</tr>"""
ENROLLMENT = '%s\n<br>\n<span class="quiet">%s</span>'
ANSWERS = '<td data-label="SRSA">%s</td>\n<td data-label="RLIS">%s</td>'
NO_ANSWERS = mark_safe("<td></td>\n<td></td>")
# The name with its address, the status, the ID; the district; location; level and grades; consortia.
SCHOOL_ROW = """<tr>
<th scope="row">
<a class="usa-link" href="%s">%s</a>
%s<br>
<span class="quiet reference">%s</span>
</th>
<td data-label="%s">
<a class="usa-link" href="%s">%s</a>
</td>
<td data-label="%s">
%s
</td>
<td data-label="%s">
%s
</td>
<td data-label="%s">
%s
</td>
</tr>"""


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


def district_row(values: DistrictValues, cells: MembershipCells) -> SafeString:
    """The row of a district in the list; SRSA and RLIS are empty where they don't apply."""
    address = address_of("registry:district_detail", values.leaid)
    return markup(
        DISTRICT_ROW,
        address,
        values.name,
        _status(values.status),
        _KINDS.get(values.kind, values.kind),
        values.leaid,
        gettext("Location"),
        _location(values.county, values.state),
        gettext("Enrollment"),
        NOTHING if values.enrollment is None else markup(ENROLLMENT, f"{values.enrollment:,}", values.school_year),
        _quiet(gettext("not known")) if values.enrollment is None else NOTHING,
        markup(ANSWERS, values.srsa, values.rlis) if _has_answers(values) else NO_ANSWERS,
        gettext("Consortia"),
        cells.of(values.pk, values.name, address) or _quiet(gettext("none")),
    )


def school_row(values: SchoolValues, of_schools: MembershipCells, of_districts: MembershipCells) -> SafeString:
    """The row of a school in the list; its consortia are its own and those of its district."""
    address = address_of("registry:school_detail", values.ncessch)
    district_address = address_of("registry:district_detail", values.leaid)
    level = _LEVELS.get(values.level, values.level) if values.level else ""
    grades = grade_span(values.lowest_grade, values.highest_grade)
    own = of_schools.of(values.pk, values.name, address)
    through = of_districts.of(values.district, values.district_name, district_address)
    if through:
        through = markup("%s\n%s", through, _quiet(gettext("through its district")))
    return markup(
        SCHOOL_ROW,
        address,
        values.name,
        _status(values.status),
        values.ncessch,
        gettext("District"),
        district_address,
        values.district_name,
        gettext("Location"),
        _location(values.county, values.state),
        gettext("Level and grades"),
        _lines(level, _quiet(grades) if grades else "") or _quiet(gettext("not known")),
        gettext("Consortia"),
        _lines(own, through) or _quiet(gettext("none")),
    )


def _has_answers(values: DistrictValues) -> bool:
    return bool(values.srsa) and values.kind not in WITHOUT_RURAL_ANSWERS


def _quiet(text: str) -> SafeString:
    return markup('<span class="quiet">%s</span>', text)


def _lines(first: str, second: str) -> SafeString:
    """Both on a line of their own, or the one that there is."""
    return markup("%s\n<br>\n%s", first, second) if first and second else markup("%s%s", first, second)


_KINDS = {str(kind.value): str(kind.label) for kind in DistrictKind}
_LEVELS = {str(level.value): str(level.label) for level in SchoolLevel}
_STATUSES = {str(status.value): str(status.label) for status in AgencyStatus if status != AgencyStatus.OPEN}


@cache
def _status(status: str) -> SafeString:
    """The tag of a status other than open."""
    if status not in _STATUSES:
        return NOTHING
    return render_to_string("components/status_tag.html", {"label": _STATUSES[status], "tone": ""})


def _location(county: str | None, state: str) -> str:
    return f"{county}, {state}" if county else state
