"""Tasks about records: the yearly verification, and reported errors for the registrar."""

import datetime
import re

import pytest
import time_machine
from django.test import Client

from districts.actions.facts import dispute_fact
from tests.factories import AppointmentFactory, MembershipFactory, StateRoleFactory

pytestmark = pytest.mark.django_db


def my_words(person) -> str:
    client = Client()
    client.force_login(person)
    return " ".join(re.sub(r"<[^>]+>", " ", client.get("/my/").content.decode()).split())


@pytest.mark.parametrize(
    ("confirmed_on", "joins_on", "says"),
    [
        ("2025-09-13", "2020-07-01", "Overdue since Sep 13, 2026."),
        ("2025-10-14", "2020-07-01", "Once a year. Due Oct 14, 2026"),
        ("2025-10-15", "2020-07-01", ""),
        (None, "2026-08-20", "Once a year. Due Sep 19, 2026"),
        (None, "2020-07-01", "Overdue since Jul 31, 2020."),
        (None, None, ""),
    ],
)
@time_machine.travel(datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC), tick=False)
def test_a_superintendent_is_asked_to_confirm_within_thirty_days_of_the_day(confirmed_on, joins_on, says):
    appointment = AppointmentFactory(district__name="Otter Run Local", district__confirmed_on=confirmed_on)
    MembershipFactory(district=appointment.district, joins_on=joins_on)
    text = my_words(appointment.user)
    assert ("Confirm Otter Run Local’s record." in text) is bool(says)
    assert says in text


@time_machine.travel(datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC), tick=False)
def test_what_is_overdue_comes_first_then_what_is_due_by_day_then_what_has_no_deadline():
    person = AppointmentFactory(district__name="Otter Run Local", district__confirmed_on="2025-10-01").user
    invited = AppointmentFactory(user=person, district__name="Cedar Gap", district__confirmed_on="2025-08-01").district
    AppointmentFactory(user=person, district__name="Stone Ridge", district__confirmed_on="2025-07-01")
    for appointment in person.appointments.all():
        MembershipFactory(district=appointment.district, joins_on="2020-07-01")
    MembershipFactory(district=invited, joins_on="2020-07-01", status="claimed", claimed_by="consortium")
    client = Client()
    client.force_login(person)

    tasks = [task.text for task in client.get("/my/").context["page"].tasks]

    assert tasks[:3] == [
        "Confirm Stone Ridge’s record.",
        "Confirm Cedar Gap’s record.",
        "Confirm Otter Run Local’s record.",
    ]
    assert len(tasks) == 4


@time_machine.travel(datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC), tick=False)
def test_a_registrar_sees_reported_errors_as_one_task():
    appointment = AppointmentFactory()
    at = datetime.datetime(2026, 9, 14, 15, 0, tzinfo=datetime.UTC)
    for field in ("city", "street"):
        dispute_fact(
            record=appointment.district,
            field=field,
            claimed="Elsewhere",
            reason="We moved.",
            by=appointment.user,
            at=at,
        )
    assert "Review 2 reported errors." in my_words(StateRoleFactory(role="registrar").user)
    assert "reported errors" not in my_words(appointment.user)
