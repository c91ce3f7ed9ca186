"""Members talk about a section beneath it: only they read it, it is resolved, and it never leaves the draft."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.application import submit_application
from grants.actions.comments import add_comment, delete_comment, edit_comment, resolve_comment
from grants.actions.members import remove_member
from grants.models import SectionComment
from grants.reads.packets import packet_of
from tests.factories import UserFactory
from tests.grants.pages import shown, signed_in
from tests.grants.walking import WRITING, a_draft
from tests.kept import kept

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _a_day_in_september():
    with time_machine.travel(WRITING, tick=False):
        yield


@pytest.fixture
@kept
def world():
    return a_draft()


def commented(world, text="Who pays the bus?", by=None, key="question-3", at=WRITING):
    return add_comment(application=world.application, key=key, text=text, by=by or world.signers[1], at=at)


def page(world, name="section_detail", **arguments):
    return reverse(
        f"applicant:{name}", kwargs={"reference": world.application.reference, "key": "question-3"} | arguments
    )


def test_every_member_reads_a_comment_with_who_wrote_it_and_for_whom(client, world):
    commented(world, "Who <b>pays</b>?")
    signed_in(client, world.signers[2])

    answer = client.get(page(world))

    who = f"{world.signers[1].name}, {world.participants[1].name} , Sep 14, 2026, 12:00 PM EDT"
    assert who.replace(" ,", ",") in shown(answer).replace(" ,", ",")
    assert "Who &lt;b&gt;pays&lt;/b&gt;?" in answer.text


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("members", "application_members"),
        ("activities", "application_activities"),
        ("budget", "application_budget"),
        ("partners", "section_partners"),
        ("attachments", "application_attachments"),
    ],
)
def test_every_section_has_its_own_comments(client, world, key, name):
    commented(world, f"About {key}", key=key)
    commented(world, "About a question")
    signed_in(client, world.lead)

    words = shown(client.get(reverse(f"applicant:{name}", args=[world.application.reference])))

    assert f"About {key}" in words
    assert "About a question" not in words


def test_the_overview_counts_the_open_ones(client, world):
    commented(world)
    commented(world, "And the driver?")
    done = commented(world, "Done.")
    resolve_comment(comment=done, is_resolved=True, by=world.lead, at=WRITING)
    signed_in(client, world.lead)

    overview = client.get(world.application.get_absolute_url()).text

    assert '<td role="cell" data-label="Comments">2 open</td>' in overview


def test_a_member_adds_one_on_the_page_and_comes_back_to_it(client, world):
    signed_in(client, world.signers[1])

    answer = client.post(page(world, "comment_add"), {"text": "  Who pays the bus?  "})

    assert answer.url == page(world) + "#comments"
    assert SectionComment.objects.get().text == "Who pays the bus?"


@pytest.mark.parametrize(
    ("text", "problem"), [(" ", "Enter a comment."), ("x" * 2001, "Shorten the comment to 2,000 characters.")]
)
def test_a_comment_that_cannot_be_saved_comes_back_with_the_reason(client, world, text, problem):
    signed_in(client, world.signers[1])

    answer = client.post(page(world, "comment_add"), {"text": text})

    assert answer.status_code == 409
    assert problem in shown(answer)
    assert f"{text}</textarea>" in answer.text
    assert not SectionComment.objects.exists()


def test_a_section_that_does_not_exist_has_no_comments(client, world):
    signed_in(client, world.lead)

    for key in ("submit", "signatures", "question-10", "text-11"):
        assert client.post(page(world, "comment_add", key=key), {"text": "Hm."}).status_code == 404


def test_a_section_has_at_most_200_comments(world):
    SectionComment.objects.bulk_create(
        SectionComment(
            application=world.application, key="question-3", text="Hm.", written_by=world.lead, written_at=WRITING
        )
        for _ in range(200)
    )

    with pytest.raises(Unready, match="This section has 200 comments"):
        commented(world)
    commented(world, key="question-4")


def test_any_member_resolves_a_comment_and_opens_it_again(client, world):
    comment = commented(world)
    signed_in(client, world.signers[2])

    client.post(page(world, "comment_resolve", pk=comment.pk), {"resolved": "1"})
    words = shown(client.get(page(world)))
    assert "1 resolved comment" in words
    assert f"Resolved by {world.signers[2].name}, Sep 14, 2026" in words
    assert "No open comments." in words

    client.post(page(world, "comment_resolve", pk=comment.pk), {"resolved": "0"})
    assert "No open comments." not in shown(client.get(page(world)))
    assert list(Entry.objects.order_by("pk").values_list("event", flat=True))[-3:] == [
        "comment.added", "comment.resolved", "comment.reopened",
    ]  # fmt: skip


def test_its_writer_edits_a_comment_for_a_quarter_of_an_hour(world):
    comment = commented(world)

    edited = edit_comment(comment=comment, text="Who drives?", by=world.signers[1], at=WRITING + 14 * MINUTE)

    assert (edited.text, edited.edited_at) == ("Who drives?", WRITING + 14 * MINUTE)
    with pytest.raises(Unready, match="Comments can be edited for 15 minutes"):
        edit_comment(comment=comment, text="Late.", by=world.signers[1], at=WRITING + 15 * MINUTE)


def test_no_one_edits_or_deletes_the_comment_of_another(client, world):
    comment = commented(world)

    with pytest.raises(Refused, match="Only the person who wrote a comment"):
        edit_comment(comment=comment, text="No.", by=world.lead, at=WRITING)
    with pytest.raises(Refused, match="Only the person who wrote a comment"):
        delete_comment(comment=comment, by=world.lead, at=WRITING)
    signed_in(client, world.lead)
    words = shown(client.get(page(world)))
    assert "Resolve comment" in words
    assert "Edit comment" not in words
    assert "Delete comment" not in words


def test_its_writer_deletes_a_comment_and_the_log_has_no_words_of_it(client, world):
    comment = commented(world)
    signed_in(client, world.signers[1])

    answer = client.post(page(world, "comment_delete", pk=comment.pk))

    assert answer.url == page(world) + "#comments"
    assert not SectionComment.objects.exists()
    assert "bus" not in str(list(Entry.objects.filter(event__startswith="comment").values_list("detail", flat=True)))


def test_two_who_delete_and_resolve_it_at_the_same_time_are_told(world):
    comment = commented(world)
    delete_comment(comment=comment, by=world.signers[1], at=WRITING)
    comment.pk = comment.pk or 1

    with pytest.raises(Unready, match="This comment was deleted"):
        resolve_comment(comment=comment, is_resolved=True, by=world.lead, at=WRITING)


def test_only_members_comment_and_none_after_the_submission(client, world):
    comment = commented(world)
    with pytest.raises(Refused, match="Only people with a role in a member"):
        commented(world, by=UserFactory())
    submit_application(application=world.application, by=world.lead, at=WRITING)

    with pytest.raises(Unready, match="Reopen it to make changes"):
        commented(world)
    signed_in(client, world.signers[1])
    words = shown(client.get(page(world)))
    assert comment.text in words
    assert "Add comment" not in words
    assert "Delete comment" not in words


def test_comments_are_neither_in_the_packet_nor_in_the_sealed_version(world):
    before = packet_of(world.application)
    commented(world)

    version = submit_application(application=world.application, by=world.lead, at=WRITING)

    assert packet_of(world.application)["narrative"] == before["narrative"]
    assert "Who pays the bus?" not in str(version.content)


def test_a_member_that_left_the_application_sees_no_comments_and_writes_none(client, world):
    comment = commented(world)
    remove_member(participant=world.participants[1], by=world.lead, at=WRITING)
    signed_in(client, world.signers[1])

    assert client.get(page(world)).status_code == 404
    assert client.get(page(world, "comment_edit", pk=comment.pk)).status_code == 404
    with pytest.raises(Refused):
        commented(world, "Still here.")


@pytest.mark.parametrize("count", [1, 3])
def test_a_section_takes_the_same_queries_however_many_comments_it_has(client, world, count, django_assert_num_queries):
    for number in range(count):
        commented(world, f"Number {number}", by=world.signers[number])
    signed_in(client, world.lead)

    # as without comments (tests/grants/test_queries_of_applicants_pages.py), and their writers' roles and members
    with django_assert_num_queries(3 + 28):
        client.get(page(world))
