"""While an amendment waits, its page says who acts next; once it is accepted, a review that had begun can go on."""

import pytest
import time_machine

from grants.actions.amendments import send_amendment
from grants.actions.officers import assign_application
from grants.actions.review import record_mark, start_review
from grants.models import Amendment
from grants.rules.amendments import may_be_continued_with
from portal.components.amendments import status_in_words
from reviews.rules import NOTHING_FOUND, Cited
from tests.grants.pages import shown, signed_in
from tests.grants.rounds import an_officer
from tests.grants.test_amending import LATER, a_submitted_application, sign_all
from tests.grants.test_amending_entries import answered, corrected, moved

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = a_submitted_application()
    world.officer = an_officer()
    world.home = f"/applications/{world.application.reference}/"
    world.keys = {line.line: f"line:{line.key}" for line in world.application.budget_lines.all()}
    with time_machine.travel(LATER, tick=False):
        yield world


def test_an_amendment_that_no_one_has_to_sign_is_not_called_signed():
    assert status_in_words(Amendment(status="proposed", touched=[]), []) == "Not sent to the state"
    assert status_in_words(Amendment(status="proposed", touched=["39001"]), []) == "Signed, not sent to the state"


def test_the_page_says_who_signs_and_who_sends_next(client, world):
    amendment = moved(world, 1_500)
    signed_in(client, world.lead)
    page = client.get(f"{world.home}amendments/1/").context["page"]
    assert page.status == "Waiting for signatures"
    assert page.next_step.endswith("sign it.")

    sign_all(world, amendment)
    page = client.get(f"{world.home}amendments/1/").context["page"]

    lead = world.participants[0].name
    assert page.status == "Signed, not sent to the state"
    assert page.next_step == f"An authorized signer of {lead}, the lead district, sends it to the state."
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    assert client.get(f"{world.home}amendments/1/").context["page"].next_step == "The state accepts or rejects it."


def test_a_review_that_had_begun_goes_on_with_the_amended_version(client, world):
    assign_application(application=world.application, by=world.officer, at=LATER)
    review = start_review(application=world.application, by=world.officer, at=LATER)
    record_mark(
        review=review, element=1, verdict="not_explained", citations=[Cited(NOTHING_FOUND)], note="Seen.", revision=0,
        by=world.officer, at=LATER,
    )  # fmt: skip
    answered(world, corrected(world))
    desk = f"/reviews/{world.application.reference}/"
    page = signed_in(client, world.officer).get(desk)
    assert "Continue with version 2" in page.text
    assert "See what changed from version 1 to version 2" in page.text
    assert "We share one teacher." in shown(page)

    client.post(f"{desk}continue/")

    review.refresh_from_db()
    assert review.version.number == 2
    assert review.marks_line == "---------"
    assert "Continue with version 2" not in client.get(desk).text


def test_a_review_does_not_go_on_with_a_version_that_was_resubmitted():
    assert not may_be_continued_with({"returned": None}, {"narrative": []})
    assert not may_be_continued_with({"returned": "a"}, {"returned": "a"})
    assert may_be_continued_with({"returned": "a"}, {"returned": "a", "amendments": [1]})
