"""Facts about the districts and consortia near a district that looks for partners, for `exchange.rules.partners`."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from accounts.models import Visitor
from accounts.models.statements import kept_statement
from consortia.models.consortium import Consortium, ConsortiumPurpose, Sight
from consortia.models.membership import Membership
from consortia.states import ConsortiumStatus, Purpose
from districts.models import District, DistrictFigures, ServiceAgencyMembership
from districts.models.district import DistrictQuerySet
from districts.models.keys import HasKey
from districts.states import AgencyStatus, DistrictKind
from exchange.models.partners import Wish
from exchange.rules.partners import Known
from exchange.states import WishKind

# Agencies that run schools; the others serve districts and don't look for partners.
SEEKERS = (DistrictKind.LOCAL, DistrictKind.CHARTER, DistrictKind.VOCATIONAL, DistrictKind.UNKNOWN)
Box = tuple[float, float, float, float]  # south, west, north, east

NeighborFacts = dict[str, Any]  # the fields of a Neighbor, by name


class Surroundings(NamedTuple):
    """Facts by district row id, and the consortia around (`exchange.rules.partners` names the keys)."""

    districts: dict[int, NeighborFacts]
    # The districts to suggest: near enough, or in the same service agency.
    near: list[int]
    # {"slug", "name", "purposes", "members": [row ids]}; without those the district belongs to.
    consortia: Sequence[Known]


def surroundings(
    district: District, *, box: Box | None, contracts: QuerySet[Model], on: datetime.date, user: Visitor
) -> Surroundings:
    """The districts and consortia around a district on a day. Ten queries, whatever the number.

    If its location is not known (`box` is None), the districts of its service agencies and county are used instead.
    `contracts` are those in force that day, with their consortium, number, and title.
    """
    near = set(_near(district, box, on).values_list("pk", flat=True)) - {district.pk}
    sight = Sight.of(user)
    members: dict[int, set[int]] = defaultdict(set)
    for consortium, of_district, of_school in _members(sight.kind, **sight.values, around=[*near, district.pk], on=on):
        members[consortium].add(of_district or of_school)
    all_districts = near | {district.pk}.union(*members.values())
    facts = _facts(all_districts, members, contracts, on=on)
    consortia = [
        {"slug": slug, "name": name, "purposes": purposes, "members": sorted(members[pk])}
        for pk, slug, name, purposes in _consortia(members, on, sight)
        if district.pk not in members[pk]
    ]
    return Surroundings(facts, sorted(near), consortia)


@kept_statement
def _members(kind: Any, *, around: Iterable[int], on: datetime.date, **values: Any) -> QuerySet[Membership, Any]:
    """The consortium, the district, and the school's district of all memberships in consortia around."""
    memberships = Membership.objects.seen(Sight(kind, values)).in_force(on).order_by()
    is_near = Q(HasKey("district", around)) | Q(HasKey("school__district", around))
    found = memberships.filter(consortium__in=memberships.filter(is_near).values("consortium"))
    return found.values_list("consortium", "district", "school__district")


def _near(district: District, box: Box | None, on: datetime.date) -> DistrictQuerySet:
    around = District.objects.order_by().filter(status=AgencyStatus.OPEN, kind__in=SEEKERS)
    agencies = ServiceAgencyMembership.objects.in_force(on).filter(district=district).values("agency")
    same_agency = ServiceAgencyMembership.objects.in_force(on).filter(agency__in=agencies).values("district")
    if box is None:
        return around.filter(Q(county=district.county_id, county__isnull=False) | Q(pk__in=same_agency))
    south, west, north, east = box
    inside = Q(latitude__range=(south, north), longitude__range=(west, east))
    return around.filter(inside | Q(pk__in=same_agency))


def _facts(
    ids: set[int], members: dict[int, set[int]], contracts: QuerySet[Model], *, on: datetime.date
) -> dict[int, NeighborFacts]:
    facts: dict[int, NeighborFacts] = {}
    for pk, leaid, name, latitude, longitude, locale in _districts(ids=ids):
        point = (latitude, longitude) if latitude is not None and longitude is not None else None
        facts[pk] = {"leaid": leaid, "name": name, "point": point, "locale": locale, "enrollment": None}
        facts[pk] |= {"agencies": set(), "needs": set(), "offers": set(), "contracts": set()}
    for pk, enrollment in _enrollments(ids=ids):
        if facts[pk]["enrollment"] is None:
            facts[pk]["enrollment"] = enrollment
    for pk, agency in _agencies(ids=ids, on=on):
        facts[pk]["agencies"].add(agency)
    names = {value: label.lower() for value, label in Purpose.choices}
    for pk, kind, topic in _wishes(ids=ids):
        facts[pk]["needs" if kind == WishKind.NEED else "offers"].add(names[topic])
    held: dict[int, set[str]] = defaultdict(set)
    held_by_them = contracts.filter(HasKey("consortium", members))
    for consortium, number, title in held_by_them.values_list("consortium", "number", "title"):
        held[consortium].add(title or number)
    for consortium, districts in members.items():
        for pk in districts:
            facts[pk]["contracts"] |= held[consortium]
    return facts


def _consortia(members: dict[int, set[int]], on: datetime.date, sight: Sight) -> list[tuple[int, str, str, set[str]]]:
    names = {value: label.lower() for value, label in Purpose.choices}
    purposes: dict[int, set[str]] = defaultdict(set)
    for pk, purpose in _purposes(ids=members, on=on):
        purposes[pk].add(names[purpose])
    found = _registered(sight.kind, **sight.values, ids=members)
    return [(pk, slug, name, purposes[pk]) for pk, slug, name in found]


@kept_statement
def _districts(*, ids: Iterable[int]) -> QuerySet[District, Any]:
    found = District.objects.filter(HasKey("pk", ids))
    return found.values_list("pk", "leaid", "name", "latitude", "longitude", "locale")


@kept_statement
def _enrollments(*, ids: Iterable[int]) -> QuerySet[DistrictFigures, Any]:
    found = DistrictFigures.objects.with_enrollment().filter(HasKey("district", ids))
    return found.values_list("district", "enrollment")


@kept_statement
def _agencies(*, ids: Iterable[int], on: datetime.date) -> QuerySet[ServiceAgencyMembership, Any]:
    found = ServiceAgencyMembership.objects.in_force(on).filter(HasKey("district", ids))
    return found.values_list("district", "agency__name")


@kept_statement
def _wishes(*, ids: Iterable[int]) -> QuerySet[Wish, Any]:
    stated = Wish.objects.visible_to(AnonymousUser()).filter(HasKey("district", ids))
    return stated.values_list("district", "kind", "topic")


@kept_statement
def _purposes(*, ids: Iterable[int], on: datetime.date) -> QuerySet[ConsortiumPurpose, Any]:
    found = ConsortiumPurpose.objects.on(on).filter(HasKey("consortium", ids))
    return found.values_list("consortium", "purpose")


@kept_statement
def _registered(kind: Any, *, ids: Iterable[int], **values: Any) -> QuerySet[Consortium, Any]:
    seen = Consortium.objects.filter(Sight(kind, values).seen(""), status=ConsortiumStatus.REGISTERED)
    return seen.filter(HasKey("pk", ids), ended_on=None).values_list("pk", "slug", "name")
