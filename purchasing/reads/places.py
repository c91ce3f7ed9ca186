"""The districts around the members of a contract: where they are, and how many students they have."""

from collections.abc import Collection, Iterable

from districts.models import District, DistrictFigures
from districts.states import AgencyStatus, DistrictKind
from purchasing.rules.calculator import DistrictPlace


def places_in(states: Collection[str]) -> dict[str, DistrictPlace]:
    """The open local districts of these states, by LEAID. One query."""
    rows = (
        District.objects.filter(state__in=states, status=AgencyStatus.OPEN, kind=DistrictKind.LOCAL)
        .annotate(students=DistrictFigures.objects.latest_enrollment())
        .order_by("leaid")
        .values_list("leaid", "name", "latitude", "longitude", "students")
    )
    places = {}
    for leaid, name, latitude, longitude, students in rows:
        point = None if latitude is None or longitude is None else (latitude, longitude)
        places[leaid] = DistrictPlace(leaid, name, point, students)
    return places


def students_of(districts: Iterable[District]) -> dict[str, int]:
    """The latest enrollment of these districts, by LEAID; those without one are left out. One query."""
    rows = District.objects.filter(pk__in=[one.pk for one in districts]).order_by()
    found = rows.annotate(students=DistrictFigures.objects.latest_enrollment()).values_list("leaid", "students")
    return {leaid: students for leaid, students in found if students is not None}
