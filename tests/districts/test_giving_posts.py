"""Who may give a post, and what a post is."""

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
    said = {
        "user": changes.pop("user", None) or UserFactory(),
        "kind": Office.SUPERINTENDENT,
        "starts_on": FIRST,
        "by": "manage.py test",
        "at": timezone.now(),
    }
    return give_appointment(**(said | changes))


def test_a_registrar_gives_a_superintendent_the_powers_of_the_post():
    registrar = StateRoleFactory(role=Role.REGISTRAR).user
    appointment = give(district=DistrictFactory(), powers=["sign_applications"], ends_on=LAST, by=registrar)

    assert appointment.can_sign_applications
    assert not appointment.can_register_membership
    assert appointment.ends_on == LAST
    assert list(Entry.objects.values_list("event", flat=True)) == ["post.given"]


def test_the_same_post_given_twice_is_one_post_and_one_line_in_the_log():
    district, person = DistrictFactory(), UserFactory()
    first = give(user=person, district=district, powers=["sign_applications"])
    again = give(user=person, district=district, powers=["sign_applications"])

    assert again == first
    assert Appointment.objects.count() == 1
    assert Entry.objects.count() == 1


def test_a_power_that_the_same_post_lacked_is_added():
    district, person = DistrictFactory(), UserFactory()
    give(user=person, district=district, powers=["sign_applications"])
    appointment = give(user=person, district=district, powers=["register_membership"])

    assert appointment.can_sign_applications
    assert appointment.can_register_membership


def test_nobody_else_gives_a_post():
    with pytest.raises(Refused, match="Only a registrar gives this post"):
        give(district=DistrictFactory(), by=UserFactory())


def test_a_superintendent_names_a_designee_with_powers_of_the_own_post():
    own = AppointmentFactory(can_sign_joinders=False)
    appointment = give(
        district=own.district, kind=Office.DESIGNEE, powers=["sign_applications"], delegated_by=own, by=own.user
    )
    assert appointment.delegated_by == own

    with pytest.raises(Refused, match="cannot hand on a power that you do not hold: sign_joinders"):
        give(district=own.district, kind=Office.DESIGNEE, powers=["sign_joinders"], by=own.user)


def test_a_superintendent_names_nobody_in_another_district():
    with pytest.raises(Refused, match="a superintendent names designees of the own district"):
        give(district=DistrictFactory(), kind=Office.DESIGNEE, by=AppointmentFactory().user)


def test_the_post_in_a_school_is_the_principals():
    assert give(school=SchoolFactory(), kind=Office.PRINCIPAL).kind == "principal"
    with pytest.raises(Unready, match="The post in a school is the principal's"):
        give(school=SchoolFactory(), kind=Office.TREASURER)


def test_a_post_is_in_one_place():
    with pytest.raises(Unready, match="in a district or in a school"):
        give()


def test_a_post_does_not_end_before_it_begins():
    with pytest.raises(Unready, match="lies before the first"):
        give(district=DistrictFactory(), ends_on=datetime.date(2025, 6, 30))
    assert give(district=DistrictFactory(), ends_on=FIRST).ends_on == FIRST


def test_a_post_ends_once():
    appointment = AppointmentFactory()
    end_appointment(appointment=appointment, ends_on=LAST, by="manage.py test", at=timezone.now())
    end_appointment(appointment=appointment, ends_on=LAST, by="manage.py test", at=timezone.now())

    appointment.refresh_from_db()
    assert appointment.ends_on == LAST
    assert list(Entry.objects.values_list("event", flat=True)) == ["post.ended"]


def test_a_superintendent_ends_the_post_of_an_own_designee_only():
    own = AppointmentFactory()
    designee = AppointmentFactory(district=own.district, kind=Office.DESIGNEE)
    end_appointment(appointment=designee, ends_on=LAST, by=own.user, at=timezone.now())

    with pytest.raises(Refused, match="Only a registrar ends this post"):
        end_appointment(
            appointment=AppointmentFactory(kind=Office.DESIGNEE), ends_on=LAST, by=own.user, at=timezone.now()
        )
    with pytest.raises(Refused, match="Only a registrar ends this post"):
        end_appointment(appointment=own, ends_on=LAST, by=own.user, at=timezone.now())
