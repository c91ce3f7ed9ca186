"""What the State does with reported barriers: publish, close, merge, decide, follow up. Every step is kept."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.dates import short_day
from accounts.models import User
from accounts.refusals import Unready
from audit import log
from policies import emails
from policies.actions.policies import policy_cited
from policies.models import Barrier, BarrierDecision, BarrierReport, BarrierStep
from policies.permissions import check_can_answer_barrier
from policies.rules.barriers import problems_with_decision
from policies.states import (
    BARRIER_STEPS,
    BARRIER_STEPS_THAT_KEEP_THE_STATUS,
    OPEN_TO_MERGING,
    BarrierOutcome,
    BarrierStatus,
    Waivable,
)


@transaction.atomic
def publish_barrier(
    *, barrier: Barrier, title: str, text: str, citation: str, by: User, at: datetime.datetime
) -> Barrier:
    """Write what the public reads about the barrier; its review begins. Raises Refused or Unready."""
    barrier = _locked(barrier, "publish", by, at)
    _write_text(barrier, title, text, citation)
    return _take(barrier, "publish", by=by, at=at, event="barrier.published")


@transaction.atomic
def reword_barrier(
    *, barrier: Barrier, title: str, text: str, citation: str, seen: int, by: User, at: datetime.datetime
) -> Barrier:
    """Change what the public reads; `seen` is how many steps there were when the person saw the text.

    Raises Refused or Unready.
    """
    barrier = _locked(barrier, "reword", by, at)
    if barrier.steps.count() != seen:
        raise Unready("Someone changed this barrier after you opened this page. Reload the page to see what is new.")
    _write_text(barrier, title, text, citation)
    return _take(barrier, "reword", by=by, at=at, event="barrier.published")


@transaction.atomic
def close_barrier(*, barrier: Barrier, reason: str, by: User, at: datetime.datetime) -> Barrier:
    """Close a report that isn't about a state policy, and tell its district why. Raises Refused or Unready."""
    barrier = _locked(barrier, "close", by, at)
    _check_reason(reason)
    barrier = _take(barrier, "close", note=reason, by=by, at=at, event="barrier.closed")
    outcome = str(BarrierStatus.CLOSED.label)
    emails.send_answer(barrier, barrier.reports.all(), outcome=outcome, reasons=reason, follow_up_on=None, at=at)
    return barrier


@transaction.atomic
def restore_barrier(*, barrier: Barrier, reason: str, by: User, at: datetime.datetime) -> Barrier:
    """Put a closed report back on the docket. Raises Refused or Unready."""
    barrier = _locked(barrier, "restore", by, at)
    _check_reason(reason)
    return _take(barrier, "restore", note=reason, by=by, at=at, event="barrier.restored")


@transaction.atomic
def decide_barrier(
    *,
    barrier: Barrier,
    outcome: str,
    reasons: str,
    follow_up_on: datetime.date | None,
    by: User,
    at: datetime.datetime,
) -> BarrierDecision:
    """Answer the barrier, and everyone who reported it. Raises Refused or Unready."""
    barrier = _locked(barrier, "decide", by, at)
    policy = barrier.policy
    if problems := problems_with_decision(
        outcome,
        reasons=reasons,
        kind=policy.kind if policy else None,
        waivable=policy.waivable if policy else Waivable.UNKNOWN,
        follow_up_on=follow_up_on,
        on=timezone.localdate(at),
    ):
        raise Unready(*problems)
    decision = BarrierDecision.objects.create(
        barrier=barrier,
        outcome=outcome,
        reasons=reasons.strip(),
        follow_up_on=follow_up_on,
        decided_by=by,
        decided_at=at,
    )
    barrier = _take(barrier, "decide", note=reasons, by=by, at=at, event="barrier.decided")
    _send_decision(decision, barrier.reports.all(), at)
    return decision


@transaction.atomic
def reopen_barrier(*, barrier: Barrier, reason: str, by: User, at: datetime.datetime) -> Barrier:
    """Review an answered barrier again; its earlier answer stays readable. Raises Refused or Unready."""
    barrier = _locked(barrier, "reopen", by, at)
    _check_reason(reason)
    return _take(barrier, "reopen", note=reason, by=by, at=at, event="barrier.reopened")


@transaction.atomic
def follow_up_barrier(
    *, barrier: Barrier, note: str, next_on: datetime.date | None, by: User, at: datetime.datetime
) -> Barrier:
    """Publish what came of the answer, and when the State checks again. Raises Refused or Unready."""
    barrier = _locked(barrier, "follow up", by, at)
    if not note.strip():
        raise Unready("Enter the follow-up.", about="note")
    if next_on and next_on <= timezone.localdate(at):
        raise Unready("Choose a date after today.", about="next_on")
    decision = barrier.decisions.order_by("-decided_at", "-pk")[0]
    decision.follow_up_on = next_on
    decision.save(update_fields=["follow_up_on"])
    return _take(barrier, "follow up", note=note, by=by, at=at, event="barrier.followed_up")


@transaction.atomic
def merge_barrier(*, barrier: Barrier, into: Barrier, reason: str, by: User, at: datetime.datetime) -> Barrier:
    """Move the reports of a duplicate to the barrier that is kept. Raises Refused or Unready.

    Reports merged into an answered barrier get its answer at once.
    """
    # Both are locked, the lower number first, so that two officials who merge each into the other don't deadlock.
    locked = {
        one.pk: one for one in Barrier.objects.select_for_update().filter(pk__in=[barrier.pk, into.pk]).order_by("pk")
    }
    barrier, into = _locked(locked[barrier.pk], "merge", by, at), locked[into.pk]
    _check_reason(reason)
    if into.pk == barrier.pk:
        raise Unready("Choose another barrier to merge this one into.", about="into")
    if into.status not in OPEN_TO_MERGING:
        raise Unready(f"Barrier {into.pk} is {into.get_status_display().lower()}. Choose another one.", about="into")
    check_can_answer_barrier(by, [one.district for one in _reports(into)], timezone.localdate(at))
    moved = _reports(barrier)
    BarrierReport.objects.filter(barrier=barrier).update(barrier=into)
    # What was merged into the duplicate follows it.
    for follower in Barrier.objects.select_for_update().filter(merged_into=barrier):
        follower.merged_into = into
        follower.save(update_fields=["merged_into"])
    barrier.merged_into = into
    barrier = _take(barrier, "merge", note=reason, other=into, by=by, at=at, event="barrier.merged")
    if into.status == BarrierStatus.ANSWERED:
        _send_decision(into.decisions.order_by("-decided_at", "-pk")[0], moved, at)
    return barrier


@transaction.atomic
def unmerge_barrier(*, barrier: Barrier, reason: str, by: User, at: datetime.datetime) -> Barrier:
    """Give the barrier its own report back, and put it on the docket again. Raises Refused or Unready."""
    barrier = _locked(barrier, "unmerge", by, at)
    _check_reason(reason)
    other, barrier.merged_into = barrier.merged_into, None
    barrier = _take(barrier, "unmerge", note=reason, other=other, by=by, at=at, event="barrier.unmerged")
    BarrierReport.objects.filter(opened=barrier).update(barrier=barrier)
    return barrier


def _reports(barrier: Barrier) -> list[BarrierReport]:
    return list(BarrierReport.objects.filter(barrier=barrier).select_related("district"))


def _locked(barrier: Barrier, step: str, by: User, at: datetime.datetime) -> Barrier:
    """The barrier as it is now, locked, after checking who may take the step and whether its status allows it."""
    rows = Barrier.objects.select_for_update(of=("self",)).select_related("policy")
    barrier = rows.get(pk=barrier.pk)
    reports = BarrierReport.objects.on_page_of(barrier)
    check_can_answer_barrier(by, [one.district for one in reports], timezone.localdate(at))
    starts = BARRIER_STEPS[step][0] if step in BARRIER_STEPS else BARRIER_STEPS_THAT_KEEP_THE_STATUS[step]
    if barrier.status not in starts:
        last = barrier.steps.select_related("by").last()
        who = f" {last.by.name} changed that on {short_day(timezone.localdate(last.at))}." if last else ""
        raise Unready(f"This barrier’s status is now “{barrier.get_status_display()}.”{who} Reload the page.")
    return barrier


def _write_text(barrier: Barrier, title: str, text: str, citation: str) -> None:
    if not title.strip():
        raise Unready("Enter the public title.", about="title")
    if not text.strip():
        raise Unready("Enter the public text.", about="text")
    barrier.title, barrier.text, barrier.policy = " ".join(title.split()), text.strip(), policy_cited(citation)


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise Unready("Enter the reason.", about="reason")


def _take(
    barrier: Barrier,
    step: str,
    *,
    event: str,
    by: User,
    at: datetime.datetime,
    note: str = "",
    other: Barrier | None = None,
) -> Barrier:
    if step in BARRIER_STEPS:
        barrier.status = BARRIER_STEPS[step][1]
    barrier.save()
    BarrierStep.objects.create(barrier=barrier, step=step, note=note.strip(), other=other, by=by, at=at)
    log.record(event, barrier, by=by, at=at, step=step, note=note.strip(), other=other and other.pk)
    return barrier


def _send_decision(decision: BarrierDecision, reports: Iterable[BarrierReport], at: datetime.datetime) -> None:
    emails.send_answer(
        decision.barrier,
        reports,
        outcome=str(BarrierOutcome(decision.outcome).label),
        reasons=decision.reasons,
        follow_up_on=decision.follow_up_on,
        at=at,
    )
