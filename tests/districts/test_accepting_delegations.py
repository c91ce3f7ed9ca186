"""Delegated permissions begin when the delegate accepts them, and can be given back."""

import datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from districts.actions import end_appointment
from districts.actions.delegations import accept_delegation, delegate_powers, give_back_delegation, keep_delegation
from districts.models import Appointment
from tests.factories import AppointmentFactory, StateRoleFactory, UserFactory

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
TODAY, JUNE = datetime.date(2026, 9, 14), datetime.date(2027, 6, 30)
A_DAY = datetime.timedelta(days=1)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def own() -> Appointment:
    return AppointmentFactory(
        ends_on=JUNE, district__name="Otter Run Local School District", user__name="Sue Super", user__email="sue@x.org"
    )


@pytest.fixture
def offer(own) -> Appointment:
    return delegate(own)


def delegate(own: Appointment, email: str = "dee@example.org", **changes) -> Appointment:
    UserFactory(email="dee@example.org", name="Dee Deputy")
    values = {"powers": ["sign_applications"], "starts_on": TODAY, "ends_on": JUNE, "by": own.user, "at": NOON}
    return delegate_powers(own=own, email=email, name="Dee Deputy", **(values | changes))


def test_a_delegation_is_in_force_on_no_day_until_it_is_accepted(offer):
    assert not Appointment.objects.in_force(TODAY).filter(pk=offer.pk).exists()
    assert OutgoingEmail.objects.get().subject == (
        "Accept or decline: permissions to act for Otter Run Local School District"
    )

    accept_delegation(appointment=offer, by=offer.user, at=NOON + 3 * A_DAY)

    assert not Appointment.objects.in_force(TODAY + 2 * A_DAY).filter(pk=offer.pk).exists()
    assert Appointment.objects.in_force(TODAY + 3 * A_DAY).filter(pk=offer.pk).exists()
    told = OutgoingEmail.objects.get(to="sue@x.org")
    assert told.subject == "Dee Deputy accepted the permissions for Otter Run Local School District"


def test_accepting_twice_tells_the_superintendent_once(offer):
    accept_delegation(appointment=offer, by=offer.user, at=NOON)
    accept_delegation(appointment=offer, by=offer.user, at=NOON)

    assert OutgoingEmail.objects.filter(to="sue@x.org").count() == 1


def test_only_the_delegate_answers(offer, own):
    for person in (own.user, UserFactory(), StateRoleFactory(role=Role.REGISTRAR).user):
        with pytest.raises(Refused, match="Only the person these permissions were delegated to"):
            accept_delegation(appointment=offer, by=person, at=NOON)
        with pytest.raises(Refused, match="Only the person these permissions were delegated to"):
            give_back_delegation(appointment=offer, by=person, at=NOON)


def test_a_delegate_declines_or_gives_back_at_once_and_the_superintendent_is_told(offer):
    give_back_delegation(appointment=offer, by=offer.user, at=NOON)

    offer.refresh_from_db()
    assert offer.withdrawn_at == NOON
    with pytest.raises(Unready, match="has ended"):
        accept_delegation(appointment=offer, by=offer.user, at=NOON)
    assert "declined or gave back" in OutgoingEmail.objects.get(to="sue@x.org").body


def test_what_was_accepted_is_given_back_and_stays_recorded(offer):
    accept_delegation(appointment=offer, by=offer.user, at=NOON)

    give_back_delegation(appointment=offer, by=offer.user, at=NOON + 5 * A_DAY)

    offer.refresh_from_db()
    assert offer.ends_on == TODAY + 4 * A_DAY
    assert offer.withdrawn_at is None


@pytest.mark.parametrize("role", [Role.GRANTS_OFFICER, Role.REGISTRAR, Role.AUDITOR])
def test_nobody_with_a_state_wide_role_receives_permissions(own, role):
    StateRoleFactory(role=role, user__email="ada@state.example", starts_on=TODAY + A_DAY)

    with pytest.raises(Unready, match="has a state-wide role in the portal"):
        delegate(own, email="ada@state.example")
    assert Appointment.objects.count() == 1


def test_whoever_got_a_state_wide_role_meanwhile_cannot_accept(offer):
    StateRoleFactory(role=Role.GRANTS_OFFICER, user=offer.user)

    with pytest.raises(Unready, match="You have a state-wide role"):
        accept_delegation(appointment=offer, by=offer.user, at=NOON)


def test_an_offer_of_a_superintendent_who_left_cannot_be_accepted_or_kept(offer, own):
    Appointment.objects.filter(pk=own.pk).update(ends_on=TODAY - A_DAY)
    successor = AppointmentFactory(district=own.district, starts_on=TODAY)

    with pytest.raises(Unready, match="Ask the successor"):
        accept_delegation(appointment=offer, by=offer.user, at=NOON)
    with pytest.raises(Refused):
        keep_delegation(appointment=offer, by=successor.user, at=NOON)


def test_the_superintendent_takes_an_offer_back_before_it_is_accepted(offer, own):
    end_appointment(appointment=offer, ends_on=TODAY - A_DAY, by=own.user, at=NOON)

    offer.refresh_from_db()
    assert offer.withdrawn_at == NOON


def test_a_delegate_accepts_and_gives_back_on_the_pages(client: Client, offer):
    client.force_login(offer.user)
    page = f"/my/delegations/{offer.pk}/"
    [task] = client.get("/my/").context["page"].tasks
    assert (task.text, task.url) == (
        "Accept or decline: Sue Super wants you to act for Otter Run Local School District.",
        page,
    )
    assert "Sign applications" in client.get(page).content.decode()

    assert client.post(page, {"answer": "accept"}).url == "/my/"
    dashboard = client.get("/my/")
    assert dashboard.context["page"].tasks == [] or task not in dashboard.context["page"].tasks
    assert "Give back these permissions" in dashboard.content.decode()

    assert "Give back permissions" in client.get(page).content.decode()
    client.post(page, {"answer": "decline"})
    assert not Appointment.objects.held_by(offer.user).exists()
    assert client.get(page).status_code == 404


def test_the_superintendent_sees_which_delegations_wait_for_an_answer(client: Client, offer, own):
    client.force_login(own.user)
    assert "Not accepted yet" in client.get("/my/delegates/").content.decode()

    accept_delegation(appointment=offer, by=offer.user, at=NOON)
    assert "Not accepted yet" not in client.get("/my/delegates/").content.decode()
