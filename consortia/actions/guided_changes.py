"""Mergers, dissolutions, and duplicates: previewed, recorded together as a closure, and undone within a day.

The same code runs twice: as a preview that describes the changes and writes nothing, and for real, in one transaction
with one entry in the audit log. `preview_digest` is the digest of the preview: if the changes would differ now, they
are refused and previewed again. Apps above add their parts: purchasing at 30, exchange at 40, grants at 50.
"""

import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from accounts.dates import short_day
from accounts.models import User
from accounts.refusals import Unready
from audit import log
from changes.actions.change_set import ChangeSet
from changes.actions.guided import GuidedChange
from changes.actions.rows import RowChange
from changes.actions.tracking import Undoing
from changes.actions.undoing import undo_changes
from changes.rules import problems_with_reason
from consortia.actions.closures import (
    end_consortium,
    may_end,
    problems_with_lineage,
    replace_fiscal_agent,
    transfer_memberships,
)
from consortia.actions.duplicates import move_what_district_has, set_consortium_entry_aside
from consortia.actions.requests import (
    ClosureRequest,
    DuplicateConsortium,
    DuplicateDistrict,
    EndOfConsortium,
    EndOfDistrict,
)
from consortia.models import Closure, Consortium, Membership, ScheduledClosure
from consortia.permissions import check_can_end_records
from consortia.reads.duplicates import last_successor
from consortia.rules.closures import (
    problems_with_duplicates,
    problems_with_ending_successor,
    problems_with_scheduled_day,
    problems_with_second_end,
    problems_with_split,
)
from consortia.states import CONSORTIUM_STEPS, ClosureKind, ConsortiumStatus
from districts.actions.duplicates import set_record_aside
from districts.actions.followers import ChangedRecords, tell_followers
from districts.actions.history import touch_registry
from districts.actions.mergers import DAY, OTHER, end_district
from districts.models import District, School
from districts.permissions import Actor
from districts.rules.mergers import problems_with_day, problems_with_successor
from districts.states import ENDED_AGENCIES, REPLACED_AGENCIES


@transaction.atomic
def undo_closure(*, closure: Closure, by: Actor, at: datetime.datetime) -> Closure:
    """Undo the closure, within a day and only if nothing has changed since."""
    closure = (
        Closure.objects.select_for_update(of=("self",)).select_related("district", "consortium").get(pk=closure.pk)
    )
    check_can_undo_closure(by, closure, timezone.localdate(at))
    if closure.taken_back_at is not None:
        return closure
    if not closure.can_still_be_undone(at):
        raise Unready("This was recorded more than a day ago, so it can’t be undone. Record a correction instead.")
    written = [RowChange(**entry) for entry in reversed(closure.written)]
    undoing = Undoing(by=by, at=at, source="Undone by the registrar")
    refusal = "This can’t be undone, because these records have changed since."
    undo_changes(lambda: written, undoing=undoing, refusal=refusal)
    closure.taken_back_at = at
    closure.taken_back_by = by if isinstance(by, User) else None
    closure.save(update_fields=["taken_back_at", "taken_back_by"])
    touch_registry()
    tell_followers(ChangedRecords(at=at, districts=[closure.district_id, closure.into_district_id]))
    log.record("ending.taken_back", closure, by=by, at=at, ended=_key(closure.ended), kind=closure.kind)
    return closure


def check_can_undo_closure(by: Actor, closure: Closure, on: datetime.date) -> None:
    """Registrars undo closures, except of records in which they have a role or had one until then. Raises Refused."""
    records = [closure.ended, closure.into, *District.objects.filter(pk__in=_takers_of(closure))]
    check_can_end_records(by, records, on, was_on=closure.on - DAY if closure.on else None)


def _takers_of(closure: Closure) -> set[int]:
    """The districts (primary keys) to which a merger or split moved schools."""
    after = [entry["after"] or {} for entry in closure.written if entry["model"] == School._meta.label_lower]
    return {values["district_id"] for values in after if values.get("district_id")}


def _names(asked: ClosureRequest) -> tuple[str, str]:
    """What the request calls the record that ends, and the one that takes over."""
    return (
        "district" if isinstance(asked, EndOfDistrict | DuplicateDistrict) else "consortium",
        "kept" if isinstance(asked, DuplicateDistrict | DuplicateConsortium) else "successor",
    )


def _lock(asked: ClosureRequest) -> None:
    """Read both records anew and lock them."""
    named = {name: row for name in _names(asked) if (row := getattr(asked, name))}
    model = type(getattr(asked, _names(asked)[0]))
    locked = model.objects.select_for_update().filter(pk__in=[row.pk for row in named.values()]).order_by("pk")
    rows = {row.pk: row for row in locked}
    for name, row in named.items():
        setattr(asked, name, rows[row.pk])


def _record(change_set: ChangeSet, asked: ClosureRequest) -> Closure:
    """Store the closure with all of its changes, and its entry in the audit log."""
    whose, to = _names(asked)
    ended, into = getattr(asked, whose), getattr(asked, to)
    end = ClosureKind.MERGER if into else ClosureKind.DISSOLUTION
    closure = Closure.objects.create(
        **{whose: ended, f"into_{whose}": into},
        kind=ClosureKind.DUPLICATE if to == "kept" else end,
        on=getattr(asked, "on", None),
        reason=asked.reason,
        source=asked.source,
        lines=change_set.lines,
        written=[change._asdict() for change in change_set.changes],
        recorded_by=change_set.by if isinstance(change_set.by, User) else None,
        recorded_at=change_set.at,
    )
    touch_registry()
    log.record(
        f"{whose}.{closure.kind}",
        ended,
        by=change_set.by,
        at=change_set.at,
        into=_key(into) if into else None,
        on=closure.on,
        reason=closure.reason,
        source=closure.source,
        written=change_set.logged,
    )
    return closure


def _key(one: District | Consortium) -> str:
    return one.leaid if isinstance(one, District) else one.slug


def _check_request(change_set: ChangeSet, asked: ClosureRequest) -> None:
    places = [one for one in (getattr(asked, "goes_to", None) or {}).values() if one]
    records = [getattr(asked, name) for name in _names(asked)]
    check_can_end_records(change_set.by, [*records, *places], timezone.localdate(change_set.at))
    change_set.problems += problems_with_reason(asked.reason)
    _check_schedule(change_set, getattr(asked, _names(asked)[0]))


def _check_schedule(change_set: ChangeSet, ended: District | Consortium) -> None:
    """Refuse a record whose end is scheduled already; name those that are scheduled to merge into it."""
    for scheduled in ScheduledClosure.objects.to_come().concerning(ended):
        if scheduled.ends == ended:
            change_set.problems += problems_with_second_end(ended.name, scheduled.on)
            continue
        words = f"Is scheduled to merge into {ended} on {short_day(scheduled.on)}. That will need a new decision."
        change_set.describe(OTHER, scheduled.ends, words, scheduled.get_absolute_url())


def _check_end(
    change_set: ChangeSet, asked: EndOfDistrict | EndOfConsortium, ended: Any, days: tuple[str, str], *, is_over: bool
) -> None:
    """Check the effective date and the successor; `days` are the columns of the first and the last day of a record."""
    successor: Any = asked.successor
    opened_on, closed_on = days
    today = timezone.localdate(change_set.at)
    if asked.is_scheduled:
        change_set.problems += problems_with_scheduled_day(asked.on, today=today)
    change_set.problems += problems_with_day(
        name=ended.name,
        opened_on=getattr(ended, opened_on),
        closed_on=getattr(ended, closed_on),
        on=asked.on,
        today=asked.on if asked.is_scheduled else today,
    )
    if successor is not None and asked.is_scheduled:
        for scheduled in ScheduledClosure.objects.to_come().concerning(successor):
            if scheduled.ends == successor and scheduled.on <= asked.on:
                change_set.problems += problems_with_ending_successor(successor.name, scheduled.on)
    if successor is not None:
        end = last_successor(successor)
        change_set.problems += problems_with_successor(
            name=ended.name,
            successor=successor.name,
            is_itself=successor.pk == ended.pk,
            leads_back=end is None or end.pk == ended.pk,
            opened_on=getattr(successor, opened_on),
            closed_on=getattr(successor, closed_on),
            has_ended=is_over,
            on=asked.on,
        )


def _check_end_of_district(change_set: ChangeSet, asked: EndOfDistrict) -> None:
    _check_request(change_set, asked)
    district, successor = asked.district, asked.successor
    if district.status in REPLACED_AGENCIES or district.successor_id:
        change_set.problems.append(f"{district} has already been merged.")
        return
    is_over = successor is not None and successor.status in ENDED_AGENCIES
    _check_end(change_set, asked, district, ("opened_on", "closed_on"), is_over=is_over)
    if asked.goes_to is not None:
        schools = School.objects.filter(district=district).exclude(status__in=ENDED_AGENCIES)
        own = set(schools.values_list("pk", flat=True))
        change_set.problems += problems_with_split(len(own), len(own & asked.goes_to.keys()))
        takers = {place for place in asked.goes_to.values() if place is not None}
        gone = sorted(place.name for place in takers if place.status in ENDED_AGENCIES)
        change_set.problems += [f"{name} has closed, so it can’t take over schools." for name in gone]


def _check_end_of_consortium(change_set: ChangeSet, asked: EndOfConsortium) -> None:
    _check_request(change_set, asked)
    consortium, successor = asked.consortium, asked.successor
    if not may_end(consortium.status):
        status = consortium.get_status_display().lower()
        change_set.problems.append(f"{consortium} can’t be closed, because its status is “{status}.”")
        return
    is_over = successor is not None and not may_end(successor.status)
    _check_end(change_set, asked, consortium, ("formed_on", "ended_on"), is_over=is_over)
    if successor is not None:
        change_set.problems += problems_with_lineage(consortium, successor)


def _check_duplicates(
    change_set: ChangeSet, asked: DuplicateDistrict | DuplicateConsortium, gone: tuple[Any, Any], **more: bool
) -> None:
    """Check a duplicate and the record that is kept; `gone` says of each whether it has ended."""
    _check_request(change_set, asked)
    kept: Any = asked.kept
    one = asked.district if isinstance(asked, DuplicateDistrict) else asked.consortium
    change_set.problems += problems_with_duplicates(
        name=one.name,
        kept=kept.name,
        is_itself=one.pk == kept.pk,
        is_gone=gone[0],
        kept_is_gone=gone[1] or last_successor(kept) != kept,
        state=one.state,
        state_of_kept=kept.state,
        **more,
    )


def _check_duplicate_district(change_set: ChangeSet, asked: DuplicateDistrict) -> None:
    gone = (asked.district.status in REPLACED_AGENCIES, asked.kept.status in REPLACED_AGENCIES)
    _check_duplicates(change_set, asked, gone)


def _check_duplicate_consortium(change_set: ChangeSet, asked: DuplicateConsortium) -> None:
    statuses, may_be = (asked.consortium.status, asked.kept.status), CONSORTIUM_STEPS["set_aside"][0]
    gone = (statuses[0] not in may_be, statuses[1] not in may_be)
    _check_duplicates(
        change_set,
        asked,
        gone,
        would_hide=statuses == (ConsortiumStatus.REGISTERED, ConsortiumStatus.PROPOSED),
    )


def _end_district(change_set: ChangeSet, asked: EndOfDistrict) -> None:
    if not change_set.dry_run:
        # Registering a membership locks its consortium, so none can be added while these are transferred.
        own = models.Q(district__in=(asked.district, asked.successor)) | models.Q(school__district=asked.district)
        theirs = Membership.objects.filter(own).values("consortium")
        list(Consortium.objects.select_for_update().filter(pk__in=theirs).order_by("pk"))
    asked.closing = end_district(
        change_set=change_set,
        district=asked.district,
        successor=asked.successor,
        on=asked.on,
        goes_to=asked.goes_to,
    )


def _set_district_aside(change_set: ChangeSet, asked: DuplicateDistrict) -> None:
    set_record_aside(change_set=change_set, district=asked.district, kept=asked.kept)


END_OF_DISTRICT = GuidedChange(EndOfDistrict, check=_check_end_of_district, lock=_lock, record=_record)
END_OF_DISTRICT.add_part(10, _end_district)
END_OF_DISTRICT.add_part(20, transfer_memberships)
END_OF_DISTRICT.add_part(45, replace_fiscal_agent)
END_OF_CONSORTIUM = GuidedChange(EndOfConsortium, check=_check_end_of_consortium, lock=_lock, record=_record)
END_OF_CONSORTIUM.add_part(20, end_consortium)
DUPLICATE_DISTRICT = GuidedChange(DuplicateDistrict, check=_check_duplicate_district, lock=_lock, record=_record)
DUPLICATE_DISTRICT.add_part(10, _set_district_aside)
DUPLICATE_DISTRICT.add_part(20, move_what_district_has)
DUPLICATE_CONSORTIUM = GuidedChange(DuplicateConsortium, check=_check_duplicate_consortium, lock=_lock, record=_record)
# What refers to a consortium moves before its own record is set aside.
DUPLICATE_CONSORTIUM.add_part(90, set_consortium_entry_aside)

# Each takes the facts of its request by name, and `by` and `at`; recording takes the digest of the preview too.
preview_merger_of_district, merge_district = END_OF_DISTRICT.preview, END_OF_DISTRICT.carry_out
preview_close_of_consortium, close_consortium = END_OF_CONSORTIUM.preview, END_OF_CONSORTIUM.carry_out
preview_duplicate_district, set_district_aside = DUPLICATE_DISTRICT.preview, DUPLICATE_DISTRICT.carry_out
preview_duplicate_consortium, set_consortium_aside = DUPLICATE_CONSORTIUM.preview, DUPLICATE_CONSORTIUM.carry_out
