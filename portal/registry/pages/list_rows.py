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
from portal.address_forms import address_form
from portal.components.markup import markup
from portal.components.membership_status import tone_of_status

MOST_CONSORTIA = 3
NOTHING, BETWEEN = mark_safe(""), mark_safe("\n<br>\n")
# In braces what is the same in each row of a page: labels, and words for what is missing. Then, of each row, the name
# with its address, the status, the kind, the ID; location; enrollment; answers; consortia.
DISTRICT_ROW = """<tr>
<th scope="row">
<a class="usa-link" href="%s">%s</a>
%s<br>
<span class="quiet">
%s <span class="reference">%s</span>
</span>
</th>
<td data-label="{location}">
%s
</td>
<td data-label="{enrollment}" class="number">
%s
</td>
%s
<td data-label="{consortia}">
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
<td data-label="{district}">
<a class="usa-link" href="%s">%s</a>
</td>
<td data-label="{location}">
%s
</td>
<td data-label="{grades}">
%s
</td>
<td data-label="{consortia}">
%s
</td>
</tr>"""
CONSORTIUM = '<a class="usa-link" href="%s">%s</a>%s%s'
MORE = '%s%s<a class="usa-link" href="%s">\n%s\n<span class="usa-sr-only">(%s)</span>\n</a>'


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
    """One of the first memberships of a district or a school, one of which is None, as columns of the database."""

    district: int | None
    school: int | None
    slug: str
    consortium: str
    status: str
    confirmed_on: datetime.date | None
    joins_on: datetime.date | None
    claimed_at: datetime.datetime | None
    of_member: int  # how many the member has


class MembershipCells:
    """The cells that name the consortia of a member, from the first memberships of each member on a page."""

    def __init__(self, memberships: Iterable[MembershipValues], *, on: datetime.date) -> None:
        self._by_member: dict[int, list[MembershipValues]] = {}
        for membership in memberships:
            self._by_member.setdefault(membership.district or membership.school or 0, []).append(membership)
        self._on = on
        self._address_of = address_form("registry:consortium_detail")
        self._statuses = {
            str(status.value): markup('\n<span class="quiet">(%s)</span>', str(status.label).lower())
            for status in MembershipStatus
            if tone_of_status(status)
        }
        self._overdue = markup('\n<span class="quiet">(%s)</span>', gettext("yearly verification overdue"))
        self._notes: dict[tuple[object, ...], SafeString] = {}
        self._links: dict[tuple[object, ...], SafeString] = {}
        self._cells: dict[int, SafeString] = {}

    def of(self, member: int, name: str, address: str) -> SafeString:
        """The first three consortia of a member with that name and page, and how many more there are; or empty."""
        if member not in self._cells:  # a page has many schools of one district
            self._cells[member] = self._cells_of(self._by_member.get(member), name, address)
        return self._cells[member]

    def _cells_of(self, memberships: list[MembershipValues] | None, name: str, address: str) -> SafeString:
        if memberships is None:
            return NOTHING
        cells = SafeString(BETWEEN.join([self._link(one) for one in memberships]))
        more = memberships[0].of_member - MOST_CONSORTIA
        if more <= 0:
            return cells
        words = ngettext("and %(number)s more", "and %(number)s more", more) % {"number": more}
        return markup(MORE, cells, BETWEEN, address, words, name)

    def _link(self, one: MembershipValues) -> SafeString:
        """The consortium; many members belong to one since the same day."""
        key = one[2:8]  # all but whose membership it is
        if key not in self._links:
            status = self._statuses.get(one.status, NOTHING)
            self._links[key] = markup(CONSORTIUM, self._address_of(one.slug), one.consortium, status, self._note(one))
        return self._links[key]

    def _note(self, one: MembershipValues) -> SafeString:
        """Whether the verification is overdue; many members joined on one day."""
        dates = (one.confirmed_on, one.joins_on, one.claimed_at)
        if dates not in self._notes:
            since = asked_since(one.joins_on, one.claimed_at)
            verified = freshness(confirmed_on=one.confirmed_on, member_since=since, on=self._on)
            self._notes[dates] = self._overdue if verified.is_overdue else NOTHING
        return self._notes[dates]


class DistrictRows:
    """Makes the rows of a page of districts; SRSA and RLIS are empty where they don't apply."""

    def __init__(self, cells: MembershipCells) -> None:
        self._cells = cells
        self._address_of = address_form("registry:district_detail")
        self._none, self._not_known = _quiet(gettext("none")), _quiet(gettext("not known"))
        self._form = _with_labels(
            DISTRICT_ROW,
            location=gettext("Location"),
            enrollment=gettext("Enrollment"),
            consortia=gettext("Consortia"),
        )

    def __call__(self, values: DistrictValues) -> SafeString:
        """The row of this district."""
        address = self._address_of(values.leaid)
        enrollment = values.enrollment
        return markup(
            self._form,
            address,
            values.name,
            _status(values.status),
            _KINDS.get(values.kind, values.kind),
            values.leaid,
            _location(values.county, values.state),
            self._not_known if enrollment is None else markup(ENROLLMENT, f"{enrollment:,}", values.school_year),
            markup(ANSWERS, values.srsa, values.rlis) if _has_answers(values) else NO_ANSWERS,
            self._cells.of(values.pk, values.name, address) or self._none,
        )


class SchoolRows:
    """Makes the rows of a page of schools; the consortia of a school are its own and those of its district."""

    def __init__(self, of_schools: MembershipCells, of_districts: MembershipCells) -> None:
        self._of_schools, self._of_districts = of_schools, of_districts
        self._address_of = address_form("registry:school_detail")
        self._address_of_district = address_form("registry:district_detail")
        self._none, self._not_known = _quiet(gettext("none")), _quiet(gettext("not known"))
        self._through = _quiet(gettext("through its district"))
        self._form = _with_labels(
            SCHOOL_ROW,
            district=gettext("District"),
            location=gettext("Location"),
            grades=gettext("Level and grades"),
            consortia=gettext("Consortia"),
        )

    def __call__(self, values: SchoolValues) -> SafeString:
        """The row of this school."""
        address = self._address_of(values.ncessch)
        district_address = self._address_of_district(values.leaid)
        level = _LEVELS.get(values.level, values.level) if values.level else ""
        grades = grade_span(values.lowest_grade, values.highest_grade)
        own = self._of_schools.of(values.pk, values.name, address)
        through = self._of_districts.of(values.district, values.district_name, district_address)
        if through:
            through = markup("%s\n%s", through, self._through)
        return markup(
            self._form,
            address,
            values.name,
            _status(values.status),
            values.ncessch,
            district_address,
            values.district_name,
            _location(values.county, values.state),
            _lines(level, _quiet(grades) if grades else "") or self._not_known,
            _lines(own, through) or self._none,
        )


def _with_labels(form: str, **labels: str) -> str:
    """The form of a row with what is the same in all rows."""
    return form.format(**{name: markup("%s", label).replace("%", "%%") for name, label in labels.items()})


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
