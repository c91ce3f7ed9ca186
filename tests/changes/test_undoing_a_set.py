"""A set of changes is undone all or nothing, the last change first, and only if nothing has changed since."""

import datetime
from decimal import Decimal

import pytest
from django.db import transaction

from accounts.refusals import Unready
from changes.actions.change_set import ChangeSet
from changes.actions.tracking import Undoing
from changes.actions.undoing import undo_changes
from districts.actions.history import touch_registry
from districts.models import Appointment, Change, District, DistrictFigures, School, ServiceAgencyMembership
from tests.factories import (
    AppointmentFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    SchoolFactory,
    ServiceAgencyFactory,
    ServiceAgencyMembershipFactory,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
JULY = datetime.date(2026, 7, 1)


def a_set():
    return ChangeSet(by="tests", at=NOW)


@transaction.atomic
def undo(change_set):
    undoing = Undoing(by="tests", at=NOW, source="Undone")
    undo_changes(lambda: list(reversed(change_set.changes)), undoing=undoing, refusal="It can’t be undone.")
    touch_registry()
    return undoing


def test_values_of_every_type_return():
    figures = DistrictFiguresFactory(teachers=Decimal("12.50"))
    appointment, school = AppointmentFactory(ends_on=None), SchoolFactory()
    home, elsewhere, change_set = school.district, DistrictFactory(), a_set()
    change_set.change(figures, teachers=Decimal("3.25"))
    change_set.change(appointment, ends_on=JULY, withdrawn_at=NOW)
    change_set.change(school, district=elsewhere)

    undoing = undo(change_set)

    assert undoing.restored == 3
    assert DistrictFigures.objects.get().teachers == Decimal("12.50")
    appointment = Appointment.objects.get()
    assert (appointment.ends_on, appointment.withdrawn_at) == (None, None)
    assert School.objects.get().district == home
    change = Change.objects.get(school=school)
    assert (change.field, change.old, change.new) == ("district", str(elsewhere), str(home))


def test_a_row_that_was_changed_twice_returns_to_the_first_value():
    district, change_set = DistrictFactory(name="Otter Run"), a_set()
    change_set.change(district, name="Mill Creek")
    change_set.change(district, name="Mill Creek Local", city="Athens")

    undo(change_set)

    assert District.objects.get().name == "Otter Run"
    assert [(one.old, one.new) for one in Change.objects.filter(field="name").order_by("pk")] == [
        ("Mill Creek Local", "Mill Creek"),
        ("Mill Creek", "Otter Run"),
    ]


def test_a_row_that_was_added_and_then_changed_is_removed():
    agency, district, change_set = ServiceAgencyFactory(), DistrictFactory(), a_set()
    membership = ServiceAgencyMembership(agency=agency, district=district, starts_on=JULY)
    change_set.create(membership)
    change_set.change(membership, ends_on=datetime.date(2027, 6, 30))

    undo(change_set)

    assert not ServiceAgencyMembership.objects.exists()


def test_figures_that_moved_to_another_district_move_back():
    figures, kept, change_set = DistrictFiguresFactory(), DistrictFactory(), a_set()
    home = figures.district
    change_set.change(figures, district=kept)
    assert change_set.changes[0].key.startswith(f"{kept.leaid}/")

    undo(change_set)

    assert DistrictFigures.objects.get().district == home


def test_one_row_that_changed_since_keeps_all_others_as_they_are():
    first, second = DistrictFactory(name="Otter Run"), DistrictFactory(name="Mill Creek")
    change_set = a_set()
    change_set.change(first, city="Athens")
    change_set.change(second, city="Bellville", zip_code="44813")
    District.objects.filter(pk=second.pk).update(city="Butler", zip_code="44822")

    with pytest.raises(Unready) as no:
        undo(change_set)

    assert list(no.value.problems) == ["It can’t be undone.", "Mill Creek has been changed since: ZIP, city."]
    assert District.objects.get(pk=first.pk).city == "Athens"


def test_a_row_that_no_longer_exists_keeps_the_set_from_being_undone():
    membership, change_set = ServiceAgencyMembershipFactory(), a_set()
    change_set.change(membership, ends_on=JULY)
    membership.delete()

    with pytest.raises(Unready, match="A service agency membership in this change no longer exists"):
        undo(change_set)


def test_a_row_that_was_added_stays_while_another_refers_to_it():
    change_set = a_set()
    change_set.create(District(name="Otter Run", leaid="3900001", state="OH"))
    SchoolFactory(district=District.objects.get(leaid="3900001"), name="Cedar High")

    with pytest.raises(Unready, match="A district added by this change is in use: school “Cedar High”"):
        undo(change_set)

    assert District.objects.filter(leaid="3900001").exists()


def test_a_preview_writes_nothing_and_records_nothing():
    district, change_set = DistrictFactory(city="Athens"), ChangeSet(by="tests", at=NOW, dry_run=True)
    change_set.change(district, city="Bellville")
    change_set.create(District(name="Otter Run", leaid="3900001", state="OH"))

    assert (change_set.changes, change_set.logged) == ([], [])
    assert list(District.objects.values_list("city", flat=True)) == ["Athens"]
