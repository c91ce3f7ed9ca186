"""The districts around the members of a contract: where they are, and how many students they have."""

from collections.abc import Collection

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
