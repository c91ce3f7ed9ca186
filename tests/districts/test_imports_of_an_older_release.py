"""An import that an older release applied can still be undone."""

import datetime
from importlib import import_module

import pytest
from django.apps import apps

from accounts.refusals import Unready
from districts.actions.import_batches import undo_import
from districts.models import (
    Change,
    County,
    District,
    DistrictFigures,
    ImportBatch,
    ImportEffect,
    Region,
    School,
    ServiceAgencyMembership,
)
from tests.districts.uploads import NOON
from tests.factories import (
    CountyFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    RegionFactory,
    SchoolFactory,
    ServiceAgencyMembershipFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def registrar():
    return StateRoleFactory(role="registrar").user


def an_old_batch(registrar, *effects):
    """An applied import with these rows (table, key, before, after), as the migration finds them."""
    batch = ImportBatch.objects.create(
        kind="nces", status="applied", uploaded_by=registrar, uploaded_at=NOON, applied_by=registrar, applied_at=NOON
    )
    for table, key, before, after in effects:
        ImportEffect.objects.create(batch=batch, model=table, key=key, before=before, after=after)
    import_module("districts.migrations.0016_import_effects_as_row_changes").store_as_row_changes(apps, None)
    return batch


def test_districts_schools_and_figures_are_restored_and_removed(registrar):
    was, now = CountyFactory(fips="39105", name="Meigs"), CountyFactory(fips="39009", name="Athens")
    district = DistrictFactory(leaid="3900001", name="Otter Run Local", county=now)
    figures = DistrictFiguresFactory(district=district, school_year="2022-23", enrollment=799, teachers="40.50")
    SchoolFactory(district=district, ncessch="390000100001", county=now)
    DistrictFactory(leaid="3900007")
    batch = an_old_batch(
        registrar,
        ("district", "3900007", None, {}),
        (
            "district",
            "3900001",
            {"name": "Otter Run", "county": "39105", "latitude": 39.1},
            {"name": "Otter Run Local", "county": "39009", "latitude": district.latitude},
        ),
        ("school", "390000100001", {"county": None}, {"county": "39009"}),
        (
            "district_figures",
            f"3900001/2022-23/{figures.source}",
            {"enrollment": None, "teachers": "38.25"},
            {"enrollment": 799, "teachers": "40.50"},
        ),
    )

    undo_import(batch=batch, by=registrar, at=NOON)

    district = District.objects.get()
    assert (district.leaid, district.name, district.county, district.latitude) == ("3900001", "Otter Run", was, 39.1)
    assert School.objects.get().county is None
    figures.refresh_from_db()
    assert (figures.enrollment, str(figures.teachers)) == (None, "38.25")
    counties = Change.objects.filter(field="county").order_by("pk")
    assert [(one.old, one.new) for one in counties] == [
        ("Athens (39009)", ""),
        ("Athens (39009)", "Meigs (39105)"),
    ]


def test_counties_return_to_their_regions(registrar):
    old, new = RegionFactory(state="OH", name="Southeast"), RegionFactory(state="OH", name="Southwest")
    CountyFactory(fips="39009", state="OH", region=new)
    batch = an_old_batch(
        registrar,
        ("region", "OH/Southwest", None, {}),
        ("county_region", "39009", {"region": "Southeast"}, {"region": "Southwest"}),
    )

    undo_import(batch=batch, by=registrar, at=NOON)

    assert County.objects.get().region == old
    assert list(Region.objects.all()) == [old]


def test_a_county_that_moved_since_is_named(registrar):
    RegionFactory(state="OH", name="Southwest")
    CountyFactory(fips="39009", name="Athens", state="OH", region=None)
    batch = an_old_batch(registrar, ("county_region", "39009", {"region": None}, {"region": "Southwest"}))

    with pytest.raises(Unready, match="The county Athens has been moved to another region since"):
        undo_import(batch=batch, by=registrar, at=NOON)


def test_service_agency_memberships_return_to_their_dates_or_go(registrar):
    ends_on = datetime.date(2026, 6, 30)
    ended = ServiceAgencyMembershipFactory(starts_on=datetime.date(2020, 7, 1), ends_on=ends_on)
    added = ServiceAgencyMembershipFactory(starts_on=None, ends_on=None)
    dates = {"starts_on": "2020-07-01", "ends_on": None}
    batch = an_old_batch(
        registrar,
        ("component", f"{ended.agency.leaid}/{ended.district.leaid}", dates, dates | {"ends_on": "2026-06-30"}),
        ("component", f"{added.agency.leaid}/{added.district.leaid}", None, {"starts_on": None, "ends_on": None}),
    )

    undo_import(batch=batch, by=registrar, at=NOON)

    assert ServiceAgencyMembership.objects.get().ends_on is None


def test_a_membership_that_changed_since_keeps_the_import_from_being_undone(registrar):
    line = ServiceAgencyMembershipFactory(starts_on=None, ends_on=None)
    after = {"starts_on": "2020-07-01", "ends_on": None}
    batch = an_old_batch(registrar, ("component", f"{line.agency.leaid}/{line.district.leaid}", None, after))

    with pytest.raises(Unready, match="can’t be undone"):
        undo_import(batch=batch, by=registrar, at=NOON)

    assert DistrictFigures.objects.count() == 0
    assert ServiceAgencyMembership.objects.exists()
