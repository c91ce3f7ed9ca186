"""Assigning applications to scorers, ending that, and what an officer sets for the scoring of a round."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from accounts.refusals import Unready
from audit import log
from districts.actions.history import touch_registry
from grants.actions.officers import check_reviewing_began
from grants.actions.pen import locked
from grants.actions.scorers import consider_connections, end_locked, locked_scorer
from grants.actions.stage_results import settle_application, settle_results
from grants.models import Application, Competition, Scorer, ScorerAssignment
from grants.permissions.scoring import check_can_assign_scorers, check_can_manage_scorers
from grants.reads.proofs_of_assignments import digest_of_assignment
from grants.reads.scorer_conflicts import notices_to_consider, scorer_conflicts
from grants.reads.scoring import gate_votes_of
from grants.reads.stage_results import out_after
from grants.rules.meeting import problems_with_quorum
from grants.rules.scorers import is_agreement_current
from grants.rules.scoring import (
    AssigningFacts,
    problems_with_assigning,
    problems_with_ending,
    problems_with_votes_needed,
)
from grants.rules.texts import cleaned
from grants.states import ReinstatedStage, ScoringStage


@transaction.atomic
def assign_scorer(
    *,
    application: Application,
    scorer: Scorer,
    stage: ScoringStage,
    is_by_hand: bool = True,
    considered: bool = False,
    by: User,
    at: datetime.datetime,
) -> ScorerAssignment:
    """Give the application to this scorer. Raises Refused or Unready.

    `is_by_hand` is False for what the officer took over from a proposal. `considered`: the officer read the connections
    between the two that are no bar.
    """
    application = locked(application)
    scorer = locked_scorer(scorer)  # two officers at once don't go over its capacity
    on = timezone.localdate(at)
    check_can_assign_scorers(by, application, on)
    check_reviewing_began(application, at)
    facts = _facts(application, scorer, stage, at, considered=considered, by=by)
    if problems := problems_with_assigning(facts):
        raise Unready(*problems)
    consider_connections(scorer, list(facts.notices), application=application, by=by, at=at)
    assignment = ScorerAssignment.objects.create(
        scorer=scorer, application=application, stage=stage, assigned_by=by, assigned_at=at, is_by_hand=is_by_hand
    )
    log_assigned(assignment, list(facts.notices), by=by, at=at)
    if assignment.is_of_gate:
        settle_application(application, by=by, at=at)
    return assignment


def log_assigned(assignment: ScorerAssignment, notices: list[str], *, by: User, at: datetime.datetime) -> None:
    """The entry that proves a new assignment; `notices` are the connections that the officer considered."""
    about = {"scorer": assignment.scorer.person.name, "stage": assignment.stage, "by_hand": assignment.is_by_hand}
    proof = {"assignment": assignment.pk, "digest": digest_of_assignment(assignment)}
    log.record("scoring.assigned", assignment.application, by=by, at=at, **proof, **about, considered=notices)


@transaction.atomic
def end_assignment(*, assignment: ScorerAssignment, reason: str, by: User, at: datetime.datetime) -> ScorerAssignment:
    """Take an application from a scorer who hasn't submitted scores. What was entered stays in the history.

    Ending it twice changes nothing. Raises Refused or Unready.
    """
    application = locked(assignment.application)
    assignment = ScorerAssignment.objects.locked().get(pk=assignment.pk)
    check_can_assign_scorers(by, application, timezone.localdate(at))
    if assignment.ended_at:
        return assignment
    if problems := problems_with_ending(reason, is_submitted=assignment.submitted_at is not None):
        raise Unready(*problems)
    end_locked(assignment, reason=cleaned(reason), by=by, at=at)
    return assignment


@transaction.atomic
def set_up_scoring(
    *,
    competition: Competition,
    votes_needed: int | None,
    due_at: datetime.datetime | None,
    quorum: int | None = 2,
    by: User,
    at: datetime.datetime,
) -> Competition:
    """Set the scorers' due date, how many yes votes pass the gate, and the quorum of a consensus meeting.

    Raises Refused or Unready.
    """
    competition = Competition.objects.locked(competition.pk)
    check_can_manage_scorers(by, competition, timezone.localdate(at))
    if problems := problems_with_votes_needed(votes_needed) + problems_with_quorum(quorum):
        raise Unready(*problems)
    competition.gate_votes_needed, competition.scores_due_at = votes_needed or 0, due_at
    competition.consensus_quorum = quorum or 0
    competition.save(update_fields=["gate_votes_needed", "scores_due_at", "consensus_quorum"])
    touch_registry()
    log.record("scoring.set_up", competition, by=by, at=at, votes_needed=votes_needed, due=due_at, quorum=quorum)
    settle_results(competition, by=by, at=at)
    return competition


def _facts(
    application: Application, scorer: Scorer, stage: ScoringStage, at: datetime.datetime, *, considered: bool, by: User
) -> AssigningFacts:
    on = timezone.localdate(at)
    current = ScorerAssignment.objects.current()
    here = list(current.of(application).filter(stage=stage).values_list("scorer", flat=True))
    votes, out = gate_votes_of(application, by, at), out_after(application)
    person = scorer.person
    conflicts = scorer_conflicts([person], Application.objects.filter(pk=application.pk), reader=by, on=on)
    notices = conflicts.notices(person.pk, application.pk)
    return AssigningFacts(
        name=person.name,
        is_of_round=scorer.competition_id == application.competition_id,
        is_scorer=person.held_role_on(on, Role.SCORER),
        is_officer=person.held_role_on(on, Role.GRANTS_OFFICER),
        has_accepted=scorer.has_accepted(),
        has_agreement=has_agreement(scorer, on),
        load=current.filter(scorer=scorer).count(),
        capacity=scorer.capacity,
        bars=conflicts.bars(person.pk, application.pk),
        notices=notices_to_consider(scorer, application, notices),
        is_considered=considered,
        is_assigned=scorer.pk in here,
        is_gate=stage == ScoringStage.GATE,
        votes=len(here) - (votes.abstained if votes else 0),
        criteria=application.competition.criteria.count(),
        has_failed_gate=out == ReinstatedStage.GATE,
        is_ineligible=out == ReinstatedStage.SCREEN,
        is_closed=application.competition.is_stage_closed(stage, at),
    )


def has_agreement(scorer: Scorer, on: datetime.date) -> bool:
    """Whether the agreement that the scorer signed holds on that day."""
    return is_agreement_current(timezone.localdate(scorer.agreed_at) if scorer.agreed_at else None, on)
