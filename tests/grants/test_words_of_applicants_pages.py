"""What applicants read on their pages: questions, not elements, and errors that say what to enter."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse

from grants.actions.application import submit_application
from tests.grants.builders import an_officer
from tests.grants.walking import WRITING, a_draft

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_hour_later():
    with time_machine.travel(WRITING + datetime.timedelta(hours=1), tick=False):
        yield


def _page(world, name):
    return reverse(f"applicant:{name}", kwargs={"reference": world.application.reference})


def _text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_applicants_read_of_questions_and_officers_of_elements(client):
    world = a_draft()
    client.force_login(world.lead)
    for_applicants = _text(client.get(_page(world, "application_findings")))
    submit_application(application=world.application, by=world.lead, at=WRITING)
    client.force_login(an_officer())
    for_officers = _text(client.get(f"/reviews/{world.application.reference}/"))

    assert "Question 8, “After the grant,”" in for_applicants
    assert "Element 8" not in for_applicants
    assert "Element 8, “After the grant,”" in for_officers


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("activity_new", {"revision": "0"}, "Enter a name for the activity."),
        ("budget_line_new", {"revision": "0", "line": "Video room", "source": "grant"}, "Enter the amount."),
        (
            "budget_line_new",
            {"revision": "0", "line": "Video room", "source": "grant", "amount": "much"},
            "Enter the amount as a whole number.",
        ),
    ],
)
def test_an_error_says_what_to_enter(client, name, data, words):
    world = a_draft()
    client.force_login(world.lead)

    assert words in _text(client.post(_page(world, name), data))
