"""How many queries the applicant's pages take: the same whatever an application contains."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from grants.actions.application import start_application
from grants.actions.sections import assign_section, set_section_ready
from grants.actions.signatures import open_signing
from grants.actions.writing import save_answer
from grants.rules.sections import digest_of_answer
from tests.grants.walking import WRITING, a_draft, a_draft_with_a_plan, a_round

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
        # places, application, permissions (2), version, steps, members, signatures, answers, members today (4),
        # the packet and the facts with their members and signatures (18), sections, open comments, the visit and
        # what changed since (4), eligibility (6)
        ("application_detail", 43),
        # places, application, permissions (2), members of today (memberships, participants, signatures, versions),
        # what stands beside and beneath a section: the packet and the facts (17), the section, comments
        ("application_members", 27),
        # places, application, permissions (2), members, signatures, packet (9), facts (6), what the page itself lists
        ("application_plan", 24),
        # places, application, permissions (2), the lead and the editor's role, own members, activities, commitments,
        # their proposed changes, declined proposals, participants, positions of answers, what stands beside a section
        ("application_activities", 30),
        ("application_budget", 28),  # the last upload, and 21 of them for what stands beside and beneath a section
        ("application_signatures", 28),  # 6 of them for the facts that its findings compare
        ("application_findings", 21),
        ("application_submit", 23),
    ],
)
def test_a_page_of_an_application_takes_the_same_queries_whatever_its_size(
    client, members, name, queries, django_assert_num_queries
):
    world = a_draft_with_a_plan(members)
    client.force_login(world.lead)
    with django_assert_num_queries(SESSION + queries):
        client.get(_page(world, name))


@pytest.mark.parametrize("sections", [1, 3])
@pytest.mark.parametrize(
    ("name", "arguments", "queries"),
    [
        # as above, and: answer, members, the last return
        ("section_detail", {"key": "question-1"}, 27),
        ("section_beside", {"key": "question-1"}, 24),
        ("application_activities", {}, 27),  # without commitments
        ("section_partners", {}, 24),
        ("application_detail", {}, 43),
    ],
)
def test_a_section_takes_the_same_queries_however_many_are_assigned_and_ready(
    client, sections, name, arguments, queries, django_assert_num_queries
):
    world = a_draft()
    for number in range(1, sections + 1):
        asked = {"application": world.application, "key": f"question-{number}", "by": world.lead, "at": WRITING}
        save_answer(answer=world.application.answers.get(element=number), text="Ours.", by=world.lead, at=WRITING)
        assign_section(**asked, member=world.participants[1].key)
        set_section_ready(**asked, is_ready=True, seen=digest_of_answer("", "Ours."))
    client.force_login(world.lead)

    with django_assert_num_queries(SESSION + queries):
        client.get(_page(world, name, **arguments))


@pytest.mark.parametrize("members", [1, 3])
def test_signing_takes_the_same_queries_however_many_members_there_are(client, members, django_assert_num_queries):
    world = a_draft_with_a_plan(members)
    open_signing(application=world.application, by=world.lead, at=WRITING)
    client.force_login(world.lead)
    page = _page(world, "application_sign", key=world.participants[0].key)
    seen = client.get(page).context["part"].seen

    # places, application, members, the savepoint (2), the application with a lock, appointment, packet (10), signature,
    # requests, the log (3), proposed rows (2)
    with django_assert_num_queries(SESSION + 24):
        answer = client.post(page, {"name": world.lead.name, "title": "Superintendent", "seen": seen})
    assert answer.status_code == 302


@pytest.mark.parametrize("sections", [1, 3])
def test_my_work_takes_the_same_queries_however_many_sections_are_assigned(client, sections, django_assert_num_queries):
    world = a_draft()
    for number in range(1, sections + 1):
        asked = {"application": world.application, "key": f"question-{number}", "by": world.lead, "at": WRITING}
        assign_section(**asked, member=world.participants[1].key)
    client.force_login(world.signers[1])

    with django_assert_num_queries(SESSION + 29):  # two of them for sections: the sections, and their answers
        page = client.get("/my/")

    assert sum(task.text.startswith("Write question") for task in page.context["page"].tasks) == sections


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
