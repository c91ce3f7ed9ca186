"""Recording what the eligibility screen and the sustainability gate decide, and canceling it when it no longer holds.

Every action that changes a vote at the gate, a conclusion of the screen, or the gate itself calls `settle_results`. A
gate that closes by date is settled by the worker.
"""

import datetime
from collections.abc import Callable, Collection, Iterable, Sequence

from django.db import transaction
from django.db.models import F, Q

from audit import log
from districts.actions.history import touch_registry
from districts.permissions import Actor
from grants.actions.ended_assignments import end_assignment_now
from grants.models import Application, BoardDecision, BoardSlate, Competition, ScorerAssignment, Screening, SlateItem
from grants.reads.board_proofs import digest_of_board_decision
from grants.reads.slates import digest_of_slate
from grants.reads.stage_results import found_in
from grants.rules.stage_results import NO_LONGER_SCORED
from grants.states import DecisionState, ScoringStage, StageOutcome

WORKER = "run_worker"


def settle_application(application: Application, *, by: Actor, at: datetime.datetime) -> None:
    """Settle one application, whose lock the caller holds."""
    settle_results(application.competition, [application.pk], by=by, at=at)


@transaction.atomic
def settle_results(
    competition: Competition, only: Collection[int] | None = None, *, by: Actor, at: datetime.datetime
) -> int:
    """Record what the stages decide about the applications of a round, or about these; returns how many are new.

    A result that no longer holds is canceled. What was released stays, and so does what the board decided before.
    """
    applications = Application.objects.submitted().filter(competition=competition).order_by("pk")
    if only is not None:
        applications = applications.filter(pk__in=only)
    rows = {one.pk: one for one in applications.select_for_update(of=("self",))}
    found = found_in(competition, rows, at)
    counted = list(BoardDecision.objects.counted().filter(application__in=rows).select_related("application"))
    stale, settled = [], set[int]()
    for one in counted:
        is_known = one.outcome in StageOutcome and one.release_id is None
        is_same = one.application_id in found and found[one.application_id] == (one.outcome, one.reasons)
        if is_known and not is_same:
            stale.append(one)
        else:
            settled.add(one.application_id)
    _cancel(stale, by=by, at=at)
    new = [
        BoardDecision(
            application=rows[pk],
            outcome=result.outcome,
            reasons=result.reasons,
            state=DecisionState.DECIDED,
            proposed_at=at,
            decided_at=at,
        )
        for pk, result in sorted(found.items())
        if pk not in settled
    ]
    _record(new, by=by, at=at)
    if stale or new:
        touch_registry()
    return len(new)


def settle_due_results(*, clock: Callable[[], datetime.datetime]) -> int:
    """Settle the rounds whose gate closed by date, and those of an earlier release. Returns how many are new."""
    at, new = clock(), 0
    waits = Q(gate_closes_at__lte=at) & (Q(results_settled_at=None) | Q(results_settled_at__lt=F("gate_closes_at")))
    of_gate = ScorerAssignment.objects.filter(stage=ScoringStage.GATE).order_by().values("application__competition")
    screened = Screening.objects.order_by().values("application__competition")
    waits |= Q(results_settled_at=None) & (Q(pk__in=of_gate) | Q(pk__in=screened))
    for pk in list(Competition.objects.filter(waits).order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            competition = Competition.objects.locked(pk)
            new += settle_results(competition, by=WORKER, at=at)
            competition.results_settled_at = at
            competition.save(update_fields=["results_settled_at"])
            touch_registry()
    return new


# ---- parts ----


def _record(new: Sequence[BoardDecision], *, by: Actor, at: datetime.datetime) -> None:
    if not new:
        return
    decisions = BoardDecision.objects.bulk_create(new)
    pks = {outcome: [one.application_id for one in new if one.outcome == outcome] for outcome in StageOutcome}
    waiting = ScorerAssignment.objects.current().unsubmitted()
    ended = Q(application__in=pks[StageOutcome.INELIGIBLE])
    ended |= Q(application__in=pks[StageOutcome.GATE], stage=ScoringStage.SCORING)
    for assignment in waiting.filter(ended).locked():
        end_assignment_now(assignment, reason=NO_LONGER_SCORED, by=by, at=at)
    _take_off_slates([one.application_id for one in new], by=by, at=at)
    _log("stage.result_recorded", decisions, by=by, at=at)


def _cancel(stale: Sequence[BoardDecision], *, by: Actor, at: datetime.datetime) -> None:
    BoardDecision.objects.filter(pk__in=[one.pk for one in stale]).update(state=DecisionState.CANCELED)
    for one in stale:
        one.state = DecisionState.CANCELED
    _log("stage.result_canceled", stale, by=by, at=at)


def _take_off_slates(pks: Collection[int], *, by: Actor, at: datetime.datetime) -> None:
    """Remove them from slates that aren't entered; a slate that waits already has decisions about them."""
    items = SlateItem.objects.live().filter(application__in=pks, slate__entered_at=None)
    slates = set(items.values_list("slate", flat=True))
    items.update(pulled_at=at)
    for slate in BoardSlate.objects.filter(pk__in=slates).select_related("competition").order_by("pk"):
        facts = {"slate": slate.pk, "digest": digest_of_slate(slate)}
        log.record("slate.application_taken_off", slate.competition, by=by, at=at, **facts)


def _log(event: str, decisions: Iterable[BoardDecision], *, by: Actor, at: datetime.datetime) -> None:
    """The digest proves the result without revealing it."""
    rows = [(one.application, {"decision": one.pk, "digest": digest_of_board_decision(one)}) for one in decisions]
    if rows:
        log.record_many(event, rows, by=by, at=at)
