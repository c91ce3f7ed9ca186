"""What the screen and the gate decide: recorded, kept from the board, known after the release, and canceled."""

import datetime

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.models import OutgoingEmail
from accounts.refusals import Unready
from audit.models import Entry
from grants.actions.appeals import answer_appeal, assign_appeal, file_appeal
from grants.actions.board import cast_vote, set_board_terms
from grants.actions.recusals import exclude_scores
from grants.actions.reinstatements import confirm_reinstatement, propose_reinstatement
from grants.actions.scoring_corrections import reopen_scores
from grants.actions.scoring_stages import close_stage, reopen_stage, schedule_closing
from grants.actions.slates import prepare_slate
from grants.actions.stage_results import settle_due_results
from grants.models import Application, BoardDecision, Competition, DecisionLetter, ScorerAssignment, SlateItem
from grants.models.board import before_board
from grants.reads.board import rounds_to_vote_in
from grants.reads.stage_results import out_after, results_in
from grants.states import ReinstatedStage, ScoringStage
from tests.factories import AppointmentFactory
from tests.grants.builders import AT, an_administrator, an_application, an_officer
from tests.grants.deciding import LATER, REASONS, a_board_member, decided, proposed, released
from tests.grants.pages import shown, signed_in
from tests.grants.scoring import a_scorer_of, assigned
from tests.grants.screening import ineligible
from tests.grants.test_gate import at_the_gate

pytestmark = pytest.mark.django_db
GATE, SCREEN = ReinstatedStage.GATE, ReinstatedStage.SCREEN
OF_GATE = "At the sustainability gate, 1 of 3 scorers said yes. An application needs 2 to pass."


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(LATER, tick=False):
        yield


def failed(**more):
    return at_the_gate("no", "no", "yes", **more)


def another(n=1):
    return an_application(3, first=10 * n, name=f"Network {n}")


def reinstated_after_gate(application):
    about = {"application": application, "stage": GATE, "ground": "other", "reason": "The reports were swapped."}
    row = propose_reinstatement(**about, by=an_officer("Dee Marsh"), at=LATER)
    return confirm_reinstatement(reinstatement=row, by=an_officer("Eve Stone"), at=LATER)


# ---- recorded ----


def test_what_failed_the_gate_is_recorded_with_its_day_and_votes_and_by_no_one():
    application = failed()
    result = BoardDecision.objects.decided().get(application=application)
    assert (result.outcome, result.reasons, result.decided_at) == ("gate", OF_GATE, AT)
    assert (result.proposed_by, result.countersigned_by, result.votes, result.amount) == (None, None, [], None)
    assert out_after(application) == GATE


def test_what_passed_or_is_undecided_has_no_result_and_a_closed_gate_waits_for_no_one():
    at_the_gate("yes", "yes", "no")
    waiting = at_the_gate("no", "no", None, application=another())
    undecided = at_the_gate("yes", "no", None, application=another(2))
    assert not results_in(waiting.competition).out
    for _ in range(2):
        close_stage(competition=waiting.competition, stage=ScoringStage.GATE, by=an_officer(), at=LATER)
    assert BoardDecision.objects.decided().get().application == waiting
    assert out_after(undecided) is None


def test_a_gate_that_closed_by_date_is_settled_by_the_worker_once():
    waiting = at_the_gate("no", "no", None)
    competition, closes_at = waiting.competition, LATER - datetime.timedelta(hours=1)
    settle_due_results(clock=lambda: AT)
    schedule_closing(competition=competition, stage=ScoringStage.GATE, closes_at=closes_at, by=an_officer(), at=AT)
    assert settle_due_results(clock=lambda: closes_at - datetime.timedelta(seconds=1)) == 0
    assert settle_due_results(clock=lambda: closes_at) == 1
    assert settle_due_results(clock=lambda: LATER) == 0
    entry = Entry.objects.filter(event="stage.result_recorded").latest("number")
    assert (entry.detail["decision"], entry.by) == (BoardDecision.objects.decided().get().pk, "run_worker")


def test_results_from_before_they_were_recorded_are_recorded_by_the_worker():
    application = failed()
    other = failed(application=another())
    BoardDecision.objects.all().delete()
    Competition.objects.update(results_settled_at=None)
    decided(other, "no")
    assert settle_due_results(clock=lambda: LATER) == 1
    assert results_in(application.competition).out == {application.pk}


def test_reopening_the_gate_or_a_vote_cancels_the_result():
    closed = at_the_gate("no", "no", None)
    competition, reason = closed.competition, {"reason": "Closed a day early.", "by": an_officer(), "at": LATER}
    close_stage(competition=competition, stage=ScoringStage.GATE, by=an_officer(), at=LATER)
    reopen_stage(competition=competition, stage=ScoringStage.GATE, **reason)
    assert out_after(closed) is None
    assert set(BoardDecision.objects.values_list("state", flat=True)) == {"canceled"}

    corrected = failed(application=another())
    reopen_scores(assignment=ScorerAssignment.objects.of(corrected).first(), **reason)
    assert out_after(corrected) is None
    call_command("verify_audit", verbosity=0)


def test_a_vote_that_no_longer_counts_is_no_reason_anymore():
    application = failed()
    no = ScorerAssignment.objects.of(application).first()
    exclude_scores(assignment=no, reason="The scorer’s sister teaches there.", by=an_officer(), at=LATER)
    assert out_after(application) is None  # one yes, one no: the third vote is open


def test_an_ineligible_application_has_the_result_of_the_screen_even_if_it_failed_the_gate_too():
    application = ineligible(failed())
    assert out_after(application) == SCREEN
    result = BoardDecision.objects.decided().get()
    assert result.outcome == "ineligible"
    assert result.reasons.startswith("These rules of the round aren’t met: ")


def test_a_result_that_someone_changed_in_the_database_is_found():
    failed()
    call_command("verify_audit", verbosity=0)
    BoardDecision.objects.update(reasons="At the sustainability gate, 0 of 3 scorers said yes.")
    with pytest.raises(CommandError):
        call_command("verify_audit", verbosity=0)


# ---- not before the board, not scored ----


def test_the_board_does_not_vote_or_decide_on_it_and_does_not_find_it(client):
    application, other = failed(), another()
    member, officer = a_board_member(), an_officer()
    assert list(before_board(member)) == list(before_board(officer)) == [other]
    assert [(row.applications, row.voted) for row in rounds_to_vote_in(member, LATER)] == [(1, 0)]
    with pytest.raises(Unready, match="didn’t pass the sustainability gate, so it isn’t before the board"):
        cast_vote(application=application, choice="yes", by=member, at=LATER)
    with pytest.raises(Unready, match="isn’t before the board"):
        proposed(application, officer)
    slug = application.competition.slug
    page = shown(signed_in(client, member).get(reverse("review:board_list", args=[slug])))
    assert application.reference not in page
    assert "0 of 1 application decided. You voted on 0 of 1. Not before the board: 1 did not pass the gate." in page
    assert client.get(reverse("review:board_application", args=[slug, application.reference])).status_code == 404


def test_it_leaves_a_slate_and_is_put_on_no_other():
    application = at_the_gate("no", "no", None)
    about = {"outcome": "no", "reasons": REASONS, "notes": {}, "by": an_officer(), "at": LATER}
    about |= {"competition": application.competition, "references": [application.reference]}
    prepare_slate(**about)
    close_stage(competition=application.competition, stage=ScoringStage.GATE, by=an_officer(), at=LATER)
    item = SlateItem.objects.get()
    assert (item.pulled_at, item.pulled_by) == (LATER, None)
    with pytest.raises(Unready, match="These applications have a decision already"):
        prepare_slate(**about | {"outcome": "hold"})
    call_command("verify_audit", verbosity=0)


def test_it_leaves_the_lists_of_its_scorers_with_a_line_that_names_no_one(client):
    application = at_the_gate("no", "no", None)
    scorer = a_scorer_of(application.competition, "For the criteria")
    assignment = assigned(scorer, application)
    page = reverse("review:scoring_list")
    assert "No longer on your list" not in shown(signed_in(client, scorer.person).get(page))

    close_stage(competition=application.competition, stage=ScoringStage.GATE, by=an_officer("Dee Marsh"), at=LATER)

    assignment.refresh_from_db()
    assert assignment.end_reason == "The state doesn’t score this application any further."
    text = shown(client.get(page))
    assert f"{application.reference}, {application.consortium.name}, left your list" in text
    assert "Dee Marsh" not in text
    assert client.get(reverse("review:scoring_desk", args=[application.reference])).status_code == 404
    with pytest.raises(Unready, match="didn’t pass the sustainability gate"):
        assigned(scorer, application)


def test_what_the_board_decided_before_stays():
    application = at_the_gate("no", "no", None)
    decided(application)
    close_stage(competition=application.competition, stage=ScoringStage.GATE, by=an_officer(), at=LATER)
    assert BoardDecision.objects.decided().get().outcome == "yes"


def test_what_is_reinstated_is_before_the_board_again_and_not_after_the_release():
    application, late = failed(), failed(application=another())
    reinstated_after_gate(application)
    assert list(before_board(a_board_member())) == [application]
    decided(application, "no")
    released(application.competition)
    with pytest.raises(Unready, match="This result was released"):
        reinstated_after_gate(late)


# ---- known at the release, and not before ----


def test_nothing_is_known_before_the_release_and_then_members_read_the_reasons(client):
    application, other = failed(), another()
    lead = AppointmentFactory(district=application.participants.first().district, can_sign_applications=True).user
    decided(other)
    about = f"/applications/{application.reference}/"
    for page in ("/my/", about, f"{about}letter/", f"/awards/{application.reference}/"):
        assert "id not pass the gate" not in signed_in(client, lead).get(page).text
    assert not OutgoingEmail.objects.filter(kind="awards: decision released").exists()

    release = released(application.competition)

    assert release.counts == {"yes": 1, "no": 0, "hold": 0, "edit": 0, "undecided": 0, "gate": 1}
    email = OutgoingEmail.objects.get(to_user=lead, kind="awards: decision released")
    assert f"Decision: Did not pass the gate\n\nReasons: {OF_GATE}" in email.body
    page = shown(client.get(about))
    assert "Did not pass the gate" in page
    assert "The board didn’t decide on this application" in page
    assert "did not pass the gate. Read the decision" in shown(client.get("/my/"))
    parts = {row["key"]: row["text"] for row in DecisionLetter.objects.get(application=application).parts}
    assert parts["decision"] == f"Did not pass the gate.\nReasons: {OF_GATE}"
    assert parts["question"].startswith("Will the project last after the grant ends?\nAnswer yes only if")
    assert [line.split(".")[0] for line in parts["gate"].splitlines()] == [
        "Scorer 1: No", "Scorer 2: No", "Scorer 3: Yes",
    ]  # fmt: skip
    call_command("verify_audit", verbosity=0)


@pytest.mark.parametrize("policy", ["awards", "all"])
def test_the_public_reads_how_many_and_which_only_where_the_round_says_so(client, policy):
    application, out, award = failed(), ineligible(another()), another(2)
    set_board_terms(competition=award.competition, budget=None, policy=policy, by=an_administrator(), at=LATER)
    decided(award)
    assert "did not pass" not in client.get("/awards/").text
    released(award.competition)

    page = shown(client.get("/awards/"))

    counts = "3 applied, 1 was not eligible, 1 did not pass the gate, 1 was decided by the board."
    assert f"1 award, $30,000 in all. {counts}" in page
    for one, words in [(application, "Did not pass the gate"), (out, "Not eligible")]:
        answer = client.get(f"/awards/{one.reference}/")
        assert answer.status_code == (200 if policy == "all" else 404)
        assert (one.reference in page) == (policy == "all")
        assert (words in shown(answer)) == (policy == "all")


def test_an_appeal_against_the_gate_that_is_granted_puts_it_before_the_board():
    application = failed()
    lead = AppointmentFactory(district=application.participants.first().district, can_sign_applications=True).user
    released(application.competition)
    appeal = file_appeal(
        application=application, ground="process", text="A scorer at the gate was the treasurer of a rival bidder.",
        by=lead, at=LATER,
    )  # fmt: skip
    handler = an_officer("Gil Thorpe")
    assign_appeal(appeal=appeal, handler=handler, by=an_officer("Hal Munro"), at=LATER)
    answer_appeal(appeal=appeal, outcome="upheld", reasons="The log shows that it is so.", by=handler, at=LATER)

    assert list(before_board(a_board_member())) == [application]
    assert Application.objects.get().pk not in results_in(application.competition).out
    decided(application, replacement_reason="The appeal was granted.")
    released(application.competition)
    assert BoardDecision.objects.released().get().outcome == "yes"
    call_command("verify_audit", verbosity=0)
