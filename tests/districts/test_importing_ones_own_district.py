"""A registrar doesn't import official files about the own district alone; others see if it is among more."""

import pytest

from accounts.models import Role
from accounts.refusals import Refused
from audit.models import Entry
from districts.actions.import_batches import undo_import
from districts.imports.batches import Upload, apply_preview
from districts.models import District
from districts.states import Office
from tests.districts.uploads import AGENCIES, NOON, SCHOOLS, preview, signed_in
from tests.factories import AppointmentFactory, DistrictFactory, StateRoleFactory

pytestmark = pytest.mark.django_db
OTHERS = "another registrar or an administrator has to decide"
HEADER, OTTER_RUN, RIDGE, _ = AGENCIES.splitlines(keepends=True)


@pytest.fixture(autouse=True)
def _that_noon(time_machine) -> None:
    time_machine.move_to(NOON)


def a_registrar():
    return StateRoleFactory(role=Role.REGISTRAR).user


@pytest.fixture
def treasurer():
    """A registrar who is the treasurer of Otter Run."""
    registrar = a_registrar()
    district = DistrictFactory(leaid="3900001", name="Otter Run Local")
    AppointmentFactory(user=registrar, district=district, kind=Office.TREASURER)
    return registrar


def a_file(*rows):
    school = "".join(SCHOOLS.splitlines(keepends=True)[:2])  # a new one of Otter Run
    return [Upload("lea.csv", (HEADER + "".join(rows)).encode()), Upload("sch.csv", school.encode())]


def test_a_file_about_the_own_district_alone_is_imported_and_undone_by_another(treasurer):
    batch, another = preview(treasurer, a_file(OTTER_RUN)), a_registrar()
    with pytest.raises(Refused, match=OTHERS):
        apply_preview(batch, by=treasurer, at=NOON)
    page = signed_in(treasurer).get(f"/imports/{batch.pk}/").text
    assert OTHERS in page
    assert f"/imports/{batch.pk}/apply/" not in page
    assert "Discard" in page
    assert signed_in(treasurer).post(f"/imports/{batch.pk}/apply/").status_code == 409
    assert District.objects.get(leaid="3900001").city != "Athens"

    assert f"/imports/{batch.pk}/apply/" in signed_in(another).get(f"/imports/{batch.pk}/").text
    apply_preview(batch, by=another, at=NOON)
    assert District.objects.get(leaid="3900001").city == "Athens"
    with pytest.raises(Refused, match=OTHERS):
        undo_import(batch=batch, by=treasurer, at=NOON)
    page = signed_in(treasurer).get(f"/imports/{batch.pk}/").text
    assert OTHERS in page
    assert "Undo import" not in page


def test_a_file_of_more_districts_is_imported_and_the_page_and_the_log_say_whose_own_is_among_them(treasurer):
    batch = apply_preview(preview(treasurer, a_file(OTTER_RUN, RIDGE)), by=treasurer, at=NOON)

    page = signed_in(a_registrar()).get(f"/imports/{batch.pk}/").text
    assert f"{treasurer} has a role at Otter Run Local, or had one in the year before." in page
    assert Entry.objects.get(event="official_files.recorded").detail["own_places"] == ["Otter Run Local"]


def test_nobody_elses_import_is_noted(treasurer):
    batch = apply_preview(preview(a_registrar(), a_file(OTTER_RUN, RIDGE)), by=a_registrar(), at=NOON)

    assert "own_places" not in batch.counts
    assert "own_places" not in Entry.objects.get(event="official_files.recorded").detail


def test_a_role_of_years_ago_no_longer_counts(treasurer):
    treasurer.appointments.update(ends_on="2024-06-30")

    assert apply_preview(preview(treasurer, a_file(OTTER_RUN)), by=treasurer, at=NOON).applied_by == treasurer
