"""Who may assign a role, and what a role is."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from districts.actions import end_appointment, give_appointment
from districts.models import Appointment
from districts.states import Office
from tests.factories import AppointmentFactory, DistrictFactory, SchoolFactory, StateRoleFactory, UserFactory

pytestmark = pytest.mark.django_db
FIRST, LAST = datetime.date(2025, 7, 1), datetime.date(2027, 6, 30)


def give(**changes):
    values = {
        "user": changes.pop("user", None) or UserFactory(),
        "kind": Office.SUPERINTENDENT,
        "starts_on": FIRST,
        "by": "manage.py test",
        "at": timezone.now(),
    }
    return give_appointment(**(values | changes))


def test_a_registrar_gives_a_superintendent_the_permissions_of_the_role():
    registrar = StateRoleFactory(role=Role.REGISTRAR).user
    appointment = give(district=DistrictFactory(), powers=["sign_applications"], ends_on=LAST, by=registrar)

    assert appointment.can_sign_applications
    assert not appointment.can_register_membership
    assert appointment.ends_on == LAST
    assert list(Entry.objects.values_list("event", flat=True)) == ["post.given"]


def test_the_same_role_assigned_twice_is_one_role_and_one_entry_in_the_log():
    district, person = DistrictFactory(), UserFactory()
    first = give(user=person, district=district, powers=["sign_applications"])
    again = give(user=person, district=district, powers=["sign_applications"])

    assert again == first
    assert Appointment.objects.count() == 1
    assert Entry.objects.count() == 1


def test_a_missing_permission_is_added_to_the_same_role():
    district, person = DistrictFactory(), UserFactory()
    give(user=person, district=district, powers=["sign_applications"])
    appointment = give(user=person, district=district, powers=["register_membership"])

    assert appointment.can_sign_applications
    assert appointment.can_register_membership


def test_no_one_else_assigns_a_role():
    with pytest.raises(Refused, match="Only a registrar can assign this role"):
        give(district=DistrictFactory(), by=UserFactory())


def test_a_superintendent_names_a_designee_with_permissions_they_have():
    own = AppointmentFactory(can_sign_joinders=False)
    appointment = give(
        district=own.district, kind=Office.DESIGNEE, powers=["sign_applications"], delegated_by=own, by=own.user
    )
    assert appointment.delegated_by == own

    with pytest.raises(Refused, match="can’t delegate permissions you don’t have: Sign contract joinders"):
        give(district=own.district, kind=Office.DESIGNEE, powers=["sign_joinders"], by=own.user)


def test_a_superintendent_names_no_one_in_another_district():
    with pytest.raises(Refused, match="A superintendent can name designees in their own district"):
        give(district=DistrictFactory(), kind=Office.DESIGNEE, by=AppointmentFactory().user)


def test_the_role_in_a_school_is_the_principals():
    assert give(school=SchoolFactory(), kind=Office.PRINCIPAL).kind == "principal"
    with pytest.raises(Unready, match="A role in a school is principal or designee"):
        give(school=SchoolFactory(), kind=Office.TREASURER)


def test_a_role_is_in_one_place():
    with pytest.raises(Unready, match="in a district or in a school"):
        give()


def test_a_role_does_not_end_before_it_starts():
    with pytest.raises(Unready, match="is before the start date"):
        give(district=DistrictFactory(), ends_on=datetime.date(2025, 6, 30))
    assert give(district=DistrictFactory(), ends_on=FIRST).ends_on == FIRST


def test_a_role_ends_once():
    appointment = AppointmentFactory()
    end_appointment(appointment=appointment, ends_on=LAST, by="manage.py test", at=timezone.now())
    end_appointment(appointment=appointment, ends_on=LAST, by="manage.py test", at=timezone.now())

    appointment.refresh_from_db()
    assert appointment.ends_on == LAST
    assert list(Entry.objects.values_list("event", flat=True)) == ["post.ended"]


def test_a_superintendent_ends_the_roles_of_their_own_designees_only():
    own = AppointmentFactory()
    designee = AppointmentFactory(district=own.district, kind=Office.DESIGNEE)
    end_appointment(appointment=designee, ends_on=LAST, by=own.user, at=timezone.now())

    with pytest.raises(Refused, match="Only a registrar can end this role"):
        end_appointment(
            appointment=AppointmentFactory(kind=Office.DESIGNEE), ends_on=LAST, by=own.user, at=timezone.now()
        )
    with pytest.raises(Refused, match="Only a registrar can end this role"):
        end_appointment(appointment=own, ends_on=LAST, by=own.user, at=timezone.now())
