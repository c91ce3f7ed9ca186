"""Proposals of who scores what: requested and edited by officers, computed by the worker, confirmed in one step."""

import datetime
from collections.abc import Callable
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.scorer_assignments import log_assigned
from grants.actions.stage_results import settle_results
from grants.emails.scoring import send_applications_to_score
from grants.models import AssignmentProposal, Competition, ConsideredConnection, Scorer, ScorerAssignment
from grants.permissions.scoring import check_can_manage_scorers
from grants.reads.proposed_scorers import applications_to_assign, computed, proposed_round
from grants.rules.assigning import ScorerPair
from grants.rules.proposed_scorers import problems_with_confirming, problems_with_proposing
from grants.rules.scoring import GATE_VOTES
from grants.states import ScoringStage

# How long a proposal stays with a worker that was killed; the largest round takes some ten seconds.
LEASE = datetime.timedelta(minutes=3)
MOST_TRIES = 3
GAVE_UP = "The proposal couldn’t be computed. Ask for it again, or call the portal’s administrator."


@transaction.atomic
def propose_assignments(
    *, competition: Competition, stage: ScoringStage, per_application: int | None, by: User, at: datetime.datetime
) -> AssignmentProposal:
    """Have the worker compute who scores what; what is assigned already stays. Raises Refused or Unready.

    Asking again computes it anew, around the same decisions by hand.
    """
    competition = Competition.objects.locked(competition.pk)
    check_can_manage_scorers(by, competition, timezone.localdate(at))
    per_application = GATE_VOTES if stage == ScoringStage.GATE else per_application
    mine = AssignmentProposal.objects.open_in(competition, stage).filter(requested_by=by)
    proposal = mine.first() or AssignmentProposal(competition=competition, stage=stage, requested_by=by)
    scorers = Scorer.objects.of_round(competition).accepted().count()
    applications = applications_to_assign(proposal, at).count()
    if problems := problems_with_proposing(
        per_application,
        scorers=scorers,
        applications=applications,
        has_questions=stage == ScoringStage.GATE or competition.criteria.exists(),
        is_closed=competition.is_stage_closed(stage, at),
    ):
        raise Unready(*problems)
    proposal.per_application = per_application or 0
    _wait(proposal, at)
    log.record("scoring.proposed", competition, by=by, at=at, stage=stage, per_application=per_application)
    return proposal


@transaction.atomic
def decide_pair(
    *, proposal: AssignmentProposal, pair: ScorerPair, choice: str, by: User, at: datetime.datetime
) -> AssignmentProposal:
    """Fix a pair (`keep`), refuse it (`never`), or leave it to the proposal (""); it is computed anew.

    Raises Refused or Unready.
    """
    proposal = _own(proposal, by=by, at=at)
    decided = [list(pair)]
    proposal.keep = [row for row in proposal.keep if row not in decided] + (decided if choice == "keep" else [])
    proposal.never = [row for row in proposal.never if row not in decided] + (decided if choice == "never" else [])
    _wait(proposal, at)
    facts = {"application": pair.application, "scorer": pair.scorer, "choice": choice or "none"}
    log.record("scoring.pair_decided", proposal.competition, by=by, at=at, stage=proposal.stage, **facts)
    return proposal


@transaction.atomic
def confirm_proposal(
    *, proposal: AssignmentProposal, revision: int, considered: bool = False, by: User, at: datetime.datetime
) -> list[ScorerAssignment]:
    """Assign everything that is proposed, all or nothing, and tell each scorer once. Raises Refused or Unready.

    If the round changed so that a pair is no longer possible, nothing is assigned, and the proposal is computed anew.
    """
    proposal = _own(proposal, by=by, at=at)
    result = proposal.result or {"pairs": []}
    list(Scorer.objects.select_for_update().of_round(proposal.competition).order_by("pk"))
    if problems := problems_with_confirming(
        is_closed=proposal.competition.is_stage_closed(proposal.stage, at),
        is_current=proposal.revision == revision,
        is_computed=proposal.result is not None,
        pairs=len(result["pairs"]),
        notices=sum(bool(notices) for *_, notices in result["pairs"]),
        is_considered=considered,
    ):
        raise Unready(*problems)
    assignments = _assign(proposal, result["pairs"], at)
    proposal.confirmed_at = at
    proposal.save(update_fields=["confirmed_at"])
    for assignment, (*_, notices) in zip(assignments, result["pairs"], strict=True):
        log_assigned(assignment, notices, by=by, at=at)
    facts = {"stage": proposal.stage, "proposal": proposal.pk, "count": len(assignments)}
    log.record("scoring.proposal_confirmed", proposal.competition, by=by, at=at, **facts)
    if proposal.stage == ScoringStage.GATE:
        settle_results(proposal.competition, {one.application_id for one in assignments}, by=by, at=at)
    by_scorer = {one.scorer for one in assignments}
    for scorer in sorted(by_scorer, key=lambda one: one.pk):
        send_applications_to_score(scorer, sum(one.scorer == scorer for one in assignments), at=at)
    return assignments


def compute_next_proposal(*, clock: Callable[[], datetime.datetime]) -> bool:
    """Compute the proposal that waited longest; False if none is due. The reading and thinking locks nothing."""
    proposal = _take(clock())
    if proposal is None:
        return False
    if proposal.attempts > MOST_TRIES:
        result, problems = None, [GAVE_UP]
    else:
        result, problems = computed(proposal, clock())
    same = AssignmentProposal.objects.filter(pk=proposal.pk, revision=proposal.revision, confirmed_at=None)
    same.update(result=result, problems=problems, next_try_at=None, attempts=0)
    return True


# ---- parts ----


def _assign(
    proposal: AssignmentProposal, rows: list[tuple[str, str, list[str]]], at: datetime.datetime
) -> list[ScorerAssignment]:
    """One assignment for each pair, after the limits were looked at as they are now."""
    current = proposed_round(proposal, at)
    task, by_id = current.task, {one.id: one for one in current.task.scorers}
    load = {key: sum(pair.scorer == key for pair in current.assigned) for key in by_id}
    applications = applications_to_assign(proposal, at).select_related("consortium").in_bulk()
    assignments, connections = [], []
    for reference, key, notices in rows:
        scorer, application = current.scorers.get(key), applications.get(current.applications.get(reference, 0))
        if scorer is None or application is None or ScorerPair(reference, key) in current.assigned:
            raise Unready(_CHANGED)
        load[key] += 1
        if task.is_barred(by_id[key], reference) or load[key] > by_id[key].capacity:
            raise Unready(_CHANGED)
        pen = {"assigned_by": proposal.requested_by, "assigned_at": at, "is_by_hand": False}
        assignments.append(ScorerAssignment(scorer=scorer, application=application, stage=proposal.stage, **pen))
        if notices:
            by = {"considered_by": proposal.requested_by, "considered_at": at}
            connections.append(ConsideredConnection(scorer=scorer, application=application, sentences=notices, **by))
    ConsideredConnection.objects.bulk_create(connections)
    return ScorerAssignment.objects.bulk_create(assignments)


_CHANGED = "The round changed since this was proposed. Nothing was assigned. Propose the assignments again."


def _own(proposal: AssignmentProposal, *, by: User, at: datetime.datetime) -> AssignmentProposal:
    """The officer's own open proposal, locked."""
    competition = Competition.objects.locked(proposal.competition_id)
    check_can_manage_scorers(by, competition, timezone.localdate(at))
    rows = AssignmentProposal.objects.select_for_update(of=("self",)).visible_to(by)
    fresh = rows.select_related("competition", "requested_by").get(pk=proposal.pk)
    if fresh.confirmed_at:
        raise Unready("You already confirmed this proposal.")
    return fresh


def _wait(proposal: AssignmentProposal, at: datetime.datetime) -> None:
    """Have it computed, after the commit if there is no worker."""
    proposal.requested_at, proposal.next_try_at, proposal.attempts = at, at, 0
    proposal.result, proposal.problems, proposal.revision = None, [], (proposal.revision + 1 if proposal.pk else 1)
    proposal.save()
    if not settings.WORKER:
        transaction.on_commit(partial(compute_next_proposal, clock=lambda: at), robust=True)


def _take(at: datetime.datetime) -> AssignmentProposal | None:
    """The first that is due, kept from other workers for a while. Committed before anything is computed."""
    if not AssignmentProposal.objects.due(at).exists():
        return None
    with transaction.atomic():
        due = AssignmentProposal.objects.due(at).select_related("competition", "requested_by")
        proposal = due.select_for_update(of=("self",), skip_locked=True).first()
        if proposal is not None:
            proposal.attempts, proposal.next_try_at = proposal.attempts + 1, at + LEASE
            proposal.save(update_fields=["attempts", "next_try_at"])
    return proposal
