"""Returning an application with questions: who asks, until when, what is unlocked, and what the answer contains."""

import pytest

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from grants.actions.officers import reassign_application
from grants.actions.plan import add_partner, remove_activity
from grants.actions.returns import (
    extend_return,
    remind_of_return,
    withdraw_return,
)
from grants.actions.review import record_determination, start_review
from grants.models import ApplicationReturn, BudgetLine, Recheck
from grants.rules.returns import AskedQuestion, answers_in
from tests.factories import AppointmentFactory
from tests.grants.returning import (
    ASKED,
    DAY,
    DUE,
    MONEY,
    SECOND,
    WORDS,
    a_submitted_application,
    change_answer,
    change_budget,
    give_back,
    send,
    write_answers,
)
from tests.grants.rounds import an_officer
from tests.grants.walking import CLOSES, WRITING
from tests.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def world():
    """A submitted application that its officer can return."""
    return a_submitted_application()


# ---- asking ----


def test_the_assigned_officer_returns_an_application_with_questions(world):
    give_back(world)

    entry = Entry.objects.get(event="application.returned")
    assert [one["text"] for one in entry.detail["questions"]] == [MONEY.text, WORDS.text]
    assert world.application.status == "under_review"
    assert world.application.steps.last().step == "return"
    told = OutgoingEmail.objects.filter(kind="application: returned")
    assert {email.to_user for email in told} == {*world.signers, world.treasurer}
    assert not any(MONEY.text in email.body for email in told)


def test_only_the_assigned_officer_without_a_conflict_returns_it(world):
    with pytest.raises(Refused, match="Only the officer who is assigned"):
        give_back(world, by=an_officer())
    with pytest.raises(Refused, match="Only grants officers can review"):
        give_back(world, by=an_officer(Role.ADMINISTRATOR))
    AppointmentFactory(user=world.officer, district=world.districts[1], starts_on=WRITING.date())
    with pytest.raises(Refused, match="another officer has to review"):
        give_back(world)


@pytest.mark.parametrize(
    ("due_at", "problem"),
    [
        (ASKED + 3 * DAY - SECOND, "at least 3 days"),
        (ASKED + 30 * DAY + SECOND, "at most 30 days"),
        (None, "Enter a date and time"),
    ],
)
def test_the_applicant_has_between_3_and_30_days(world, due_at, problem):
    with pytest.raises(Unready, match=problem):
        give_back(world, due_at=due_at)


def test_three_and_thirty_days_are_fine(world):
    give_back(world, due_at=ASKED + 3 * DAY)
    withdraw_return(returned=world.returned, reason="Enough", by=world.officer, at=ASKED)
    give_back(world, due_at=ASKED + 30 * DAY)


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        (AskedQuestion("budget", "  "), "Question 1: enter the question"),
        (AskedQuestion("signatures", "Who?"), "Question 1: choose a section"),
        (AskedQuestion("members", "Who?", unlocks=True), "can be asked about, but not unlocked"),
        (AskedQuestion("", "Who?", unlocks=True), "can be asked about, but not unlocked"),
        (AskedQuestion("budget", "x" * 2_001), "Question 1"),
    ],
)
def test_a_question_is_about_a_section_and_has_words(world, question, problem):
    with pytest.raises(Unready, match=problem):
        give_back(world, question)


def test_one_return_is_open_at_a_time(world):
    give_back(world)

    with pytest.raises(Unready, match="already returned"):
        give_back(world)

    give_back(world, due_at=DUE + 8 * DAY, at=DUE + SECOND)  # the first one ran out
    assert world.returned.number == 2


def test_after_a_determination_nothing_is_returned_and_before_an_answer_nothing_is_determined(world):
    review = start_review(application=world.application, by=world.officer, at=ASKED)
    give_back(world)
    facts = {"verdict": "partly", "reasons": "It names a room only.", "unmarked_reason": "Plain enough."}
    with pytest.raises(Unready, match="can still answer"):
        record_determination(review=review, **facts, by=world.officer, at=DUE)

    record_determination(review=review, **facts, by=world.officer, at=DUE + SECOND)

    with pytest.raises(Unready, match="recorded a determination"):
        give_back(world, due_at=DUE + 9 * DAY, at=DUE + DAY)


def test_a_round_that_still_accepts_submissions_returns_nothing(world):
    with pytest.raises(Unready, match="You can review this application after"):
        give_back(world, due_at=CLOSES + DAY, at=CLOSES - 5 * DAY)


# ---- the limited unlock ----


def test_only_the_named_sections_can_be_changed(world):
    give_back(world, MONEY)

    change_budget(world)
    with pytest.raises(Unready, match="Only the sections it unlocked"):
        change_answer(world)
    with pytest.raises(Unready, match="Only the sections it unlocked"):
        add_partner(application=world.application, name="Acme", by=world.lead, at=ASKED)


def test_a_question_alone_unlocks_nothing(world):
    give_back(world, WORDS)

    with pytest.raises(Unready, match="Only the sections it unlocked"):
        change_answer(world, position=3)


def test_the_last_moment_counts_and_the_next_does_not(world):
    give_back(world, MONEY)

    change_budget(world, at=DUE)
    with pytest.raises(Unready, match="is under review and can’t be changed"):
        change_budget(world, amount=31_000, at=DUE + SECOND)


def test_an_activity_with_budget_lines_needs_both_sections(world):
    BudgetLine.objects.filter(application=world.application).update(activity=world.activity)
    give_back(world, AskedQuestion("activities", "Why?", unlocks=True))

    with pytest.raises(Unready, match="Only the sections it unlocked"):
        remove_activity(activity=world.activity, by=world.lead, at=ASKED)


# ---- answering ----


def test_an_answer_is_a_new_version_with_the_questions_in_it(world):
    give_back(world)
    change_budget(world)
    write_answers(world, {2: "The teacher visits every school."})

    version = send(world)

    assert version.number == 2
    assert [line["amount"] for line in version.content["budget"]] == [30_000]
    answered = answers_in(version.content)
    assert answered.asked_by == world.officer.name
    assert [(one.question, one.answer) for one in answered.questions] == [
        (MONEY.text, ""),
        (WORDS.text, "The teacher visits every school."),
    ]
    world.application.refresh_from_db()
    assert world.application.submitted_at == WRITING
    assert world.application.returned_until is None
    assert world.application.requested == 30_000
    step = world.application.steps.last()
    assert (step.step, step.reason) == ("answer_return", "Answer to the state’s questions")
    assert OutgoingEmail.objects.get(kind="application: questions answered").to_user == world.officer
    assert Recheck.objects.filter(submission=version).exists()  # the worker writes the receipts


def test_what_was_not_unlocked_stays_as_submitted_even_if_the_draft_has_it(world):
    give_back(world, MONEY)
    change_budget(world)
    give_back(world, AskedQuestion("question-1", "Who?", unlocks=True), due_at=DUE + 9 * DAY, at=DUE + DAY)
    change_answer(world, at=DUE + DAY)

    version = send(world, at=DUE + DAY)

    assert [line["amount"] for line in version.content["budget"]] == [27_000]
    assert version.content["narrative"][0]["text"] == "We share a teacher."


def test_sending_twice_gives_the_same_version(world):
    give_back(world, WORDS)
    write_answers(world, {1: "All of it."})

    assert send(world) == send(world)
    assert world.application.versions.count() == 2


def test_every_question_needs_words_or_a_change(world):
    give_back(world)

    with pytest.raises(Unready, match=r"Answer question 1, or change the section “Budget\.”") as no:
        send(world)
    assert "Answer question 2." in no.value.problems


def test_words_that_someone_else_saved_meanwhile_are_not_overwritten(world):
    give_back(world, WORDS)
    write_answers(world, {1: "All of it."})

    with pytest.raises(Unready, match="Nothing was overwritten"):
        write_answers(world, {1: "Half of it."}, revision=0)
    write_answers(world, {1: "All of it."}, revision=0)


def test_who_edits_answers_and_who_signs_sends(world):
    give_back(world, WORDS)
    with pytest.raises(Refused):
        write_answers(world, {1: "Mine"}, by=world.signers[1])
    write_answers(world, {1: "All of it."}, by=world.treasurer)

    with pytest.raises(Refused, match="Only authorized signers"):
        send(world, by=world.treasurer)


def test_what_changed_after_the_page_was_opened_is_not_sent(world):
    give_back(world, WORDS)
    write_answers(world, {1: "All of it."})

    with pytest.raises(Unready, match="was changed after you opened this page"):
        send(world, seen="0" * 64)


def test_without_an_answer_the_application_stays_as_submitted(world):
    give_back(world, MONEY)
    change_budget(world)

    with pytest.raises(Unready, match="What you submitted last counts"):
        send(world, at=DUE + SECOND)

    assert world.application.latest_version() == world.version
    assert world.version.content["budget"][0]["amount"] == 27_000
    assert BudgetLine.objects.get(application=world.application).amount == 30_000


def test_an_answer_longer_than_the_round_allows_is_refused(world):
    give_back(world, AskedQuestion("question-1", "Who?", unlocks=True))
    limit = world.competition.elements.get(number=1).word_limit
    change_answer(world, text="word " * (limit + 1))

    with pytest.raises(Unready, match="Shorten your answer to question 1"):
        send(world)


# ---- the officer's clock ----


def test_the_officer_gives_more_time(world):
    give_back(world, MONEY)

    with pytest.raises(Unready, match="after the current one"):
        extend_return(returned=world.returned, due_at=DUE, by=world.officer, at=ASKED)
    extend_return(returned=world.returned, due_at=DUE + DAY, by=world.officer, at=DUE)

    change_budget(world, at=DUE + DAY)
    assert OutgoingEmail.objects.filter(kind="application: more time to answer").count() == 4
    with pytest.raises(Unready, match="deadline to answer has passed"):
        extend_return(returned=world.returned, due_at=DUE + 5 * DAY, by=world.officer, at=DUE + DAY + SECOND)


def test_the_officer_withdraws_the_questions_with_a_reason(world):
    give_back(world, MONEY)
    with pytest.raises(Unready, match="Enter the reason"):
        withdraw_return(returned=world.returned, reason=" ", by=world.officer, at=ASKED)

    withdraw_return(returned=world.returned, reason="The plan answers it.", by=world.officer, at=ASKED)

    with pytest.raises(Unready, match="is under review"):
        change_budget(world)
    email = OutgoingEmail.objects.filter(kind="application: questions withdrawn").first()
    assert "The plan answers it." in email.body


def test_the_next_officer_takes_the_questions_over(world):
    give_back(world, MONEY)
    other = an_officer()
    reassign_application(application=world.application, to=other, by=world.officer, at=ASKED)

    with pytest.raises(Refused, match="Only the officer who is assigned"):
        withdraw_return(returned=world.returned, reason="Enough", by=world.officer, at=ASKED)
    withdraw_return(returned=world.returned, reason="Enough", by=other, at=ASKED)


def test_a_reminder_is_sent_once_before_the_time_is_over(world):
    give_back(world, MONEY)
    until = 2 * DAY

    assert not ApplicationReturn.objects.to_remind_of(DUE - 3 * DAY, DUE - 3 * DAY + until)
    (due,) = ApplicationReturn.objects.to_remind_of(DUE - DAY, DUE - DAY + until)
    assert remind_of_return(returned=due, by="tests", at=DUE - DAY)
    assert not remind_of_return(returned=due, by="tests", at=DUE - DAY)
    assert OutgoingEmail.objects.filter(kind="application: answer due").count() == 4
