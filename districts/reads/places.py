"""Where a town, a ZIP code, or a county is: its counties, and the districts and schools there."""

from dataclasses import dataclass, field

from django.db.models import Case, Count, Q, When
from django.db.models.functions import Coalesce, Upper
from django.db.models.lookups import In

from districts.models.district import District, DistrictQuerySet
from districts.models.names import with_address
from districts.models.place import County, CountyQuerySet
from districts.models.school import SchoolQuerySet
from districts.rules.place_search import PlaceWords
from districts.states import AgencyStatus


@dataclass
class CountyFound:
    """A county with the open districts and schools that a place has there.

    A district counts where its office is, and where one of its schools is.
    """

    county: County
    is_named: bool  # the county itself has this name
    districts: dict[int, District] = field(default_factory=dict)
    schools: int = 0


@dataclass(frozen=True)
class PlaceFound:
    """The counties in which a place was found; and its districts whose county is not known."""

    counties: list[CountyFound]
    without_county: list[District]

    @property
    def districts(self) -> list[District]:
        """Every district found."""
        everywhere = {key: district for found in self.counties for key, district in found.districts.items()}
        return [*everywhere.values(), *self.without_county]


def counties_named(place: PlaceWords) -> Q:
    """The counties that have one of these names."""
    return Q(In(Upper("name"), list(place.counties))) if place.counties else Q(pk__in=[])


def find_place(
    place: PlaceWords, *, counties: CountyQuerySet, districts: DistrictQuerySet, schools: SchoolQuerySet
) -> PlaceFound:
    """Where the place is, by the addresses of open districts and schools and the names of counties. Three queries."""
    if not any(place):
        return PlaceFound([], [])
    named = counties.filter(counties_named(place)).order_by().values("pk")
    there = with_address(place.towns, place.zip_code, place.street)
    open_schools = schools.filter(status=AgencyStatus.OPEN).filter(there | Q(county__in=named)).order_by()
    where = Coalesce("county", "district__county")
    numbers = {
        (county, district): number
        for county, district, number in open_schools.annotate(where=where)
        .values_list("where", "district")
        .annotate(number=Count("pk"))
    }
    office = there | Q(county__in=named)
    with_schools = {district for _, district in numbers}
    open_districts = districts.filter(status=AgencyStatus.OPEN).filter(office | Q(pk__in=with_schools))
    rows = open_districts.annotate(office_is_there=Case(When(office, then=True), default=False))
    offices = [(district.county_id, district.pk) for district in rows if district.office_is_there]
    return _by_county(
        place, counties, {district.pk: district for district in rows}, dict.fromkeys(offices, 0) | numbers
    )


def _by_county(
    place: PlaceWords,
    counties: CountyQuerySet,
    districts: dict[int, District],
    numbers: dict[tuple[int | None, int], int],
) -> PlaceFound:
    keys = {county for county, _ in numbers if county}
    wanted = counties.filter(counties_named(place) | Q(pk__in=keys)).for_list()
    names = set(place.counties)
    found = {county.pk: CountyFound(county, county.name.upper() in names) for county in wanted}
    unknown: dict[int, District] = {}
    for (county, key), number in numbers.items():
        known = {key: districts[key]} if key in districts else {}  # a district can close before its schools do
        if county is None:
            unknown |= known
        else:
            found[county].districts |= known
            found[county].schools += number
    return PlaceFound(list(found.values()), list(unknown.values()))
