"""What waits for a person about facts: the yearly confirmation, and disputes for the registrar."""

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
    assert ("Confirm that what the register says of Otter Run Local is right." in text) is bool(says)
    assert says in text


@time_machine.travel(datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC), tick=False)
def test_a_registrar_hears_of_disputed_facts_in_one_line():
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
    assert "2 facts are disputed." in my_words(StateRoleFactory(role="registrar").user)
    assert "are disputed" not in my_words(appointment.user)
