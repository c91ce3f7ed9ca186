"""A member leaves or closes after submission: the lead and the members see what that changes; rivals see nothing."""

import datetime

import pytest
import time_machine

from consortia.models import Membership
from districts.models import District
from grants.actions.application import submit_application
from grants.rules.departures import announced_departure_of
from tests.factories import AppointmentFactory
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.walking import CLOSES, WRITING, a_draft, a_draft_with_a_plan

pytestmark = pytest.mark.django_db
LATER = CLOSES + datetime.timedelta(days=10)
LEFT_ON = CLOSES.date() + datetime.timedelta(days=3)  # October 3, 2026


def a_submitted_application(members=3):
    world = a_draft_with_a_plan(members)
    submit_application(application=world.application, by=world.lead, at=WRITING)
    world.gone = world.participants[2 % members]
    return world


def leave(world, on=LEFT_ON):
    Membership.objects.filter(district=world.gone.district).update(leaves_on=on)


def address(world):
    return f"/applications/{world.application.reference}/departures/"


def read(client, person, path):
    with time_machine.travel(LATER, tick=False):
        return signed_in(client, person).get(path)


def test_the_lead_sees_who_left_until_when_to_decide_and_what_falls(client):
    world = a_submitted_application()
    leave(world)

    page = read(client, world.lead, address(world))
    words = shown(page)

    assert f"{world.gone.name} left the consortium. Its membership ended October 3, 2026." in words
    assert "Decide by October 17, 2026." in words
    assert [row.key for row in page.context["page"].rows] == [world.gone.key]
    assert "9 of 27, so 18 are left" in words
    assert "Withdraw application" in words


def test_members_see_the_same_facts_but_no_choice(client):
    world = a_submitted_application()
    leave(world)

    words = shown(read(client, world.signers[1], address(world)))

    assert "9 of 27, so 18 are left" in words
    assert "Withdraw application" not in words


def test_the_overview_leads_there_once_a_member_left(client):
    world = a_submitted_application()
    overview = f"/applications/{world.application.reference}/"
    assert address(world) not in read(client, world.lead, overview).text
    leave(world)

    page = read(client, world.signers[1], overview)

    assert address(world) in page.text
    assert "A member has left" in shown(page)


def test_a_closed_district_counts_as_gone(client):
    world = a_submitted_application()
    District.objects.filter(pk=world.gone.district_id).update(closed_on=LEFT_ON)

    assert f"{world.gone.name} closed on October 3, 2026." in shown(read(client, world.lead, address(world)))


def test_a_rival_and_a_stranger_find_no_such_page(client):
    world = a_submitted_application()
    leave(world)
    rival = AppointmentFactory().user

    assert read(client, rival, address(world)).status_code == 404


def test_the_page_of_a_draft_does_not_exist(client):
    world = a_draft()

    assert read(client, world.lead, address(world)).status_code == 404


@pytest.mark.parametrize("members", [3, 9])
def test_the_page_takes_the_same_queries_for_any_number_of_members(client, members):
    world = a_submitted_application(members)
    leave(world)
    with time_machine.travel(LATER, tick=False):
        reader = signed_in(client, world.lead)

        # The reader's roles, the application with its members, the reader's reviews, versions, participants, component
        # districts of the lead, the lead and the reader's roles in it, determinations twice, the open amendment, all
        # amendments, the last return, and whether there is an award.
        assert len(queries_of(reader, address(world))) == 16


@pytest.mark.parametrize(
    ("leaves_on", "closed_on", "words"),
    [
        ("2027-03-01", None, "Cedar will leave the consortium. Its membership ends March 1, 2027."),
        (None, "2027-03-01", "Cedar will close on March 1, 2027."),
        ("2026-12-31", None, None),  # it has left
        ("2027-04-02", None, None),  # a fixed term, more than 90 days from now
        (None, None, None),
    ],
)
def test_a_departure_is_announced_for_ninety_days(leaves_on, closed_on, words):
    leaves, closed = (datetime.date.fromisoformat(day) if day else None for day in (leaves_on, closed_on))
    announced = announced_departure_of("1", "Cedar", leaves_on=leaves, closed_on=closed, on=datetime.date(2027, 1, 1))

    assert (announced.sentence if announced else None) == words
