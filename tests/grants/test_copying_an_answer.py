"""An answer is copied from another application of the same consortium, and what it replaces stays in the history."""

import pytest
import time_machine
from django.urls import reverse

from accounts.refusals import Refused, Unready
from grants.actions.application import start_application, submit_application
from grants.actions.writing import SavedMeanwhile, copy_answer, save_answer
from tests.grants.pages import shown, signed_in
from tests.grants.walking import WRITING, a_draft, a_round
from tests.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_day_in_september():
    with time_machine.travel(WRITING, tick=False):
        yield


@pytest.fixture
@kept
def world():
    """The consortium's application of an earlier round, submitted, and a draft in another round."""
    world = a_draft()
    world.earlier = world.application
    save_answer(answer=world.earlier.answers.get(element=3), text="One vote each.", by=world.lead, at=WRITING)
    submit_application(application=world.earlier, by=world.lead, at=WRITING)
    world.application = start_application(
        competition=a_round("Access Fund 2028"), consortium=world.consortium, by=world.lead, at=WRITING
    )
    return world


def copied(world, *, by=None, revision=0, reference=None):
    answer = world.application.answers.get(element=3)
    reference = reference or world.earlier.reference
    return copy_answer(answer=answer, reference=reference, revision=revision, by=by or world.lead, at=WRITING)


def page(world):
    return reverse("applicant:answer_copy", args=[world.application.reference, "question-3"])


def test_the_page_shows_what_would_change_and_copies_it(client, world):
    save_answer(answer=world.application.answers.get(element=3), text="Two votes each.", by=world.lead, at=WRITING)
    signed_in(client, world.lead)
    assert f"Innovation Fund 2027, {world.earlier.reference} (3 words)" in shown(client.get(page(world)))

    preview = client.get(page(world), {"from": world.earlier.reference})
    assert "Removed: Two votes Added: One vote each." in shown(preview)
    client.post(page(world), {"from": world.earlier.reference, "revision": "1"})

    answer = world.application.answers.get(element=3)
    assert answer.text == "One vote each."
    assert list(answer.versions.values_list("number", "text", "copied_from")) == [
        (1, "Two votes each.", ""), (2, "One vote each.", world.earlier.reference),
    ]  # fmt: skip
    assert world.earlier.answers.get(element=3).text == "One vote each."


def test_nothing_comes_from_another_consortium_or_from_an_application_one_takes_no_part_in(client, world):
    other = a_draft(competition=world.competition)
    save_answer(answer=other.application.answers.get(element=3), text="A rival's answer.", by=other.lead, at=WRITING)
    signed_in(client, world.lead)

    assert "rival" not in client.get(page(world), {"from": other.application.reference}).text
    with pytest.raises(Unready, match="Choose one from the list"):
        copied(world, reference=other.application.reference)


def test_who_may_not_write_the_section_copies_nothing(client, world):
    with pytest.raises(Refused):
        copied(world, by=world.signers[1])
    signed_in(client, world.signers[1])

    assert "Replace your answer" not in client.get(page(world), {"from": world.earlier.reference}).text


def test_copying_overwrites_nothing_that_was_saved_meanwhile(client, world):
    save_answer(answer=world.application.answers.get(element=3), text="Theirs.", by=world.treasurer, at=WRITING)

    with pytest.raises(SavedMeanwhile):
        copied(world, revision=0)


def test_without_another_answer_the_page_says_so(client, world):
    signed_in(client, world.lead)

    words = shown(client.get(reverse("applicant:answer_copy", args=[world.application.reference, "question-4"])))

    assert "Nothing to copy." in words


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_page_takes_the_same_queries_however_many_applications_there_are(
    client, world, rounds, django_assert_num_queries
):
    for number in range(rounds - 1):
        other = start_application(
            competition=a_round(f"Fund {number}"), consortium=world.consortium, by=world.lead, at=WRITING
        )
        save_answer(answer=other.answers.get(element=3), text="One.", by=world.lead, at=WRITING)
    signed_in(client, world.lead)

    # session, user, roles; places, application, roles in the lead (2), answer, other answers, the section, who may
    # write it (2)
    with django_assert_num_queries(3 + 9):
        client.get(page(world))
