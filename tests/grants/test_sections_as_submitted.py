"""What can't be changed is read as it was submitted, also where the draft has edits that were never sent (ADR 32)."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from consortia.models import Membership
from grants.actions.plan import add_partner
from grants.actions.returns import withdraw_return
from grants.rules.returns import AskedQuestion
from tests.grants.pages import shown, signed_in
from tests.grants.returning import ASKED, DAY, MONEY, a_submitted_application, change_answer, change_budget, give_back

pytestmark = pytest.mark.django_db
UNLOCKED = (MONEY, *(AskedQuestion(key, "How?", unlocks=True) for key in ("question-1", "partners")))
SUBMITTED, UNSENT = "Our schools share a room.", "We share a teacher."


@pytest.fixture
def world():
    """Returned for three sections, all of which the lead edited."""
    world = a_submitted_application()
    give_back(world, *UNLOCKED)
    with time_machine.travel(ASKED + DAY, tick=False):
        change_budget(world, 31_415)
        change_answer(world)
        add_partner(application=world.application, name="Ridge College", kind="university", by=world.lead, at=ASKED)
        yield world


def read(world, person, name, *more):
    return shown(
        signed_in(Client(), person).get(reverse(f"applicant:{name}", args=[world.application.reference, *more]))
    )


PAGES = [
    ("application_budget", (), "27,000", "31,415"),
    ("section_detail", ("question-1",), SUBMITTED, UNSENT),
    ("application_plan", (), SUBMITTED, UNSENT),
    ("section_partners", (), "Nothing was submitted", "Ridge College"),
]


@pytest.mark.parametrize(("name", "more", "submitted", "unsent"), PAGES)
def test_sections_show_what_was_submitted_once_the_time_is_over(world, name, more, submitted, unsent):
    assert unsent in read(world, world.lead, name, *more)
    withdraw_return(returned=world.returned, reason="A typo.", by=world.officer, at=ASKED + DAY)

    words = read(world, world.lead, name, *more)

    assert submitted in words
    assert unsent not in words


@pytest.mark.parametrize(("name", "more", "submitted", "unsent"), PAGES)
def test_a_member_that_left_reads_what_was_submitted_while_the_others_write(world, name, more, submitted, unsent):
    gone = world.districts[2]
    Membership.objects.filter(district=gone).update(leaves_on=ASKED.date() - DAY)

    words = read(world, world.signers[2], name, *more)

    assert submitted in words
    assert unsent not in words


def test_a_member_that_left_reads_neither_later_versions_nor_the_answer_to_be_sent(world):
    Membership.objects.filter(district=world.districts[2]).update(leaves_on=ASKED.date() - DAY)
    gone, reference = signed_in(Client(), world.signers[2]), world.application.reference

    assert UNSENT not in gone.get(reverse("applicant:answer_history", args=[reference, "question-1"])).text
    assert gone.get(reverse("applicant:answer_version", args=[reference, "question-1", 2])).status_code == 404
    assert "31,415" not in gone.get(reverse("applicant:plan_history", args=[reference, "budget"])).text
    assert gone.get(reverse("applicant:application_return_send", args=[reference])).status_code == 404
    withdraw_return(returned=world.returned, reason="A typo.", by=world.officer, at=ASKED + DAY)
    assert "31,415" not in gone.get(reverse("applicant:application_return", args=[reference])).text


def test_a_returned_application_shows_until_when_to_answer_and_is_in_my_work_once(world):
    words = read(world, world.lead, "application_detail")
    assert "Answer the state’s questions by Oct 8, 2026, 5:00 PM EDT" in words
    assert "Deadline:" not in words

    page = signed_in(Client(), world.lead).get("/my/").context["page"]

    reference = world.application.reference
    assert [task.text for task in page.tasks if reference in task.text] == [
        f"Answer the state’s questions about application {reference}."
    ]
    assert not [row for row in page.waiting if reference in row.text]
    of_member = signed_in(Client(), world.signers[1]).get("/my/").context["page"]
    assert len([row for row in of_member.waiting if reference in row.text]) == 1
