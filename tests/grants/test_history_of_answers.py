"""Every text that an answer had stays: who saved it, how it differs, and how it comes back."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.application import submit_application
from grants.actions.members import remove_member
from grants.actions.sections import assign_section
from grants.actions.writing import SavedMeanwhile, restore_answer, save_answer
from grants.models import Answer
from grants.reads.packets import packet_of
from tests.grants.pages import shown, signed_in
from tests.grants.walking import WRITING, a_draft
from tests.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_day_in_september():
    with time_machine.travel(WRITING, tick=False):
        yield


@pytest.fixture
@kept
def world():
    return a_draft()


def saved(world, text, minutes=0, by=None, **more):
    answer = world.application.answers.get(element=3)
    at = WRITING + datetime.timedelta(minutes=minutes)
    return save_answer(answer=answer, text=text, by=by or world.lead, at=at, **more)


def restored(world, number, *, by=None, revision=None, minutes=60):
    answer = world.application.answers.get(element=3)
    seen = answer.revision if revision is None else revision
    at = WRITING + datetime.timedelta(minutes=minutes)
    return restore_answer(answer=answer, number=number, revision=seen, by=by or world.lead, at=at)


def versions(world):
    return list(world.application.answers.get(element=3).versions.values_list("number", "text"))


def page(world, name="answer_history", **arguments):
    return reverse(
        f"applicant:{name}", kwargs={"reference": world.application.reference, "key": "question-3"} | arguments
    )


def test_what_one_person_saves_within_ten_minutes_is_one_version(world):
    saved(world, "One")
    saved(world, "One vote", 4)
    saved(world, "One vote each.", 9)
    saved(world, "One vote each. Always.", 10)

    assert versions(world) == [(1, "One vote each."), (2, "One vote each. Always.")]


def test_what_another_person_saves_is_a_version_of_its_own(world):
    saved(world, "One vote each.")
    saved(world, "Two votes each.", 1, by=world.treasurer)
    saved(world, "Three votes each.", 2)

    assert versions(world) == [(1, "One vote each."), (2, "Two votes each."), (3, "Three votes each.")]


def test_who_deletes_more_than_a_fifth_of_the_words_finds_them_in_the_history(world):
    ten = "one two three four five six seven eight nine ten"
    saved(world, ten)
    saved(world, "one two three four five six seven eight", 1)
    saved(world, "one two three four five six", 2)

    assert versions(world) == [
        (1, "one two three four five six seven eight"), (2, "one two three four five six"),
    ]  # fmt: skip


def test_the_same_text_again_is_no_version(world):
    saved(world, "One vote each.")
    saved(world, "One vote each.", 60)

    assert versions(world) == [(1, "One vote each.")]


def test_a_text_from_before_texts_were_kept_is_the_first_version(world):
    Answer.objects.filter(application=world.application, element=3).update(
        text="From a file.", saved_by=None, saved_at=WRITING, revision=1
    )

    saved(world, "One vote each.", 1)

    assert versions(world) == [(1, "From a file."), (2, "One vote each.")]


def test_a_text_that_a_release_without_versions_saved_in_between_is_kept(world):
    saved(world, "First.")
    Answer.objects.filter(application=world.application, element=3).update(
        text="Second.", saved_by=world.treasurer, saved_at=WRITING + datetime.timedelta(minutes=1), revision=2
    )

    saved(world, "Third.", 2)

    assert versions(world) == [(1, "First."), (2, "Second."), (3, "Third.")]


def test_an_earlier_version_is_restored_as_a_new_one(world):
    saved(world, "One vote each.")
    saved(world, "Two votes each.", 30)

    restored(world, 1)
    saved(world, "One vote each, then.", 61)

    assert versions(world) == [
        (1, "One vote each."), (2, "Two votes each."), (3, "One vote each."), (4, "One vote each, then."),
    ]  # fmt: skip
    assert world.application.answers.get(element=3).versions.get(number=3).restored_from == 1
    assert Entry.objects.filter(event="answer.saved", detail__restored_from=1).count() == 1


def test_a_restoring_overwrites_nothing_that_was_saved_meanwhile(world):
    saved(world, "One vote each.")
    saved(world, "Two votes each.", 30)
    seen = world.application.answers.get(element=3).revision
    saved(world, "Three votes each.", 31, by=world.treasurer)

    with pytest.raises(SavedMeanwhile, match="saved another answer here"):
        restored(world, 1, revision=seen)


def test_only_who_may_write_the_section_restores_and_no_one_after_the_submission(world):
    saved(world, "One vote each.")
    saved(world, "Two votes each.", 30)
    with pytest.raises(Refused):
        restored(world, 1, by=world.signers[1])
    key = world.participants[1].key
    assign_section(application=world.application, key="question-3", member=key, by=world.lead, at=WRITING)
    restored(world, 1, by=world.signers[1])

    submit_application(application=world.application, by=world.lead, at=WRITING)

    with pytest.raises(Unready, match="Reopen it to make changes"):
        restored(world, 2)


def test_the_history_is_not_in_the_packet(world):
    before = set(packet_of(world.application))
    saved(world, "A secret first try.")
    saved(world, "One vote each.", 30)

    packet = packet_of(world.application)

    assert set(packet) == before
    assert "A secret first try." not in str(packet)


def test_the_page_lists_the_newest_first_with_who_and_when(client, world):
    saved(world, "One vote each.")
    saved(world, "Two votes for each.", 30, by=world.treasurer)
    signed_in(client, world.signers[2])

    words = shown(client.get(page(world)))

    lead = world.participants[0].name
    rows = words.split("Length")[1]
    assert rows.index("Version 2") < rows.index("Version 1")
    assert f"Version 2 Current answer {world.treasurer.name}, {lead} Sep 14, 2026, 12:30 PM EDT 4 words" in rows
    assert f"Version 1 {world.lead.name}, {lead} Sep 14, 2026, 12:00 PM EDT 3 words" in rows


def test_the_page_of_a_version_marks_what_it_changed_and_what_changed_since(client, world):
    saved(world, "The board votes. Each has one vote.")
    saved(world, "The board votes in May. Each has one vote.", 30)
    saved(world, "<b>The</b> board votes in May. Each has two votes.", 60)
    signed_in(client, world.lead)

    changed = client.get(page(world, "answer_version", number=2))
    since = client.get(page(world, "answer_version", number=2) + "?with=now")

    assert "Removed: votes. Added: votes in May. Each has one vote." in shown(changed)
    assert "Removed: The Added: &lt;b&gt;The&lt;/b&gt; board votes in May." in shown(since)
    assert "<b>The" not in since.text


def test_the_button_restores_and_who_only_reads_has_none(client, world):
    saved(world, "One vote each.")
    saved(world, "Two votes each.", 30)
    address = page(world, "answer_version", number=1)
    signed_in(client, world.signers[1])
    assert "Restore version 1" not in client.get(address).text
    assert client.post(address, {"revision": "2"}).status_code == 409
    signed_in(client, world.lead)
    assert "Restore version 1" in client.get(address).text

    client.post(address, {"revision": "2"})

    assert world.application.answers.get(element=3).text == "One vote each."
    assert "Restore version" not in client.get(page(world, "answer_version", number=3)).text


def test_a_member_that_left_the_application_sees_no_history(client, world):
    saved(world, "One vote each.")
    signed_in(client, world.signers[2])
    assert client.get(page(world)).status_code == 200

    remove_member(participant=world.participants[2], by=world.lead, at=WRITING)

    assert client.get(page(world)).status_code == 404
    assert client.get(page(world, "answer_version", number=1)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_takes_the_same_queries_however_long_it_is(client, world, count, django_assert_num_queries):
    for number in range(count):
        saved(world, f"{number} votes each.", 30 * number, by=world.signers[0] if number % 2 else world.treasurer)
    signed_in(client, world.lead)

    # session, user, roles; places, application, roles in the lead (2), answer, number of versions, versions, people
    # and members (2), the section, who may write it (2)
    with django_assert_num_queries(3 + 12):
        client.get(page(world))
    # the same without the number, with the version before
    with django_assert_num_queries(3 + 12):
        client.get(page(world, "answer_version", number=1))
