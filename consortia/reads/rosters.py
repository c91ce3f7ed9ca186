"""Rosters as plain facts: every line of a consortium in one question, and what is known of its members besides."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from accounts.addresses import page
from consortia.models.consortium import Consortium
from consortia.models.membership import AuthorityDocument, Membership, MembershipQuerySet, asked_since
from consortia.models.period import MembershipPeriod
from districts.models import Change, County, DistrictFigures, School
from districts.states import AgencyStatus


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One line of a roster as the register says it, or said it."""

    line: int
    consortium: str
    consortium_name: str
    district_pk: int | None
    school_pk: int | None
    id: str  # LEAID or NCESSCH
    name: str
    district_id: str  # of the member itself, or of the school's district
    district_name: str
    state: str
    county: str
    county_fips: str
    latitude: float | None
    longitude: float | None
    membership_class: str
    role: str
    joins_on: datetime.date | None
    leaves_on: datetime.date | None
    status: str
    authority: str = ""
    confirmed_on: datetime.date | None = None
    claimed_at: datetime.datetime | None = None
    # The line as it stands has versions; without them it is held since before they were kept.
    has_versions: bool = True
    recorded_at: datetime.datetime | None = None

    @property
    def asked_since(self) -> datetime.date | None:
        """From which day its member is asked to confirm it."""
        return asked_since(self.joins_on, self.claimed_at)

    @property
    def is_school(self) -> bool:
        """Whether a school is the member."""
        return self.school_pk is not None

    @property
    def member(self) -> tuple[int | None, int | None]:
        """What tells members apart."""
        return self.district_pk, self.school_pk

    @property
    def address(self) -> str:
        """The member's page."""
        return page("school" if self.is_school else "district", self.id)

    def called(self, name: str) -> "RosterLine":
        """The same line with the member's name of another day."""
        return self if name == self.name else replace(self, name=name)

    def holds_on(self, on: datetime.date) -> bool:
        """Whether it holds that day; an unknown joining day counts as long ago, the last day counts."""
        return (self.joins_on is None or self.joins_on <= on) and (self.leaves_on is None or self.leaves_on >= on)


@dataclass(frozen=True, slots=True)
class NameChange:
    """A member's name until a moment, and from when on it is called otherwise."""

    district_pk: int | None
    school_pk: int | None
    old: str
    new: str
    holds_from: datetime.date | None
    recorded_at: datetime.datetime
    source: str = ""


_PLACE = (
    "pk", "consortium__slug", "consortium__name", "district_id", "school_id",
    "district__leaid", "district__name", "district__state", "district__county__name", "district__county__fips",
    "district__latitude", "district__longitude",
    "school__ncessch", "school__name", "school__state", "school__county__name", "school__county__fips",
    "school__latitude", "school__longitude", "school__district__leaid", "school__district__name",
    "school__district__county__name", "school__district__county__fips",
    "membership_class", "role", "joins_on", "leaves_on", "status",
)  # fmt: skip


def lines_now(lines: QuerySet[Membership]) -> list[RosterLine]:
    """These lines as the register says them today."""
    has_versions = Exists(MembershipPeriod.objects.filter(line=OuterRef("pk")))
    rows = lines.annotate(has_versions=has_versions).order_by()
    return [
        _line(row[:-4], authority=row[-4], confirmed_on=row[-3], claimed_at=row[-2], has_versions=row[-1])
        for row in rows.values_list(*_PLACE, "authority", "confirmed_on", "claimed_at", "has_versions")
    ]


def lines_known(versions: QuerySet[MembershipPeriod]) -> list[RosterLine]:
    """These versions of lines, each under the number of its line."""
    rows = versions.order_by().values_list(*_PLACE, "line_id", "recorded_at")
    return [_line((row[-2], *row[1:-2]), recorded_at=row[-1]) for row in rows]


def _line(row: tuple[Any, ...], **more: Any) -> RosterLine:
    place = dict(zip(_PLACE, row, strict=True))
    school = place["school_id"] is not None
    own = "school__" if school else "district__"
    near = own if place[f"{own}county__fips"] or not school else "school__district__"
    return RosterLine(
        line=place["pk"],
        consortium=place["consortium__slug"],
        consortium_name=place["consortium__name"],
        district_pk=place["district_id"],
        school_pk=place["school_id"],
        id=place["school__ncessch"] if school else place["district__leaid"],
        name=place[f"{own}name"],
        district_id=place["school__district__leaid"] if school else place["district__leaid"],
        district_name=place["school__district__name"] if school else place["district__name"],
        state=place[f"{own}state"],
        county=place[f"{near}county__name"] or "",
        county_fips=place[f"{near}county__fips"] or "",
        latitude=place[f"{own}latitude"],
        longitude=place[f"{own}longitude"],
        membership_class=place["membership_class"],
        role=place["role"],
        joins_on=place["joins_on"],
        leaves_on=place["leaves_on"],
        status=place["status"],
        **more,
    )


def versions_since(consortium: Consortium) -> datetime.datetime | None:
    """The first moment from which versions of its lines are kept; None where all were there before."""
    found = MembershipPeriod.objects.filter(consortium=consortium).aggregate(first=Min("recorded_at"))
    first: datetime.datetime | None = found["first"]
    return first


def name_changes(lines: Iterable[RosterLine]) -> list[NameChange]:
    """Every change of a name of these members, in the order in which they were recorded."""
    districts = {line.district_pk for line in lines if line.district_pk}
    schools = {line.school_pk for line in lines if line.school_pk}
    return _names(Change.objects.filter(Q(district__in=districts) | Q(school__in=schools)))


def _names(changes: QuerySet[Change]) -> list[NameChange]:
    fields = ("district_id", "school_id", "old", "new", "holds_from", "recorded_at", "source")
    rows = changes.filter(field="name").order_by("recorded_at", "pk").values_list(*fields)
    return [NameChange(*row) for row in rows]


def documents(lines: Iterable[int]) -> dict[int, list[tuple[str, datetime.date | None]]]:
    """For each of these lines the papers behind it: what they are, and the day of the vote or of the letter."""
    found: dict[int, list[tuple[str, datetime.date | None]]] = defaultdict(list)
    documents = AuthorityDocument.objects.filter(membership__in=lines).order_by("uploaded_at", "pk")
    for line, kind, day in documents.values_list("membership_id", "kind", "adopted_on"):
        found[line].append((AuthorityDocument.Kind(kind).label, day))
    return found


def of_consortia(lines: MembershipQuerySet, consortia: Iterable[int]) -> MembershipQuerySet:
    """The lines of these consortia."""
    return lines.filter(consortium__in=consortia)


def in_place(lines: MembershipQuerySet, counties: QuerySet[County]) -> MembershipQuerySet:
    """The lines of members in these counties; a school of no known county stands in its district's."""
    near = Q(district__county__in=counties) | Q(school__county__in=counties)
    return lines.filter(near | Q(school__county=None, school__district__county__in=counties))


def touched_between(lines: QuerySet[Membership], start: datetime.date, end: datetime.date) -> QuerySet[Membership]:
    """All lines of those consortia in which any line begins or ends between these two days, or a member's name may
    have changed.
    """
    begins, ends = Q(joins_on__gt=start, joins_on__lte=end), Q(leaves_on__gte=start, leaves_on__lt=end)
    # A change without a day of its own holds from the day on which it was recorded.
    since, recorded = Q(holds_from__gt=start), Q(holds_from=None, recorded_at__date__gte=start)
    renamed = Change.objects.order_by().filter(since | recorded, field="name")
    districts, schools = renamed.exclude(district=None), renamed.exclude(school=None)
    new_name = Q(district__in=districts.values("district")) | Q(school__in=schools.values("school"))
    return lines.filter(consortium__in=lines.order_by().filter(begins | ends | new_name).values("consortium"))


def unchanged_on(lines: MembershipQuerySet, day: datetime.date, *, touched: QuerySet[Membership]) -> int:
    """How many lines hold that day in the consortia in which nothing began or ended."""
    return lines.on(day).order_by().exclude(consortium__in=touched.values("consortium")).count()


def formed_or_ended(consortia: QuerySet[Consortium], start: datetime.date, end: datetime.date) -> QuerySet[Consortium]:
    """Consortia that were formed after the first day and until the second, or ended from the first until before it."""
    formed, ended = Q(formed_on__gt=start, formed_on__lte=end), Q(ended_on__gte=start, ended_on__lt=end)
    return consortia.filter(formed | ended).order_by("name")


def enrollments(lines: Iterable[RosterLine], *, until: str) -> dict[int, tuple[int, str]]:
    """For each member district its latest enrollment of a school year not after `until`, with that year."""
    districts = {line.district_pk for line in lines if line.district_pk}
    figures = DistrictFigures.objects.with_enrollment().filter(district__in=districts, school_year__lte=until)
    found: dict[int, tuple[int, str]] = {}
    for district, enrollment, year in figures.values_list("district_id", "enrollment", "school_year"):
        found.setdefault(district, (enrollment or 0, year))
    return found


def open_schools(lines: Iterable[RosterLine], *, on: datetime.date) -> dict[int, int]:
    """For each member district the number of its schools that the register does not know to be closed that day."""
    districts = {line.district_pk for line in lines if line.district_pk}
    gone = (AgencyStatus.CLOSED, AgencyStatus.MERGED, AgencyStatus.DUPLICATE, AgencyStatus.FUTURE)
    was_there = Q(opened_on=None) | Q(opened_on__lte=on)
    still = ~Q(status__in=gone) & Q(closed_on=None) | Q(closed_on__gte=on)
    schools = School.objects.order_by().filter(was_there, still, district__in=districts)
    return dict(schools.values("district_id").annotate(n=Count("pk")).values_list("district_id", "n"))
