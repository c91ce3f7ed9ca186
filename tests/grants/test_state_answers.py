"""The state's answer: what it is based on, who has to agree, who decides if officers differ, and who sees it."""

import datetime

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from grants.actions.review import record_determination, start_review
from grants.actions.review_requests import ask_officer, end_review_request
from grants.actions.state_answers import answer_proposal, cancel_state_answer, propose_state_answer
from grants.models import AnswerConsent, Review, ReviewRequest, StateAnswer
from tests.grants.builders import AT, an_administrator, an_application, an_auditor, an_officer
from tests.grants.pages import determined, file_of, mark_nothing, queries_of, rows_of, shown, signed_in

pytestmark = pytest.mark.django_db
REASONS = "Element 2 decides it: who teaches is named, who pays isn’t."
LATER = AT + datetime.timedelta(days=1)


def answered(application, officer, verdict="partly", reasons=REASONS, at=LATER, **more):
    return propose_state_answer(application=application, verdict=verdict, reasons=reasons, by=officer, at=at, **more)


@pytest.fixture
def differing():
    """An application on which Ada and Dee differ; Ben is an administrator, and Eve another officer."""

    class World:
        application = an_application()
        ada, dee, eve = an_officer("Ada Winters"), an_officer("Dee Marsh"), an_officer("Eve Stone")
        ben = an_administrator()

    determined(World.application, World.ada, verdict="explained", reasons="Every member is named with its share.")
    determined(World.application, World.dee, verdict="partly", reasons="Who pays after the grant is left open.")
    return World


# ---- officers who agree ----


def test_one_officer_answers_for_the_state_with_the_own_determination():
    application, officer = an_application(), an_officer()
    determined(application, officer, verdict="partly")

    answer = answered(application, officer)

    assert (answer.state, answer.basis, answer.recorded_at) == ("recorded", "one_review", LATER)
    assert [one["officer"] for one in answer.rests_on] == ["Ada Winters"]


def test_an_answer_that_differs_from_the_only_determination_is_refused():
    application, officer = an_application(), an_officer()
    determined(application, officer, verdict="partly")

    with pytest.raises(Unready, match=r"You determined “partly explained\.” To give another answer"):
        answered(application, officer, verdict="explained")


def test_where_all_officers_agree_any_of_them_records_the_answer(differing):
    record_determination(
        review=Review.objects.get(officer=differing.ada), verdict="partly", reasons="Who pays is left open, after all.",
        replaces_reason="Dee is right.", by=differing.ada, at=AT,
    )  # fmt: skip

    answer = answered(differing.application, differing.ada)

    assert (answer.state, answer.basis) == ("recorded", "agreed")
    assert not AnswerConsent.objects.exists()


def test_an_officer_without_nine_marks_does_not_answer_for_the_state():
    application, officer = an_application(), an_officer()
    review = start_review(application=application, by=officer, at=AT)
    mark_nothing(review, 1)
    review.refresh_from_db()
    record_determination(
        review=review, verdict="partly", reasons=REASONS, unmarked_reason="The lead dissolved.", by=officer, at=AT
    )

    with pytest.raises(Refused, match="mark all nine elements and record your own determination"):
        answered(application, officer)


@pytest.mark.parametrize("reasons", ["", "See above."])
def test_the_answer_needs_reasons(reasons):
    application, officer = an_application(), an_officer()
    determined(application, officer, verdict="partly")

    with pytest.raises(Unready, match="Enter the reasons for the state’s answer"):
        answered(application, officer, reasons=reasons)


def test_the_same_answer_sent_twice_is_recorded_once():
    application, officer = an_application(), an_officer()
    determined(application, officer, verdict="partly")

    assert answered(application, officer) == answered(application, officer)
    assert StateAnswer.objects.count() == 1


def test_a_changed_answer_gives_a_reason_and_the_earlier_one_stays_readable(client):
    application, officer = an_application(), an_officer()
    determined(application, officer, verdict="partly")
    first = answered(application, officer)
    other = "Element 4 decides it: the treasurer pays what the board approves."
    with pytest.raises(Unready, match="Enter the reason for changing the state’s answer"):
        answered(application, officer, reasons=other)

    answered(application, officer, reasons=other, replaces_reason="Element 4 was overlooked.")

    first.refresh_from_db()
    assert first.state == "replaced"
    page = shown(signed_in(client, officer).get(reverse("review:state_answer", args=[application.reference])))
    assert other in page
    assert REASONS in page
    assert "Element 4 was overlooked." in page


def test_an_answer_from_a_stale_page_is_refused(differing):
    answered(differing.application, differing.ada)
    answer = StateAnswer.objects.get()
    answer_proposal(answer=answer, agrees=True, by=differing.dee, at=LATER)

    with pytest.raises(Unready, match="changed after you opened this page"):
        answered(differing.application, differing.dee, reasons="Another text of enough length.", seen=0)


# ---- officers who differ ----


def test_where_officers_differ_the_answer_counts_once_the_other_agrees(differing):
    answer = answered(differing.application, differing.ada)
    assert (answer.state, answer.basis, answer.recorded_at) == ("proposed", "reconciled", None)

    answer_proposal(answer=answer, agrees=True, by=differing.dee, at=LATER)

    answer.refresh_from_db()
    assert (answer.state, answer.recorded_at) == ("recorded", LATER)


def test_an_officer_who_does_not_agree_says_why_and_the_answer_does_not_count(differing):
    answer = answered(differing.application, differing.ada)
    with pytest.raises(Unready, match="Enter the reason you don’t agree"):
        answer_proposal(answer=answer, agrees=False, by=differing.dee, at=LATER)

    answer_proposal(answer=answer, agrees=False, reason="Who pays is still open.", by=differing.dee, at=LATER)

    answer.refresh_from_db()
    assert (answer.state, answer.recorded_at) == ("declined", None)


@pytest.mark.parametrize("person", ["ada", "eve", "ben"])
def test_only_the_other_officer_agrees(differing, person):
    answer = answered(differing.application, differing.ada)

    with pytest.raises(Refused):
        answer_proposal(answer=answer, agrees=True, by=getattr(differing, person), at=LATER)


def test_an_answer_proposed_before_a_determination_changed_is_proposed_again(differing):
    answer = answered(differing.application, differing.ada)
    record_determination(
        review=Review.objects.get(officer=differing.ada), verdict="not_explained", reasons="I read the budget again.",
        replaces_reason="The budget.", by=differing.ada, at=LATER,
    )  # fmt: skip

    with pytest.raises(Unready, match="An officer changed a determination after this answer was proposed"):
        answer_proposal(answer=answer, agrees=True, by=differing.dee, at=LATER)

    cancel_state_answer(answer=answer, by=differing.ada, at=LATER)
    assert answered(differing.application, differing.ada).state == "proposed"


def test_only_its_author_cancels_a_proposed_answer(differing):
    answer = answered(differing.application, differing.ada)

    with pytest.raises(Refused, match="Only the officer who proposed this answer or an administrator can cancel it"):
        cancel_state_answer(answer=answer, by=differing.dee, at=LATER)


def test_no_second_answer_is_proposed_while_one_waits(differing):
    answered(differing.application, differing.ada)

    with pytest.raises(Unready, match="Another proposed answer is waiting"):
        answered(differing.application, differing.dee, verdict="explained")


# ---- a second review, and a third officer who decides ----


def ask(world, officer, by, kind="second_review", at=LATER):
    return ask_officer(application=world.application, officer=officer, kind=kind, note="Please.", by=by, at=at)


def test_a_second_review_is_seen_as_asked_until_it_is_done(client):
    application, ada, dee, auditor = an_application(), an_officer("Ada Winters"), an_officer("Dee Marsh"), an_auditor()
    determined(application, ada, verdict="partly")
    application.refresh_from_db()
    ask_officer(application=application, officer=dee, kind="second_review", by=ada, at=LATER)
    desk = reverse("review:review_desk", args=[application.reference])

    assert "Ada Winters asked Dee Marsh for a second review" in shown(signed_in(client, auditor).get(desk))
    assert "Ada Winters asked you for a second review" in shown(signed_in(client, dee).get("/my/"))
    with pytest.raises(Unready, match="Dee Marsh hasn’t finished a second review"):
        answered(application, ada)

    determined(application, dee, verdict="partly")

    assert ReviewRequest.objects.get().ended_at is not None
    assert "for a second review" not in shown(signed_in(client, dee).get("/my/"))
    assert answered(application, ada).basis == "agreed"


def test_an_officer_with_a_determination_is_not_asked_again(differing):
    with pytest.raises(Unready, match="Dee Marsh has recorded a determination on this application"):
        ask(differing, differing.dee, by=differing.ben)


def test_only_the_assigned_officer_and_administrators_ask_for_a_second_review(differing):
    with pytest.raises(Refused, match="Only the officer assigned"):
        ask(differing, differing.eve, by=differing.dee)

    assert ask(differing, differing.eve, by=differing.ada).officer == differing.eve


def test_no_officer_chooses_who_decides_where_officers_differ(differing):
    with pytest.raises(Refused, match="Only an administrator can ask an officer to decide"):
        ask(differing, differing.eve, by=differing.ada, kind="decision")


def test_no_one_is_asked_to_decide_where_officers_agree():
    application, ada, eve = an_application(), an_officer("Ada Winters"), an_officer("Eve Stone")
    determined(application, ada)

    with pytest.raises(Unready, match="there is nothing to decide"):
        ask_officer(application=application, officer=eve, kind="decision", by=an_administrator(), at=LATER)


def test_an_officer_who_is_asked_to_decide_reads_both_reviews_and_answers_alone(differing, client):
    page = reverse("review:state_answer", args=[differing.application.reference])
    assert "Who pays after the grant" not in shown(signed_in(client, differing.eve).get(page))
    ask(differing, differing.eve, by=differing.ben, kind="decision")
    said = shown(signed_in(client, differing.eve).get(page))
    assert "Their determinations differ." in said
    assert "Ada Winters : Explained" in said

    answer = answered(differing.application, differing.eve, verdict="partly")

    assert (answer.state, answer.basis) == ("recorded", "decided")
    assert ReviewRequest.objects.get().ended_at == LATER


def test_the_officer_who_was_asked_declines_with_a_reason(differing):
    asked = ask(differing, differing.eve, by=differing.ben, kind="decision")
    with pytest.raises(Unready, match="Enter the reason"):
        end_review_request(request=asked, reason=" ", by=differing.eve, at=LATER)
    with pytest.raises(Refused):
        end_review_request(request=asked, reason="I am a party.", by=differing.ada, at=LATER)

    end_review_request(request=asked, reason="I know the lead.", by=differing.eve, at=LATER)

    asked.refresh_from_db()
    assert (asked.ended_by, asked.reason) == (differing.eve, "I know the lead.")
    with pytest.raises(Refused):
        answered(differing.application, differing.eve)


# ---- who sees it, and what proves it ----


def test_an_officer_sees_no_answer_before_an_own_determination_on_nine_marks(differing, client):
    answer_proposal(answer=answered(differing.application, differing.ada), agrees=True, by=differing.dee, at=LATER)
    page = reverse("review:state_answer", args=[differing.application.reference])
    desk = reverse("review:review_desk", args=[differing.application.reference])

    for address in (
        page,
        desk,
        reverse("review:review_list"),
        reverse("review:review_print", args=[differing.application.reference]),
    ):
        assert REASONS not in shown(signed_in(client, differing.eve).get(address))
    assert "You’ll see other officers’ reviews and the state’s answer after" in shown(client.get(page))
    assert REASONS in shown(signed_in(client, differing.ben).get(page))
    assert REASONS in shown(signed_in(client, differing.dee).get(page))


def test_the_print_view_of_record_has_the_states_answer(differing, client):
    answer_proposal(answer=answered(differing.application, differing.ada), agrees=True, by=differing.dee, at=LATER)

    said = shown(signed_in(client, differing.dee).get(reverse("review:review_print", args=["26-0001"])))

    assert "State’s answer: Partly explained" in said
    assert "Based on: Agreement between officers whose determinations differed." in said


def test_the_log_proves_the_states_answer(differing):
    answer = answered(differing.application, differing.ada)
    answer_proposal(answer=answer, agrees=True, by=differing.dee, at=LATER)
    call_command("verify_audit")

    StateAnswer.objects.update(reasons="Something else entirely was said.")

    with pytest.raises(Exception, match=r"The state’s answer on .* was changed: it does not match the log"):
        call_command("verify_audit")


def test_whoever_agreed_is_in_the_proof_too(differing):
    answer = answered(differing.application, differing.ada)
    answer_proposal(answer=answer, agrees=True, by=differing.dee, at=LATER)

    AnswerConsent.objects.update(agrees=None)

    with pytest.raises(Exception, match="was changed: it does not match the log"):
        call_command("verify_audit")


def test_a_wrong_form_keeps_what_was_typed(differing, client):
    page = reverse("review:state_answer", args=[differing.application.reference])

    said = signed_in(client, differing.ada).post(page, {"reasons": REASONS, "seen": "0"})

    assert said.status_code == 422
    assert "Choose the state’s answer" in said.text
    assert "who pays isn’t." in said.text


# ---- the queue ----


def rows(client, query):
    return rows_of(client, f"?competition=all&conclusion={query}")


def test_the_queue_says_and_filters_what_officers_concluded_together(differing, client):
    other = an_application(first=50, name="Elk County Network")
    signed_in(client, differing.ada)
    assert rows(client, "differ") == [differing.application.reference]
    assert sorted(rows(client, "unanswered")) == sorted([differing.application.reference, other.reference])

    ask(differing, differing.eve, by=differing.ben, kind="decision")
    assert rows(client, "asked") == [differing.application.reference]
    assert "waiting for Eve Stone" in shown(client.get("/reviews/?competition=all"))

    answered(differing.application, differing.eve, verdict="partly")
    assert rows(client, "asked") == []
    assert rows(client, "answered") == [differing.application.reference]
    assert rows(client, "unanswered") == [other.reference]
    row = next(row for row in file_of(client, "?competition=all&conclusion=answered"))
    assert (row["officers differ"], row["state’s answer"]) == ("yes", "recorded")


def test_the_desk_takes_no_more_queries_for_an_application_without_requests_and_answers(client):
    application, officer = an_application(), an_officer()
    determined(application, officer)
    desk = reverse("review:review_desk", args=[application.reference])

    asked = queries_of(signed_in(client, officer), desk)

    assert not [sql for sql in asked if sql.startswith('SELECT "grants_stateanswer"')]
    assert not [sql for sql in asked if sql.startswith('SELECT "grants_reviewrequest"')]


@pytest.mark.parametrize("requests", [1, 3])
def test_the_page_takes_the_same_queries_however_many_officers_were_asked(differing, client, requests):
    officers = [an_officer(name) for name in ("Faye Holt", "Gil Moss", "Hope Lane")][:requests]
    for officer in officers:
        ask(differing, officer, by=differing.ben)
    page = reverse("review:state_answer", args=[differing.application.reference])

    assert len(queries_of(signed_in(client, differing.ada), page)) == 14


# ---- emails ----


def test_the_officer_who_is_asked_gets_an_email_with_the_note_and_no_determination(differing):
    ask(differing, differing.eve, by=differing.ben, kind="decision")

    email = OutgoingEmail.objects.get(to_user=differing.eve)
    assert email.subject == "26-0001: Ben Ashcroft asked you to decide because officers differ"
    assert "Please." in email.body
    assert "/reviews/26-0001/" in email.body
    assert "explained" not in email.body.lower()


def test_the_officer_who_has_to_agree_gets_an_email_that_does_not_say_what_the_answer_is(differing):
    answered(differing.application, differing.ada)

    email = OutgoingEmail.objects.get(to_user=differing.dee)
    assert email.subject == "26-0001: state’s answer proposed"
    assert "/reviews/26-0001/answer/" in email.body
    assert REASONS not in email.body
    assert "explained" not in email.body.lower()
