"""Districts that an application file describes."""

import datetime

import pytest
from django.utils import timezone

from accounts.refusals import Refused, Unready
from audit.models import Entry
from districts.actions import register_component, register_district
from districts.models import County, District, ServiceAgencyMembership
from tests.factories import (
    CountyFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    ServiceAgencyFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 4, 15, 21, tzinfo=datetime.UTC)


def register(**changes):
    said = {
        "leaid": "9900010",
        "name": "Otter Run Local School District",
        "state": "OH",
        "kind": "local",
        "county_fips": "39009",
        "enrollment": 812,
        "by": "manage.py test",
        "at": AT,
    }
    return register_district(**(said | changes))


def test_a_new_district_is_stored_as_the_file_describes_it():
    athens = CountyFactory(fips="39009", name="Athens County")
    district = register()

    assert (district.name, district.state, district.kind) == ("Otter Run Local School District", "OH", "local")
    assert district.county == athens
    assert district.is_sample
    assert district.source == "An application file"
    figures = district.figures.get()
    assert (figures.enrollment, figures.school_year, figures.source) == (812, "2025-26", "application_file")


def test_a_county_that_nobody_knows_is_made_from_its_code():
    register(county_fips="54107")
    county = County.objects.get()
    assert (county.fips, county.name, county.state) == ("54107", "County 54107", "WV")
    assert county.people_per_sq_mile is None


def test_the_same_file_twice_changes_nothing():
    register()
    register(at=AT + datetime.timedelta(days=400))

    assert District.objects.count() == 1
    assert District.objects.get().figures.count() == 1
    assert Entry.objects.count() == 1


def test_what_the_file_does_not_say_stays_unknown():
    district = register(name=None, kind=None, county_fips=None, enrollment=None)
    assert (district.name, district.kind, district.county, district.figures.count()) == ("9900010", "unknown", None, 0)


def test_a_later_file_fills_in_what_was_unknown():
    register(name=None, kind=None, county_fips=None, enrollment=None)
    district = register(closed_on=datetime.date(2027, 6, 30))

    assert (district.name, district.kind) == ("Otter Run Local School District", "local")
    assert district.county.fips == "39009"
    assert district.closed_on == datetime.date(2027, 6, 30)
    assert district.figures.get().enrollment == 812


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": "Cedar Gap Local"}, "The name of 9900010 is “Otter Run Local School District” in the registry"),
        ({"state": "KY"}, "The state of 9900010 is “OH” in the registry and “KY” in the file"),
        ({"kind": "charter"}, "The kind of 9900010 is “local” in the registry and “charter” in the file"),
        ({"county_fips": "39001"}, "The county of 9900010 is “39009” in the registry and “39001” in the file"),
        ({"enrollment": 813}, "The enrollment of 9900010 is “812” in the registry and “813” in the file"),
    ],
)
def test_a_file_that_contradicts_the_registry_is_refused(change, reason):
    register()
    with pytest.raises(Unready, match=reason):
        register(**change)


@pytest.mark.parametrize("leaid", ["990010", "99000100", "990001O", " 990001", "９９０００１０"])
def test_an_id_that_is_not_seven_digits_is_refused(leaid):
    with pytest.raises(Unready, match="is not seven digits"):
        register(leaid=leaid)


def test_an_official_record_is_compared_and_left_as_it_is():
    official = DistrictFactory(leaid="3900001", name="Ridge Local", kind="local", source="NCES EDGE 2018-19")
    DistrictFiguresFactory(district=official, enrollment=500)

    register(leaid="3900001", name="Ridge Local", enrollment=500)
    official.refresh_from_db()
    assert official.county is None
    assert official.figures.count() == 1
    with pytest.raises(Unready, match="The enrollment of 3900001 is “500”"):
        register(leaid="3900001", name="Ridge Local", enrollment=900)


def test_people_without_a_role_register_no_district():
    with pytest.raises(Refused, match="Only a registrar can change the registry"):
        register(by=UserFactory())


def test_a_component_district_is_recorded_once():
    agency, district = ServiceAgencyFactory(), DistrictFactory()
    for _ in range(2):
        register_component(agency=agency, district=district, by="manage.py test", at=timezone.now())
    assert ServiceAgencyMembership.objects.count() == 1
    assert Entry.objects.count() == 1


def test_only_a_service_agency_has_component_districts():
    with pytest.raises(Unready, match="is not recorded as a service agency"):
        register_component(agency=DistrictFactory(), district=DistrictFactory(), by="manage.py test", at=timezone.now())


def test_the_known_day_of_a_component_district_is_not_overwritten():
    agency, district = ServiceAgencyFactory(), DistrictFactory()
    july = datetime.date(2020, 7, 1)
    said = {"agency": agency, "district": district, "by": "manage.py test", "at": timezone.now()}
    register_component(**said)
    assert register_component(**said, starts_on=july).starts_on == july
    assert register_component(**said).starts_on == july
    with pytest.raises(Unready, match="since 2020-07-01, not since 2021-07-01"):
        register_component(**said, starts_on=datetime.date(2021, 7, 1))
