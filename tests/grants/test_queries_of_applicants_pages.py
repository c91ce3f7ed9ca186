"""How many queries the applicant's pages take: the same whatever an application contains."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from grants.actions.application import start_application
from tests.grants.walking import WRITING, a_draft, a_plan, a_round

pytestmark = pytest.mark.django_db
NOW = WRITING + datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _one_hour_later():
    with time_machine.travel(NOW, tick=False):
        yield


def _page(world, name, **arguments):
    return reverse(f"applicant:{name}", kwargs={"reference": world.application.reference, **arguments})


SESSION = 3  # session, user, roles


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_list_of_rounds_takes_one_query(client, rounds, django_assert_num_queries):
    for number in range(rounds):
        a_round(f"Round {number}")

    with django_assert_num_queries(1):  # rounds
        client.get("/competitions/")


@pytest.mark.parametrize("members", [1, 3])
@pytest.mark.parametrize(
    ("name", "queries"),
    [
        # places, application, ours, permissions (2), version, steps, members, signatures, answers, members today (4)
        ("application_detail", 14),
        # places, application, permissions (2), members of today (memberships, participants, signatures, versions)
        ("application_members", 8),
        # places, application, permissions (2), members, signatures, packet (9), facts (6), what the page itself lists
        ("application_plan", 24),
        # places, application, permissions (2), the lead and the editor's role, own members, activities, commitments,
        # their proposed changes, declined proposals, participants
        ("application_activities", 12),
        ("application_budget", 6),
        ("application_signatures", 22),
        ("application_findings", 21),
        ("application_submit", 23),
    ],
)
def test_a_page_of_an_application_takes_the_same_queries_whatever_its_size(
    client, members, name, queries, django_assert_num_queries
):
    world = a_draft(members)
    a_plan(world)
    client.force_login(world.lead)
    with django_assert_num_queries(SESSION + queries):
        client.get(_page(world, name))


@pytest.mark.parametrize("rows", [1, 3])
def test_my_applications_take_the_same_queries_whatever_their_number(client, rows, django_assert_num_queries):
    world = a_draft()
    for number in range(rows - 1):
        start_application(
            competition=a_round(f"Round {number}"), consortium=world.consortium, by=world.lead, at=WRITING
        )
    client.force_login(world.lead)

    with django_assert_num_queries(SESSION + 2):  # places, applications
        client.get("/applications/")
