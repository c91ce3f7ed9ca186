"""Mergers and dissolutions scheduled for their effective date, then carried out by the daily command, or canceled."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refusal, Unready
from audit import log
from changes.actions.change_set import digest_of_preview
from consortia import emails
from consortia.actions.guided_changes import END_OF_CONSORTIUM, END_OF_DISTRICT
from consortia.models import ScheduledClosure
from consortia.permissions import check_can_end_records
from consortia.states import SCHEDULE_STEPS, ClosureKind
from districts.actions.history import touch_registry
from districts.models import District
from districts.permissions import Actor, check_can_register


@transaction.atomic
def schedule_closure(*, preview_digest: str, by: User, at: datetime.datetime, **facts: Any) -> ScheduledClosure:
    """The merger or dissolution, to be carried out on its effective date; no record changes before it.

    `facts` are those of EndOfDistrict or EndOfConsortium. Raises Refused, or Unready with the problems of the preview.
    """
    is_district = "district" in facts
    guided: Any = END_OF_DISTRICT if is_district else END_OF_CONSORTIUM
    asked, change_set = guided.confirm(preview_digest=preview_digest, by=by, at=at, is_scheduled=True, **facts)
    goes_to = getattr(asked, "goes_to", None)
    whose = "district" if is_district else "consortium"
    ended = getattr(asked, whose)
    scheduled = ScheduledClosure.objects.create(
        **{whose: ended, f"into_{whose}": asked.successor},
        kind=ClosureKind.MERGER if asked.successor else ClosureKind.DISSOLUTION,
        on=asked.on,
        reason=asked.reason,
        source=asked.source,
        goes_to=None if goes_to is None else {pk: place.pk if place else None for pk, place in goes_to.items()},
        carries_contracts=getattr(asked, "carries_contracts", False),
        lines=change_set.lines,
        scheduled_by=by,
        scheduled_at=at,
    )
    touch_registry()
    into = str(asked.successor) if asked.successor else None
    log.record(f"{whose}.end_scheduled", ended, by=by, at=at, into=into, on=asked.on, reason=asked.reason)
    return scheduled


@transaction.atomic
def cancel_scheduled_closure(*, scheduled: ScheduledClosure, by: User, at: datetime.datetime) -> ScheduledClosure:
    """The scheduled merger or dissolution, canceled; also one that needed a decision. Canceled once."""
    scheduled = _lock(scheduled)
    check_can_end_records(by, [scheduled.ends, scheduled.into], timezone.localdate(at))
    starts, end = SCHEDULE_STEPS["cancel"]
    if scheduled.status == end:
        return scheduled
    if scheduled.status not in starts:
        raise Unready("This change was already carried out. Open the recorded change to undo it within a day.")
    scheduled.status, scheduled.ended_by, scheduled.ended_at = end, by, at
    scheduled.save(update_fields=["status", "ended_by", "ended_at"])
    touch_registry()
    log.record(f"{_whose(scheduled)}.end_canceled", scheduled.ends, by=by, at=at, on=scheduled.on)
    return scheduled


def scheduled_closures_due(*, at: datetime.datetime) -> list[ScheduledClosure]:
    """Those whose day has come, also those that were missed, the earliest first."""
    return list(ScheduledClosure.objects.due(timezone.localdate(at)))


@transaction.atomic
def carry_out_scheduled_closure(*, scheduled: ScheduledClosure, by: Actor, at: datetime.datetime) -> ScheduledClosure:
    """The merger or dissolution carried out with the facts of its day, or blocked with the reasons and nothing written.

    It is locked, so that a second run at the same time finds it done. The registrar who scheduled it is told; if it is
    blocked, all registrars are.
    """
    scheduled = _lock(scheduled)
    on = timezone.localdate(at)
    check_can_register(by, on)
    starts, end = SCHEDULE_STEPS["carry_out"]
    if scheduled.status not in starts or scheduled.on > on:
        return scheduled
    try:
        with transaction.atomic():
            scheduled.status, scheduled.ended_at = end, at
            scheduled.closure = _carry_out(scheduled, by=by, at=at)
            scheduled.save(update_fields=["status", "ended_at", "closure"])
    except Refusal as no:
        scheduled.status, scheduled.closure, scheduled.problems = SCHEDULE_STEPS["block"][1], None, list(no.problems)
        scheduled.save(update_fields=["status", "ended_at", "problems"])
        touch_registry()
        log.record(f"{_whose(scheduled)}.end_blocked", scheduled.ends, by=by, at=at, problems=scheduled.problems)
        emails.send_closure_blocked(scheduled, at=at)
    else:
        emails.send_closure_carried_out(scheduled, at=at)
    return scheduled


def _carry_out(scheduled: ScheduledClosure, *, by: Actor, at: datetime.datetime) -> Any:
    """The closure, with the facts of today. Its schedule no longer counts as one to come. Raises Refused or Unready."""
    ScheduledClosure.objects.filter(pk=scheduled.pk).update(status=SCHEDULE_STEPS["block"][1], ended_at=at)
    facts: dict[str, Any] = {"on": scheduled.on, "reason": scheduled.reason, "source": scheduled.source}
    facts |= {_whose(scheduled): scheduled.ends, "successor": scheduled.into}
    if scheduled.district_id:
        facts["goes_to"] = _places(scheduled)
    else:
        facts["carries_contracts"] = scheduled.carries_contracts
    guided: Any = END_OF_DISTRICT if scheduled.district_id else END_OF_CONSORTIUM
    digest = digest_of_preview(guided.preview(by=by, at=at, **facts))
    return guided.carry_out(preview_digest=digest, by=by, at=at, **facts)


def _places(scheduled: ScheduledClosure) -> dict[int, District | None] | None:
    """The new district of each school, as the split's request has it; None if it is no split.

    A school whose new district was removed meanwhile is left out, so that it needs a new choice.
    """
    if scheduled.goes_to is None:
        return None
    districts = District.objects.in_bulk([pk for pk in scheduled.goes_to.values() if pk])
    return {int(school): districts.get(pk) for school, pk in scheduled.goes_to.items() if pk is None or pk in districts}


def _lock(scheduled: ScheduledClosure) -> ScheduledClosure:
    rows = ScheduledClosure.objects.select_for_update(of=("self",)).with_records()
    return rows.get(pk=scheduled.pk)


def _whose(scheduled: ScheduledClosure) -> str:
    return "district" if scheduled.district_id else "consortium"
