"""Districts and facts for the tests of small and rural."""

import datetime
from decimal import Decimal

from accounts.models import Role
from districts.actions.rural import designate_rural
from districts.rules.rural import Designation, Enrollment, Facts, Poverty, SchoolPlace
from districts.states import FigureSource
from tests.factories import (
    CountyFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    SchoolFactory,
    StateRoleFactory,
)

NOON = datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 9, 14)
DAY = datetime.timedelta(days=1)
COMMAND = "manage.py classify_districts"
CCD = "NCES CCD, agency membership"
SAIPE = "Census SAIPE, school district estimates"
EMPTY = "Vinton County", Decimal("9.90")
FULL = "Athens County", Decimal("10.00")
UNMEASURED = "New County", None


def students(number):
    return Enrollment(number, "2023-24", CCD)


def children(poor, of):
    return Poverty(of, poor, "2020", SAIPE)


def schools(*places):
    """Schools by (locale, (county, density))."""
    return [
        SchoolPlace(f"39000010000{n}", f"School {n}", locale, *(county or (None, None)))
        for n, (locale, county) in enumerate(places)
    ]


def facts(**known):
    return Facts(school_year="2026-27", **known)


RURAL_SCHOOL = (43, FULL)
DESIGNATED = Designation(is_rural=True, decided_on="2026-08-03", officer="Rae Officer", reason="Its roads flood.")
NOT_RURAL = Designation(is_rural=False, decided_on="2026-08-03", officer="Rae Officer", reason="The city annexed it.")


def a_registrar():
    return StateRoleFactory(role=Role.REGISTRAR, user__name="Rae Registrar").user


def a_small_rural_district(leaid="3900001", *, enrollment=587, poor=200, locale=43, density="128.40", **fields):
    """One with two schools and figures of both kinds."""
    district = DistrictFactory(leaid=leaid, **fields)
    county = CountyFactory(name="Vinton County", people_per_sq_mile=density)
    for number in (1, 2):
        SchoolFactory(
            ncessch=f"{leaid}0000{number}", district=district, county=county, locale=locale, place_year="2014-15"
        )
    DistrictFiguresFactory(district=district, enrollment=enrollment)
    DistrictFiguresFactory(
        district=district,
        school_year="2020",
        source=FigureSource.SAIPE,
        enrollment=None,
        children_5_17=1_000,
        children_5_17_in_poverty=poor,
    )
    return district


def decide(district, is_rural, *, by=None, at=NOON, decided_on=None, reason="Its roads flood."):
    return designate_rural(
        district=district, is_rural=is_rural, reason=reason, decided_on=decided_on, by=by or a_registrar(), at=at
    )
