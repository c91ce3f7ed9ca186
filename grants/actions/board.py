"""The board votes on an application; officials enter its decision, and another one countersigns it."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from districts.actions.history import touch_registry
from grants.actions.pen import locked
from grants.models import Application, AwardRelease, BoardDecision, BoardVote, Competition
from grants.permissions.board import (
    check_can_cancel_decision,
    check_can_countersign,
    check_can_decide,
    check_can_set_board_terms,
    check_can_vote,
)
from grants.reads.board import awarded_in, limits_of, problems_with_voting_on, votes_on
from grants.reads.board_proofs import digest_of_board_decision, digest_of_vote
from grants.reads.fact_replies import window_of
from grants.reads.slates import on_live_slates
from grants.reads.stage_results import result_on
from grants.rules.appeals import problems_with_appeal_days
from grants.rules.board import (
    NOT_SUBMITTED,
    RETURNED,
    STILL_OPEN,
    problems_with_board_terms,
    problems_with_decision,
    problems_with_replacing,
    problems_with_vote,
    tally_of,
)
from grants.rules.fact_replies import OPEN
from grants.rules.stage_results import NOT_BEFORE_BOARD
from grants.rules.texts import LONGEST_NOTE, cleaned
from grants.states import DecisionState, StageOutcome

STALE = "The board’s decision changed after you opened this page. Read it again before you enter yours."
WAITING = "Another decision is waiting for a countersignature. Countersign or cancel it first."
OVER = "This decision isn’t waiting for a countersignature anymore."
ON_SLATE = "This application is on a slate. Remove the application from the slate first."
WITH_SLATE = "This decision was entered with a slate. Countersign or cancel the decisions of the slate together."
VOTES_CHANGED = "Votes or amounts changed since this decision was entered. Cancel it and enter it again."


@transaction.atomic
def set_board_terms(
    *,
    competition: Competition,
    budget: int | None,
    policy: str,
    appeal_days: int | None = None,
    by: User,
    at: datetime.datetime,
) -> Competition:
    """Set the total that the board can award (None: no limit), and what becomes public at the release.

    `appeal_days`: how long applicants can appeal after it; None leaves that unchanged.
    """
    competition = Competition.objects.locked(competition.pk)
    check_can_set_board_terms(by, timezone.localdate(at))
    appeal_days = competition.appeal_days if appeal_days is None else appeal_days
    before = (competition.board_budget, competition.release_policy, competition.appeal_days)
    if before == (budget, policy, appeal_days):
        return competition
    problems = problems_with_board_terms(
        budget,
        policy,
        decided=awarded_in(competition),
        is_released=AwardRelease.objects.of_round(competition).confirmed().exists(),
    )
    if problems := problems + problems_with_appeal_days(appeal_days):
        raise Unready(*problems)
    competition.appeal_days = appeal_days
    competition.board_budget, competition.release_policy = budget, policy
    competition.save(update_fields=["board_budget", "release_policy", "appeal_days"])
    touch_registry()
    log.record("board.terms_set", competition, by=by, at=at, budget=budget, policy=policy, appeal_days=appeal_days)
    return competition


@transaction.atomic
def cast_vote(*, application: Application, choice: str, by: User, at: datetime.datetime) -> BoardVote:
    """Record the board member's vote, or replace it. The same vote again changes nothing."""
    application = locked(application)
    check_can_vote(by, application, timezone.localdate(at))
    _check_before_board(application, at)
    vote = BoardVote.objects.filter(application=application, member=by).first()
    if vote and vote.choice == choice:
        return vote
    if problems := problems_with_vote(choice) + problems_with_voting_on(application):
        raise Unready(*problems)
    vote = vote or BoardVote(application=application, member=by)
    vote.choice, vote.cast_at = choice, at
    vote.save()
    log.record("board.voted", application, by=by, at=at, vote=vote.pk, digest=digest_of_vote(vote))
    return vote


@transaction.atomic
def propose_decision(
    *,
    application: Application,
    outcome: str,
    amount: int | None,
    conditions: str,
    reasons: str,
    replacement_reason: str = "",
    seen: int | None = None,
    by: User,
    at: datetime.datetime,
) -> BoardDecision:
    """Enter what the board decided, with the current votes. It counts once another official countersigns it.

    The same decision sent twice (a double click) is written once. `seen` is the decision that the page showed (0 for
    none): if another one was countersigned since, nothing is written.
    """
    application = _locked_with_round(application)
    check_can_decide(by, application, timezone.localdate(at))
    _check_before_board(application, at)
    check_facts_are_settled(application.competition, at)
    conditions, reasons, replacement_reason = cleaned(conditions), cleaned(reasons), cleaned(replacement_reason)
    current = BoardDecision.objects.of(application).decided().first()
    if waiting := BoardDecision.objects.of(application).proposed().first():
        same = (waiting.proposed_by_id, waiting.outcome, waiting.amount, waiting.conditions, waiting.reasons)
        if same == (by.pk, outcome, amount, conditions, reasons):
            return waiting
        raise Unready(WAITING)
    if on_live_slates([application.pk]):
        raise Unready(ON_SLATE)
    if seen is not None and seen != (current.pk if current else 0):
        raise Unready(STALE)
    votes = votes_on(application)
    problems = problems_with_decision(
        outcome,
        amount,
        conditions,
        reasons,
        limits=limits_of(application),
        tally=tally_of(vote.choice for vote in votes),
    )
    problems += problems_with_replacing(replaces=current is not None, reason=replacement_reason)
    if problems:
        raise Unready(*problems)
    decision = BoardDecision.objects.create(
        application=application,
        outcome=outcome,
        amount=amount,
        conditions=conditions[:LONGEST_NOTE],
        reasons=reasons[:LONGEST_NOTE],
        votes=[vote._asdict() for vote in votes],
        state=DecisionState.PROPOSED,
        proposed_by=by,
        proposed_at=at,
        replaces=current,
        replacement_reason=replacement_reason[:LONGEST_NOTE] if current else "",
    )
    record_decision("board.proposed", decision, by=by, at=at)
    return decision


@transaction.atomic
def countersign_decision(*, decision: BoardDecision, by: User, at: datetime.datetime) -> BoardDecision:
    """Another official confirms what the board decided; from now on it counts, unseen until the release.

    Countersigning twice changes nothing.
    """
    application = _locked_with_round(decision.application)
    decision = BoardDecision.objects.select_related("application", "replaces").get(pk=decision.pk)
    check_can_countersign(by, decision, timezone.localdate(at))
    if decision.state == DecisionState.DECIDED and decision.countersigned_by_id == by.pk:
        return decision
    _check_before_board(application, at)
    _check_waits_alone(decision)
    votes = votes_on(application)
    still_wrong = problems_with_decision(
        decision.outcome,
        decision.amount,
        decision.conditions,
        decision.reasons,
        limits=limits_of(application),
        tally=tally_of(vote.choice for vote in votes),
    )
    if still_wrong or decision.votes != [vote._asdict() for vote in votes]:
        raise Unready(VOTES_CHANGED)
    if before := decision.replaces:
        before.state = DecisionState.REPLACED
        before.save(update_fields=["state"])
        record_decision("board.replaced", before, by=by, at=at)
    decision.state, decision.countersigned_by, decision.decided_at = DecisionState.DECIDED, by, at
    decision.save(update_fields=["state", "countersigned_by", "decided_at"])
    record_decision("board.decided", decision, by=by, at=at)
    return decision


@transaction.atomic
def cancel_decision(*, decision: BoardDecision, by: User, at: datetime.datetime) -> BoardDecision:
    """Cancel a decision that is waiting for a countersignature. Canceling twice changes nothing."""
    locked(decision.application)
    decision = BoardDecision.objects.select_related("application").get(pk=decision.pk)
    check_can_cancel_decision(by, decision, timezone.localdate(at))
    if decision.state == DecisionState.CANCELED:
        return decision
    _check_waits_alone(decision)
    decision.state = DecisionState.CANCELED
    decision.save(update_fields=["state"])
    record_decision("board.canceled", decision, by=by, at=at)
    return decision


def record_decision(event: str, decision: BoardDecision, *, by: User, at: datetime.datetime) -> None:
    """Write the event to the log: the digest proves the decision without revealing it."""
    log.record(
        event, decision.application, by=by, at=at, decision=decision.pk, digest=digest_of_board_decision(decision)
    )


def check_facts_are_settled(competition: Competition, at: datetime.datetime) -> None:
    """Raises Unready while applicants of the round can still correct facts."""
    window = window_of(competition)
    if window and window.is_open(at):
        raise Unready(OPEN)


# ---- parts ----


def _locked_with_round(application: Application) -> Application:
    """The application, locked after its round, whose budget all its awards share."""
    return locked(application, held=Competition.objects.locked(application.competition_id))


def _check_waits_alone(decision: BoardDecision) -> None:
    if decision.state != DecisionState.PROPOSED:
        raise Unready(OVER)
    if decision.slate_id:
        raise Unready(WITH_SLATE)


def _check_before_board(application: Application, at: datetime.datetime) -> None:
    reviewed_after = application.competition.reviewed_after
    if not application.is_submitted:
        raise Unready(NOT_SUBMITTED)
    if reviewed_after and at <= reviewed_after:
        raise Unready(STILL_OPEN)
    if application.is_returned(at):
        raise Unready(RETURNED)
    if result := result_on(application):
        raise Unready(NOT_BEFORE_BOARD[StageOutcome(result.outcome)])
