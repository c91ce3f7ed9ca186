"""Files that say otherwise than the registrar: what has ended stays ended, what was corrected stays corrected."""

import datetime

import pytest
from django.test import Client

from districts.actions.facts import accept_dispute, dispute_fact
from districts.imports.batches import Upload, apply_preview, preview_files
from districts.models import Change, County, District, School
from districts.rules.mergers import keeps_recorded_end
from districts.states import AgencyStatus
from tests.districts.test_importing_directories import SEARCHED_DISTRICTS, SEARCHED_SCHOOLS
from tests.districts.uploads import AGENCIES, FILES, SCHOOLS
from tests.factories import AppointmentFactory, CountyFactory, StateRoleFactory

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)


@pytest.fixture
def registrar():
    registrar = StateRoleFactory(role="registrar").user
    taken(registrar, FILES)
    return registrar


def looked(registrar, files, *, school_year=""):
    uploads = [Upload(name, text.encode()) for name, text in files.items()]
    return preview_files(uploads, state="", school_year=school_year, by=registrar, at=NOON)


def taken(registrar, files, *, school_year=""):
    return apply_preview(looked(registrar, files, school_year=school_year), by=registrar, at=NOON)


def searched():
    return {"d.csv": SEARCHED_DISTRICTS, "s.csv": SEARCHED_SCHOOLS}


def corrected(registrar, record, field, claimed):
    district = record if isinstance(record, District) else record.district
    speaker = AppointmentFactory(district=district, starts_on=datetime.date(2020, 7, 1)).user
    dispute = dispute_fact(record=record, field=field, claimed=claimed, reason="We know.", by=speaker, at=NOON)
    accept_dispute(dispute=dispute, value=claimed, answer="", by=registrar, at=NOON)
    return type(record).objects.get(pk=record.pk)


def test_a_dissolved_district_is_not_opened_again_by_a_newer_file(registrar):
    district = District.objects.get(leaid="3900001")
    District.objects.filter(pk=district.pk).update(status="closed", closed_on=datetime.date(2026, 6, 30))

    batch = looked(registrar, searched(), school_year="2022-23")
    row = batch.rows.get(key="3900001", outcome="kept")
    assert row.reason.startswith("3900001 is Otter Run Local, recorded as closed since Jun 30, 2026. The file")
    page = Client()
    page.force_login(registrar)
    said = page.get(f"/imports/{batch.pk}/?outcome=kept").content.decode()
    assert "Kept, not changed 1" in " ".join(said.split())
    assert "recorded as closed since Jun 30, 2026" in said

    apply_preview(batch, by=registrar, at=NOON)
    district.refresh_from_db()
    assert (district.status, district.name) == (AgencyStatus.CLOSED, "Otter Run Local")


def test_a_file_opens_what_only_a_file_had_closed(registrar):
    District.objects.filter(leaid="3900001").update(status="closed")
    taken(registrar, searched(), school_year="2022-23")
    assert District.objects.get(leaid="3900001").status == AgencyStatus.OPEN


def test_a_school_that_closed_with_its_district_stays_closed(registrar):
    School.objects.filter(ncessch="390000100001").update(status="closed", closed_on=datetime.date(2026, 6, 30))
    taken(registrar, searched(), school_year="2022-23")
    assert School.objects.get(ncessch="390000100001").status == AgencyStatus.CLOSED


def test_a_last_day_is_the_registrars_word():
    assert keeps_recorded_end(recorded="closed", has_successor=False, has_last_day=True, in_file="open")
    assert not keeps_recorded_end(recorded="closed", has_successor=False, has_last_day=True, in_file="closed")
    assert not keeps_recorded_end(recorded="open", has_successor=False, has_last_day=True, in_file="closed")


def test_a_corrected_county_is_held_back_and_its_history_reads_like_an_imports(registrar):
    CountyFactory(fips="39105", name="Meigs County", state="OH")
    district = corrected(registrar, District.objects.get(leaid="3900001"), "county", "39105")
    change = Change.objects.get(district=district, field="county")
    assert (change.old, change.new) == ("Athens County (39009)", "Meigs County (39105)")

    newer = AGENCIES.replace("2018-2019", "2025-2026")
    batch = taken(registrar, {"lea.csv": newer, "sch.csv": SCHOOLS})
    assert not batch.effects.filter(key="3900001", after__has_key="county_id")
    assert District.objects.get(leaid="3900001").county.fips == "39105"

    moved = newer.replace("39,39009,Athens County,39.3", "39,39073,Hocking County,39.3").replace(
        "2025-2026", "2026-2027"
    )
    taken(registrar, {"lea.csv": moved, "sch.csv": SCHOOLS})
    change = Change.objects.filter(district=district, field="county").latest("pk")
    assert (change.old, change.new) == ("Meigs County (39105)", "Hocking County (39073)")
    assert County.objects.filter(fips="39073").exists()


def test_a_corrected_name_does_not_come_back_in_capitals(registrar):
    corrected(registrar, District.objects.get(leaid="3900001"), "name", "Otter Run Regional")
    shouted = AGENCIES.replace("Otter Run Local", "OTTER RUN LOCAL").replace("2018-2019", "2025-2026")
    taken(registrar, {"lea.csv": shouted, "sch.csv": SCHOOLS})
    assert District.objects.get(leaid="3900001").name == "Otter Run Regional"


def test_what_follows_from_a_corrected_grade_follows_from_the_corrected_one(registrar):
    school = corrected(registrar, School.objects.get(ncessch="390000100001"), "lowest_grade", "7")
    assert (school.lowest_grade, school.first_grade) == ("7", 7)
    taken(registrar, {"lea.csv": AGENCIES, "sch.csv": SCHOOLS})
    school.refresh_from_db()
    assert (school.lowest_grade, school.first_grade, school.highest_grade) == ("7", 7, "12")
