"""What an answer to the state does to signatures, reviews, and withdrawals."""

import pytest
from django.core.management import call_command

from accounts.refusals import Unready
from grants.actions.application import reopen_application
from grants.actions.commitments import CommitmentWords, write_commitment
from grants.actions.newer_versions import continue_with_newest_version
from grants.actions.review import record_determination, record_mark, start_review
from grants.actions.signatures import sign_application
from grants.actions.withdrawal import restore_application, withdraw_application
from grants.models import Review, SigningRequest
from grants.reads.packets import is_current
from grants.rules.returns import AskedQuestion
from reviews.rules import NOTHING_FOUND, PASSAGE, Cited
from tests.grants.returning import (
    ASKED,
    DAY,
    DUE,
    MONEY,
    WORDS,
    a_submitted_application,
    change_answer,
    change_budget,
    give_back,
    send,
    write_answers,
)
from tests.grants.walking import WRITING
from tests.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def world():
    """A submitted application that its officer can return."""
    return a_submitted_application()


def test_only_signatures_on_what_changed_are_reopened(world):
    open_signing_of(world)
    give_back(world, MONEY)
    change_budget(world)

    version = send(world)

    current = [is_current(version.content, part.key, part.signatures.last()) for part in world.participants]
    assert current == [False, True, True]
    world.application.refresh_from_db()
    assert world.application.signatures_count == 2


def open_signing_of(world):
    world.application.signing_opened_at = WRITING
    world.application.save()
    for part, signer in zip(world.participants, world.signers, strict=True):
        sign_application(participant=part, name=signer.name, by=signer, at=ASKED)


def test_while_the_answer_is_written_the_submitted_version_is_signed(world):
    give_back(world, MONEY)
    change_budget(world)
    open_signing_of(world)

    lead = world.participants[0]
    assert is_current(world.version.content, lead.key, lead.signatures.last())


def test_a_review_stays_with_the_version_it_was_started_on(world):
    review = start_review(application=world.application, by=world.officer, at=ASKED)
    give_back(world, WORDS)
    write_answers(world, {1: "All of it."})
    send(world)

    assert Review.objects.get(pk=review.pk).version == world.version


def test_the_officer_goes_on_with_the_answer_and_marks_on_unchanged_text_survive(world):
    change = AskedQuestion("question-1", "Who?", unlocks=True)
    review = start_review(application=world.application, by=world.officer, at=ASKED)
    for element, place in ((1, "n1-p1"), (2, "n2-p1")):
        cited = [Cited(PASSAGE, place, 0, 8)]
        record_mark(
            review=review, element=element, verdict="explained", citations=cited, note="Seen.", revision=0,
            by=world.officer, at=ASKED,
        )  # fmt: skip
    record_mark(
        review=review, element=3, verdict="not_explained", citations=[Cited(NOTHING_FOUND)], revision=0,
        by=world.officer, at=ASKED,
    )  # fmt: skip
    give_back(world, change)
    change_answer(world, text="They share a teacher.")
    send(world)

    assert continue_with_newest_version(review=review, by=world.officer, at=DUE) == [1, 3]

    review.refresh_from_db()
    assert review.version.number == 2
    assert review.marks_line == "-e-------"
    assert [mark.note for mark in review.marks.order_by("element")] == ["Seen.", "Seen.", ""]
    call_command("verify_audit")
    assert continue_with_newest_version(review=review, by=world.officer, at=DUE) == []


def test_a_determination_keeps_its_version(world):
    review = start_review(application=world.application, by=world.officer, at=ASKED)
    give_back(world, WORDS)
    write_answers(world, {1: "All of it."})
    send(world)
    facts = {"verdict": "partly", "reasons": "It names a room only.", "unmarked_reason": "Plain enough."}
    record_determination(review=review, **facts, by=world.officer, at=DUE)

    with pytest.raises(Unready, match="your review stays with it"):
        continue_with_newest_version(review=review, by=world.officer, at=DUE)


def test_who_has_to_sign_again_is_asked_to(world):
    open_signing_of(world)
    give_back(world, AskedQuestion("activities", "Which room?", unlocks=True))
    commitment = world.participants[1].commitments.get()
    words = CommitmentWords(participant=world.participants[1], gives_text="the gym", commitment=commitment)
    write_commitment(
        activity=world.activity, words=words, revision=commitment.revision, by=world.signers[1], at=ASKED + DAY
    )

    send(world)

    asked = SigningRequest.objects.filter(sent_at=ASKED + DAY)
    assert {one.participant for one in asked} == {world.participants[1]}


def test_the_lead_can_withdraw_a_returned_application_and_the_clock_goes_on(world):
    give_back(world, MONEY)
    withdrawn = withdraw_application(application=world.application, reason="A merger", by=world.lead, at=ASKED)
    with pytest.raises(Unready, match="was withdrawn"):
        change_budget(world)

    world.application = restore_application(application=withdrawn, by=world.lead, at=ASKED + DAY / 2)

    change_budget(world)


def test_a_returned_application_is_not_reopened(world):
    give_back(world, MONEY)

    with pytest.raises(Unready, match="This round closed"):
        reopen_application(application=world.application, by=world.lead, at=ASKED)
