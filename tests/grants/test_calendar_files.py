"""Deadlines as calendar files, read back as RFC 5545 says."""

import datetime
import re

import pytest
from django.urls import reverse

from grants.actions.application import submit_application
from portal.components.calendar_file import CalendarEvent, calendar_file
from tests.factories import AppointmentFactory
from tests.grants.returning import ASKED, DAY, DUE, SECOND, a_submitted_application, give_back
from tests.grants.walking import WRITING, a_draft, a_round

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)


def parsed(content):
    """The events of a file, each as a dictionary of its properties; every line is checked on the way."""
    text = content.decode()
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    lines = text.replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[1], lines[-2]) == ("BEGIN:VCALENDAR", "VERSION:2.0", "END:VCALENDAR")
    events = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events and name not in ("BEGIN", "END"):
            events[-1][name] = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], value)
    return events


def test_what_is_written_is_read_back_whole():
    title = "Peñalva, Bluffs; and a very long name 🏫 that does not fit in one line of seventy-five octets\\"
    event = CalendarEvent("a@example.org", NOON, title, "One\r\nEND:VEVENT\ttwo", "https://example.org/")

    (read,) = parsed(calendar_file("Deadlines", [event], made_at=NOON))

    assert read["SUMMARY"] == title
    assert read["DESCRIPTION"] == "One\nEND:VEVENTtwo"
    assert (read["UID"], read["DTSTART"], read["DTSTAMP"]) == ("a@example.org", "20260914T160000Z", "20260914T160000Z")


@pytest.mark.parametrize(
    ("at", "utc"),
    [
        ("2026-11-01T01:30:00-04:00", "20261101T053000Z"),  # the hour that comes twice
        ("2026-11-01T01:30:00-05:00", "20261101T063000Z"),
        ("2026-09-30T17:00:00-04:00", "20260930T210000Z"),
    ],
)
def test_times_are_in_utc_so_that_a_night_of_changing_clocks_moves_no_deadline(at, utc):
    event = CalendarEvent("a", datetime.datetime.fromisoformat(at), "Deadline", "", "https://example.org/")

    assert parsed(calendar_file("", [event], made_at=NOON))[0]["DTSTART"] == utc


@pytest.mark.django_db
def test_anyone_can_take_the_dates_of_a_round(client, time_machine, django_assert_num_queries):
    time_machine.move_to(WRITING, tick=False)
    competition = a_round(more={"grace_minutes": 5})
    address = reverse("applicant:competition_calendar", args=[competition.slug])

    with django_assert_num_queries(1):
        response = client.get(address)

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert [(event["SUMMARY"], event["DTSTART"]) for event in parsed(response.content)] == [
        ("Innovation Fund 2027 opens", "20260901T130000Z"),
        ("Deadline: Innovation Fund 2027", "20260930T210000Z"),
    ]
    assert parsed(response.content)[1]["DESCRIPTION"] == (
        "Innovation Fund 2027: submit by Sep 30, 2026, 5:00 PM EDT. The portal still accepts submissions for 5 minutes "
        "after that."
    )
    assert address in client.get(competition.get_absolute_url()).text


@pytest.mark.django_db
def test_a_person_takes_the_deadlines_of_own_drafts_alone(client, time_machine):
    world, other = a_draft(), a_draft(competition=a_round("Another round"))
    done = a_draft(competition=a_round("A third round"))
    submit_application(application=done.application, by=done.lead, at=WRITING)
    time_machine.move_to(WRITING, tick=False)
    client.force_login(world.lead)

    (event,) = parsed(client.get(reverse("applicant:application_calendar")).content)

    assert event["SUMMARY"] == f"Submit {world.application.reference}"
    assert event["UID"] == f"submit-{world.application.reference}@testserver"
    client.force_login(done.lead)
    assert parsed(client.get(reverse("applicant:application_calendar")).content) == []
    assert other.application.reference not in str(event)


@pytest.mark.django_db
def test_who_must_answer_the_states_questions_takes_that_date_until_it_is_over_or_answered(client, time_machine):
    world = a_submitted_application()
    give_back(world)
    calendar = reverse("applicant:application_calendar")
    time_machine.move_to(ASKED + DAY, tick=False)
    client.force_login(world.lead)

    (event,) = parsed(client.get(calendar).content)

    assert (event["SUMMARY"], event["DTSTART"]) == (
        f"Answer questions about {world.application.reference}",
        "20261008T210000Z",
    )
    assert event["DESCRIPTION"] == (
        f"The state has questions about {world.application.reference}. Answer by Oct 8, 2026, 5:00 PM EDT."
    )
    answering = reverse("applicant:application_return", args=[world.application.reference])
    assert event["URL"].endswith(answering)
    assert calendar in client.get(answering).text
    client.force_login(world.signers[1])  # whose district doesn’t lead
    assert parsed(client.get(calendar).content) == []
    time_machine.move_to(DUE + SECOND, tick=False)
    client.force_login(world.lead)
    assert parsed(client.get(calendar).content) == []
    assert calendar not in client.get(answering).text


@pytest.mark.django_db
@pytest.mark.parametrize("returned", [1, 3])
def test_the_calendar_takes_the_same_queries_for_any_number_of_returns(
    client, time_machine, returned, django_assert_num_queries
):
    world = a_submitted_application()
    give_back(world)
    for number in range(returned - 1):
        other = a_submitted_application(competition=a_round(f"Round {number}"))
        give_back(other)
        AppointmentFactory(user=world.lead, district=other.participants[0].district)
    time_machine.move_to(ASKED + DAY, tick=False)
    client.force_login(world.lead)

    # the session, its person, appointments; the drafts, the returns; and the log of files taken (5)
    with django_assert_num_queries(10):
        response = client.get(reverse("applicant:application_calendar"))

    assert len(parsed(response.content)) == returned
