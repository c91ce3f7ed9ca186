"""Roles with impossible dates, and actions done twice."""

import datetime

import pytest
import time_machine

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from districts.actions.appointing import appoint_person, transfer_appointment
from districts.actions.delegations import delegate_powers
from districts.models import Appointment
from districts.states import Office
from tests.factories import AppointmentFactory, DistrictFactory, StateRoleFactory, UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
TODAY = NOON.date()
A_DAY = datetime.timedelta(days=1)
DAYS = ("0001-01-01", "9999-12-31", "0000-00-00", "1492-10-12", "\x00")


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def registrar():
    return StateRoleFactory(role=Role.REGISTRAR).user


@pytest.fixture
def appointment():
    return AppointmentFactory(district=DistrictFactory(name="Cedar Gap Local School District"))


@pytest.mark.parametrize("day", DAYS)
def test_no_date_a_registrar_enters_breaks_the_pages_of_roles(day, appointment, registrar, client):
    client.force_login(registrar)
    people = f"/districts/{appointment.district.leaid}/people/"
    new = {"email": "new@example.org", "name": "New Person"}
    forms = {
        f"{people}give/": new | {"role": "treasurer", "starts_on": day, "ends_on": day},
        f"{people}{appointment.pk}/hand-over/": new | {"last_day": day},
        f"{people}{appointment.pk}/end/": {"ends_on": day},
    }
    for address, said in forms.items():
        assert client.post(address, said).status_code == 200, address
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize("day", DAYS)
def test_no_date_a_superintendent_enters_breaks_a_delegation(day, appointment, client):
    client.force_login(appointment.user)
    said = {
        "own": appointment.pk,
        "email": "new@example.org",
        "name": "New Person",
        "permissions": ["register_membership"],
        "starts_on": day,
        "ends_on": day,
    }
    assert client.post("/my/delegates/give/", said).status_code == 200
    assert client.post("/my/delegates/give/", said | {"starts_on": "2026-09-14"}).status_code == 200
    assert Appointment.objects.count() == 1


def test_two_successors_cannot_follow_one_superintendent(appointment, registrar):
    pen = {"appointment": appointment, "last_day": TODAY, "by": registrar, "at": NOON}
    transfer_appointment(**pen, email="first@example.org", name="First")

    with pytest.raises(Unready, match="First is superintendent of Cedar Gap"):
        transfer_appointment(**pen, email="second@example.org", name="Second")
    with pytest.raises(Unready, match="First is superintendent of Cedar Gap"):
        appoint_person(
            district=appointment.district,
            email="third@example.org",
            name="Third",
            kind=Office.SUPERINTENDENT,
            starts_on=TODAY + A_DAY,
            by=registrar,
            at=NOON,
        )


def test_a_role_that_ends_today_delegates_for_today_only(appointment):
    Appointment.objects.filter(pk=appointment.pk).update(ends_on=TODAY)
    appointment.refresh_from_db()
    asked = {"own": appointment, "email": "d@example.org", "name": "Dee", "powers": ["register_membership"]}
    pen = {"starts_on": TODAY, "by": appointment.user, "at": NOON}

    with pytest.raises(Unready, match="Your own role ends on September 14, 2026"):
        delegate_powers(**asked, ends_on=TODAY + A_DAY, **pen)
    assert delegate_powers(**asked, ends_on=TODAY, **pen).ends_on == TODAY


def test_a_superintendent_who_is_a_delegate_elsewhere_delegates_only_their_own_permissions(appointment):
    elsewhere = AppointmentFactory()
    handed = delegate_powers(
        own=elsewhere,
        email=appointment.user.email,
        powers=["register_membership"],
        starts_on=TODAY,
        ends_on=TODAY + A_DAY,
        by=elsewhere.user,
        at=NOON,
    )

    with pytest.raises(Refused, match="Only a superintendent or principal"):
        delegate_powers(
            own=handed,
            email="third@example.org",
            name="Third",
            powers=["register_membership"],
            starts_on=TODAY,
            ends_on=TODAY + A_DAY,
            by=appointment.user,
            at=NOON,
        )


def test_no_one_reads_the_messages_of_others(appointment, client):
    letter = OutgoingEmail.objects.create(
        kind="post given",
        to="a@example.org",
        to_user=appointment.user,
        subject="Yours",
        body="Private",
        written_at=NOON,
    )
    client.force_login(UserFactory())

    assert client.get(f"/letters/{letter.pk}/").status_code == 404
    assert client.post(f"/letters/{letter.pk}/send-again/").status_code in {403, 404}
