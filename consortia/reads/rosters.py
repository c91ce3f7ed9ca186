"""Rosters as plain facts: the memberships of a consortium in one query, and figures about its members."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from accounts.addresses import page
from consortia.models.authority_document import AuthorityDocument
from consortia.models.consortium import Consortium
from consortia.models.membership import Membership, MembershipQuerySet, asked_since
from consortia.models.period import MembershipPeriod
from consortia.states import IN_FORCE
from districts.models import Change, County, DistrictFigures, School
from districts.models.school import SchoolQuerySet
from districts.states import ABSENT_AGENCIES


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """One membership as it is recorded now, or as it was recorded at an earlier moment."""

    membership: int
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
    # Without versions, the membership was recorded before versions were kept.
    has_versions: bool = True
    recorded_at: datetime.datetime | None = None
    kind: str = ""  # of a district
    region: str = ""
    disputed_on: datetime.date | None = None

    @property
    def asked_since(self) -> datetime.date | None:
        """The day its member was first asked to verify it."""
        return asked_since(self.joins_on, self.claimed_at)

    @property
    def is_school(self) -> bool:
        """Whether a school is the member."""
        return self.school_pk is not None

    @property
    def member(self) -> tuple[int | None, int | None]:
        """The key of the member: (district, school), one of them None."""
        return self.district_pk, self.school_pk

    @property
    def address(self) -> str:
        """The member's page."""
        return page("school" if self.is_school else "district", self.id)

    def as_of(self, on: datetime.date, *, name: str) -> "RosterEntry":
        """The entry as of that day: with the member's name then, and without a verification that came later."""
        confirmed_on = self.confirmed_on if self.confirmed_on and self.confirmed_on <= on else None
        if (name, confirmed_on) == (self.name, self.confirmed_on):
            return self
        return replace(self, name=name, confirmed_on=confirmed_on)

    def holds_on(self, on: datetime.date) -> bool:
        """Whether the membership is in force that day, its last day included; an unknown start counts as long ago."""
        return (self.joins_on is None or self.joins_on <= on) and (self.leaves_on is None or self.leaves_on >= on)


@dataclass(frozen=True, slots=True)
class NameChange:
    """A change of a member's name: the old one, the new one, and when the change took effect and was recorded."""

    district_pk: int | None
    school_pk: int | None
    old: str
    new: str
    holds_from: datetime.date | None
    recorded_at: datetime.datetime
    source: str = ""


_PLACE = (
    "pk", "consortium__slug", "consortium__name", "district_id", "school_id",
    "district__leaid", "district__name", "district__kind", "district__state",
    "district__county__name", "district__county__fips", "district__county__region__name",
    "district__latitude", "district__longitude",
    "school__ncessch", "school__name", "school__state",
    "school__county__name", "school__county__fips", "school__county__region__name",
    "school__latitude", "school__longitude", "school__district__leaid", "school__district__name",
    "school__district__county__name", "school__district__county__fips", "school__district__county__region__name",
    "membership_class", "role", "joins_on", "leaves_on", "status",
)  # fmt: skip
_TODAY = ("authority", "confirmed_on", "claimed_at", "disputed_on")
# Memberships of a long file that are read together.
BATCH = 1_000


def entries_now(memberships: QuerySet[Membership]) -> list[RosterEntry]:
    """These memberships as they are recorded today."""
    has_versions = Exists(MembershipPeriod.objects.filter(line=OuterRef("pk")))
    rows = memberships.annotate(has_versions=has_versions).order_by()
    return [_entry_now(row, "has_versions") for row in rows.values_list(*_PLACE, *_TODAY, "has_versions")]


def batches_of_entries(memberships: MembershipQuerySet) -> Iterator[list[RosterEntry]]:
    """These memberships as they are recorded today, a thousand at a time: by consortium, in each the lead first."""
    rows = (
        memberships.with_members("consortium__name", "consortium__slug")
        .values_list(*_PLACE, *_TODAY)
        .iterator(chunk_size=BATCH)
    )
    while batch := [_entry_now(row) for row in islice(rows, BATCH)]:
        yield batch


@dataclass(frozen=True, slots=True)
class StatusCounts:
    """How many memberships a consortium has, and in which status."""

    slug: str
    name: str
    members: int
    recorded: int
    confirmed: int
    disputed: int


def counts_by_consortium(memberships: MembershipQuerySet) -> list[StatusCounts]:
    """The number of these memberships in each consortium that has one, by the consortium's name."""
    by_status = {str(status.value): Count("pk", filter=Q(status=status)) for status in IN_FORCE}
    counts: Any = memberships.order_by().values(slug=F("consortium__slug"), name=F("consortium__name"))
    counts = counts.annotate(members=Count("pk"), **by_status)
    return [StatusCounts(**row) for row in counts.order_by("name", "slug")]


def _entry_now(row: tuple[Any, ...], *more: str) -> RosterEntry:
    return _entry(row[: len(_PLACE)], **dict(zip((*_TODAY, *more), row[len(_PLACE) :], strict=True)))


def entries_known(versions: QuerySet[MembershipPeriod]) -> list[RosterEntry]:
    """These versions of memberships, each under its membership's row id."""
    rows = versions.order_by().values_list(*_PLACE, "line_id", "recorded_at")
    return [_entry((row[-2], *row[1:-2]), recorded_at=row[-1]) for row in rows]


def _entry(row: tuple[Any, ...], **more: Any) -> RosterEntry:
    place = dict(zip(_PLACE, row, strict=True))
    school = place["school_id"] is not None
    own = "school__" if school else "district__"
    near = own if place[f"{own}county__fips"] or not school else "school__district__"
    return RosterEntry(
        membership=place["pk"],
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
        region=place[f"{near}county__region__name"] or "",
        kind="" if school else place["district__kind"],
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
    """The moment since when versions of its memberships are kept; None where there are no versions."""
    found = MembershipPeriod.objects.filter(consortium=consortium).aggregate(first=Min("recorded_at"))
    first: datetime.datetime | None = found["first"]
    return first


def name_changes(entries: Iterable[RosterEntry]) -> list[NameChange]:
    """Every name change of these members, in the order they were recorded."""
    districts = {entry.district_pk for entry in entries if entry.district_pk}
    schools = {entry.school_pk for entry in entries if entry.school_pk}
    return _names(Change.objects.filter(Q(district__in=districts) | Q(school__in=schools)))


def _names(changes: QuerySet[Change]) -> list[NameChange]:
    fields = ("district_id", "school_id", "old", "new", "holds_from", "recorded_at", "source")
    rows = changes.filter(field="name").order_by("recorded_at", "pk").values_list(*fields)
    return [NameChange(*row) for row in rows]


def documents_of(memberships: Iterable[int]) -> dict[int, list[tuple[str, datetime.date | None]]]:
    """The documents of each of these memberships: (kind, date of the vote or of the letter)."""
    found: dict[int, list[tuple[str, datetime.date | None]]] = defaultdict(list)
    documents = AuthorityDocument.objects.filter(membership__in=memberships).order_by("uploaded_at", "pk")
    for membership, kind, day in documents.values_list("membership_id", "kind", "adopted_on"):
        found[membership].append((AuthorityDocument.Kind(kind).label, day))
    return found


def of_consortia(memberships: MembershipQuerySet, consortia: Iterable[int]) -> MembershipQuerySet:
    """The memberships in these consortia."""
    return memberships.filter(consortium__in=consortia)


def first_of_each_member(memberships: MembershipQuerySet, most: int) -> QuerySet[Any, Any]:
    """The first of each member's memberships, by the consortium's name; `of_member` is how many the member has."""
    member = [F("district"), F("school")]
    by_name: list[Any] = ["consortium__name", F("joins_on").asc(nulls_last=True), "pk"]
    placed = memberships.order_by().annotate(
        place=Window(RowNumber(), partition_by=member, order_by=by_name),
        of_member=Window(Count("pk"), partition_by=member),
    )
    return placed.filter(place__lte=most).order_by("place")


def in_place(memberships: MembershipQuerySet, counties: QuerySet[County]) -> MembershipQuerySet:
    """The memberships of members in these counties; a school whose county is not known is in its district's."""
    near = Q(district__county__in=counties) | Q(school__county__in=counties)
    return memberships.filter(near | Q(school__county=None, school__district__county__in=counties))


def touched_between(
    memberships: QuerySet[Membership], start: datetime.date, end: datetime.date
) -> QuerySet[Membership]:
    """All memberships in the consortia where one begins or ends, or a member may be renamed, between these days."""
    begins, ends = Q(joins_on__gt=start, joins_on__lte=end), Q(leaves_on__gte=start, leaves_on__lt=end)
    # A change without an effective date takes effect on the day it was recorded.
    since, recorded = Q(holds_from__gt=start), Q(holds_from=None, recorded_at__date__gte=start)
    renamed = Change.objects.order_by().filter(since | recorded, field="name")
    districts, schools = renamed.exclude(district=None), renamed.exclude(school=None)
    new_name = Q(district__in=districts.values("district")) | Q(school__in=schools.values("school"))
    changed = memberships.order_by().filter(begins | ends | new_name)
    return memberships.filter(consortium__in=changed.values("consortium"))


def unchanged_on(memberships: MembershipQuerySet, day: datetime.date, *, touched: QuerySet[Membership]) -> int:
    """The number of memberships in force that day in consortia without a change."""
    return memberships.in_force(day).order_by().exclude(consortium__in=touched.values("consortium")).count()


def formed_or_ended(consortia: QuerySet[Consortium], start: datetime.date, end: datetime.date) -> QuerySet[Consortium]:
    """Consortia formed after the first day and by the second, or ended from the first day to before the second."""
    formed, ended = Q(formed_on__gt=start, formed_on__lte=end), Q(ended_on__gte=start, ended_on__lt=end)
    return consortia.filter(formed | ended).order_by("name")


def enrollments(entries: Iterable[RosterEntry], *, until: str) -> dict[int, tuple[int, str]]:
    """The latest enrollment of each member district, in a school year up to `until`: (students, school year)."""
    districts = {entry.district_pk for entry in entries if entry.district_pk}
    figures = DistrictFigures.objects.with_enrollment().filter(district__in=districts, school_year__lte=until)
    found: dict[int, tuple[int, str]] = {}
    for district, enrollment, year in figures.values_list("district_id", "enrollment", "school_year"):
        found.setdefault(district, (enrollment or 0, year))
    return found


def open_schools(districts: Collection[int], *, on: datetime.date) -> dict[int, int]:
    """The number of schools of each of these districts that are not known to be closed that day."""
    schools = _open_on(on).filter(district__in=districts)
    return dict(schools.values("district_id").annotate(n=Count("pk")).values_list("district_id", "n"))


def with_sizes(memberships: MembershipQuerySet, *, on: datetime.date) -> MembershipQuerySet:
    """These memberships with the `enrollment` of each member district, its `school_year`, and its `open_schools`.

    The first two are None where no enrollment is known, and all three for a school.
    """
    latest = partial(DistrictFigures.objects.latest_enrollment, of="district")
    schools = _open_on(on).filter(district=OuterRef("district")).values("district").annotate(n=Count("pk"))
    return memberships.annotate(
        enrollment=latest(), school_year=latest("school_year"), open_schools=Subquery(schools.values("n"))
    )


def _open_on(on: datetime.date) -> SchoolQuerySet:
    was_there = Q(opened_on=None) | Q(opened_on__lte=on)
    still = ~Q(status__in=ABSENT_AGENCIES) & Q(closed_on=None) | Q(closed_on__gte=on)
    return School.objects.order_by().filter(was_there, still)
