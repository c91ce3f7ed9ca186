"""The overview of an application that no one can change: what was submitted, not what the draft would be today."""

import pytest
import time_machine
from django.urls import reverse

from grants.actions.application import submit_application
from grants.actions.signatures import open_signing, sign_application
from grants.actions.writing import save_answer
from grants.rules.reading import reading_of
from grants.rules.returns import AskedQuestion
from tests.grants.returning import ASKED, DAY, DUE, MONEY, a_submitted_application, give_back
from tests.grants.walking import WRITING, a_draft

pytestmark = pytest.mark.django_db
SESSION = 3  # session, user, roles
ANSWER_4 = AskedQuestion("question-4", "Who pays?", unlocks=True)


@pytest.fixture(autouse=True)
def _after_the_questions():
    with time_machine.travel(ASKED + DAY, tick=False):
        yield


def _overview(world):
    return reverse("applicant:application_detail", args=[world.application.reference])


def _row(client, world, title):
    page = client.get(_overview(world)).context["page"]
    return next(row for row in page.rows if row.title == title)


@pytest.mark.parametrize("members", [1, 3])
def test_the_overview_takes_the_same_queries_whatever_was_submitted(client, members, django_assert_num_queries):
    world = a_submitted_application(members=members)
    client.force_login(world.lead)

    # places, application, whether the reader reads the draft, version with its content, permissions (2), a return,
    # departures, steps, determination, signatures, members, findings, sections, open comments, answers, signatures
    # asked for, a released decision, what the state said about eligibility, and whether there is an award
    with django_assert_num_queries(SESSION + 20):
        client.get(_overview(world))


def test_signatures_stay_current_when_the_consortium_is_renamed_after_submission(client):
    world = a_draft()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    sign_application(participant=world.participants[0], name="Ada", title="S", by=world.lead, at=WRITING)
    submit_application(application=world.application, by=world.lead, at=WRITING)
    client.force_login(world.lead)

    world.consortium.name = "Another Name Entirely"
    world.consortium.save()

    assert _row(client, world, "Signatures").note == "1 of 3 members have a current signature"


def test_the_overview_counts_the_findings_that_reviewers_see(client):
    world = a_submitted_application()
    client.force_login(world.lead)
    assert _row(client, world, "Members").findings == "3 findings"  # none of the three is named in the answers

    world.application.findings.filter(subject_key=world.participants[1].key).update(gone_at=ASKED)

    assert _row(client, world, "Members").findings == "2 findings"


def test_nothing_is_checked_again_to_show_what_was_submitted(client, monkeypatch):
    world = a_submitted_application()
    client.force_login(world.lead)
    read = []
    monkeypatch.setattr("grants.rules.reading.reading_of", lambda *both: read.append(both) or reading_of(*both))

    client.get(_overview(world))
    assert not read

    give_back(world, MONEY)
    client.get(_overview(world))
    assert len(read) == 1


def test_while_the_state_waits_for_answers_the_overview_shows_what_is_being_written(client):
    world = a_submitted_application()
    client.force_login(world.lead)
    give_back(world, ANSWER_4)
    assert _row(client, world, "4. How money and assets are managed").state == "Not started"

    answer = world.application.answers.get(element=4)
    save_answer(answer=answer, text="The treasurer pays.", by=world.lead, at=ASKED + DAY)

    assert _row(client, world, "4. How money and assets are managed").state == "In progress"


def test_an_answer_that_was_not_sent_in_time_is_not_shown_as_submitted(client):
    world = a_submitted_application()
    client.force_login(world.lead)
    give_back(world, ANSWER_4)
    answer = world.application.answers.get(element=4)
    save_answer(answer=answer, text="The treasurer pays.", by=world.lead, at=ASKED + DAY)

    with time_machine.travel(DUE + DAY, tick=False):
        client.force_login(world.lead)
        assert _row(client, world, "4. How money and assets are managed").state == "Not started"
