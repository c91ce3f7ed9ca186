"""Mergers, dissolutions, and duplicates: previewed, recorded together as a closure, and undone within a day.

The same code runs twice: as a preview that describes the changes and writes nothing, and for real, in one transaction
with one entry in the audit log. `preview_digest` is the digest of the preview: if the changes would differ now, they
are refused and previewed again. Apps above add their parts: purchasing at 30, exchange at 40, grants at 50.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.utils import timezone

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
    HandedOver,
    end_consortium,
    may_end,
    problems_with_lineage,
    replace_fiscal_agent,
    transfer_memberships,
)
from consortia.actions.duplicates import move_what_district_has, set_consortium_entry_aside
from consortia.models import Closure, Consortium, Membership
from consortia.reads.closures import last_successor
from consortia.rules.closures import problems_with_duplicates, problems_with_split
from consortia.states import CONSORTIUM_STEPS, ClosureKind, ConsortiumStatus
from districts.actions.duplicates import set_record_aside
from districts.actions.history import touch_registry
from districts.actions.mergers import end_district
from districts.models import District, School
from districts.permissions import Actor, check_can_register
from districts.rules.mergers import problems_with_day, problems_with_successor
from districts.states import ENDED_AGENCIES, REPLACED_AGENCIES


@dataclass
class EndOfDistrict:
    """A district merges into its successor, or is dissolved if there is none; `on` is the effective date.

    If the district is split, `goes_to` maps each school (by primary key) to its new district.
    """

    district: District
    successor: District | None
    on: datetime.date
    reason: str
    source: str = ""
    goes_to: Mapping[int, District | None] | None = None
    # What became of its memberships, for the parts that come after.
    handed_over: HandedOver = field(default_factory=lambda: HandedOver({}, []))


@dataclass
class EndOfConsortium:
    """A consortium merges into its successor, or is dissolved if there is none; `on` is the effective date."""

    consortium: Consortium
    successor: Consortium | None
    on: datetime.date
    reason: str
    source: str = ""
    carries_contracts: bool = False


@dataclass
class DuplicateDistrict:
    """The duplicate `district` is merged into `kept`; its row stays, marked as a duplicate."""

    district: District
    kept: District
    reason: str
    source: str = ""


@dataclass
class DuplicateConsortium:
    """The duplicate `consortium` is merged into `kept`; its row stays, marked as a duplicate."""

    consortium: Consortium
    kept: Consortium
    reason: str
    source: str = ""


@transaction.atomic
def preview_merger_of_district(*, by: Actor, at: datetime.datetime, **facts: Any) -> ChangeSet:
    """What `merge_district` would change, in words, and the problems with it; nothing is written."""
    return END_OF_DISTRICT.preview(EndOfDistrict(**facts), by=by, at=at)


@transaction.atomic
def merge_district(*, preview_digest: str, by: Actor, at: datetime.datetime, **facts: Any) -> Closure:
    """Merge or dissolve a district, given the facts of EndOfDistrict. Raises Refused or Unready."""
    asked = EndOfDistrict(**facts)
    rows = _locked(asked.district, asked.successor)
    asked.district, asked.successor = rows[asked.district.pk], asked.successor and rows[asked.successor.pk]
    # Registering a membership locks its consortium, so none can be added while these are transferred.
    own = models.Q(district__in=rows) | models.Q(school__district=asked.district)
    theirs = Membership.objects.filter(own).values("consortium")
    list(Consortium.objects.select_for_update().filter(pk__in=theirs).order_by("pk"))
    change_set = END_OF_DISTRICT.carry_out(asked, preview_digest=preview_digest, by=by, at=at)
    kind = ClosureKind.MERGER if asked.successor else ClosureKind.DISSOLUTION
    closure = Closure(kind=kind, district=asked.district, into_district=asked.successor, on=asked.on)
    return _record_closure(change_set, closure, asked.reason, asked.source)


@transaction.atomic
def preview_close_of_consortium(*, by: Actor, at: datetime.datetime, **facts: Any) -> ChangeSet:
    """What `close_consortium` would change, in words, and the problems with it; nothing is written."""
    return END_OF_CONSORTIUM.preview(EndOfConsortium(**facts), by=by, at=at)


@transaction.atomic
def close_consortium(*, preview_digest: str, by: Actor, at: datetime.datetime, **facts: Any) -> Closure:
    """Merge or dissolve a consortium, given the facts of EndOfConsortium. Raises Refused or Unready."""
    asked = EndOfConsortium(**facts)
    rows = _locked(asked.consortium, asked.successor)
    asked.consortium, asked.successor = rows[asked.consortium.pk], asked.successor and rows[asked.successor.pk]
    change_set = END_OF_CONSORTIUM.carry_out(asked, preview_digest=preview_digest, by=by, at=at)
    kind = ClosureKind.MERGER if asked.successor else ClosureKind.DISSOLUTION
    closure = Closure(kind=kind, consortium=asked.consortium, into_consortium=asked.successor, on=asked.on)
    return _record_closure(change_set, closure, asked.reason, asked.source)


@transaction.atomic
def preview_duplicate_district(*, by: Actor, at: datetime.datetime, **facts: Any) -> ChangeSet:
    """What `set_district_aside` would change, in words, and the problems with it; nothing is written."""
    return DUPLICATE_DISTRICT.preview(DuplicateDistrict(**facts), by=by, at=at)


@transaction.atomic
def set_district_aside(*, preview_digest: str, by: Actor, at: datetime.datetime, **facts: Any) -> Closure:
    """Merge a duplicate district, given the facts of DuplicateDistrict. Raises Refused or Unready."""
    asked = DuplicateDistrict(**facts)
    rows = _locked(asked.district, asked.kept)
    asked.district, asked.kept = rows[asked.district.pk], rows[asked.kept.pk]
    change_set = DUPLICATE_DISTRICT.carry_out(asked, preview_digest=preview_digest, by=by, at=at)
    closure = Closure(kind=ClosureKind.DUPLICATE, district=asked.district, into_district=asked.kept)
    return _record_closure(change_set, closure, asked.reason, asked.source)


@transaction.atomic
def preview_duplicate_consortium(*, by: Actor, at: datetime.datetime, **facts: Any) -> ChangeSet:
    """What `set_consortium_aside` would change, in words, and the problems with it; nothing is written."""
    return DUPLICATE_CONSORTIUM.preview(DuplicateConsortium(**facts), by=by, at=at)


@transaction.atomic
def set_consortium_aside(*, preview_digest: str, by: Actor, at: datetime.datetime, **facts: Any) -> Closure:
    """Merge a duplicate consortium, given the facts of DuplicateConsortium. Raises Refused or Unready."""
    asked = DuplicateConsortium(**facts)
    rows = _locked(asked.consortium, asked.kept)
    asked.consortium, asked.kept = rows[asked.consortium.pk], rows[asked.kept.pk]
    change_set = DUPLICATE_CONSORTIUM.carry_out(asked, preview_digest=preview_digest, by=by, at=at)
    closure = Closure(kind=ClosureKind.DUPLICATE, consortium=asked.consortium, into_consortium=asked.kept)
    return _record_closure(change_set, closure, asked.reason, asked.source)


@transaction.atomic
def undo_closure(*, closure: Closure, by: Actor, at: datetime.datetime) -> Closure:
    """Undo the closure, within a day and only if nothing has changed since."""
    closure = (
        Closure.objects.select_for_update(of=("self",)).select_related("district", "consortium").get(pk=closure.pk)
    )
    check_can_register(by, timezone.localdate(at))
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
    log.record("ending.taken_back", closure, by=by, at=at, ended=_key(closure.ended), kind=closure.kind)
    return closure


def _record_closure(change_set: ChangeSet, closure: Closure, reason: str, source: str) -> Closure:
    """Store the closure with all of its changes, and its entry in the audit log."""
    closure.reason, closure.source = reason, source
    closure.lines, closure.written = change_set.lines, [change._asdict() for change in change_set.changes]
    closure.recorded_by = change_set.by if isinstance(change_set.by, User) else None
    closure.recorded_at = change_set.at
    closure.save()
    touch_registry()
    log.record(
        f"{'district' if closure.district_id else 'consortium'}.{closure.kind}",
        closure.ended,
        by=change_set.by,
        at=change_set.at,
        into=_key(closure.into) if closure.into else None,
        on=closure.on,
        reason=closure.reason,
        source=closure.source,
        written=change_set.logged,
    )
    return closure


def _locked(one: Any, other: Any) -> dict[int, Any]:
    """Both records, read anew and locked until the caller commits, by primary key."""
    pks = [row.pk for row in (one, other) if row]
    return {row.pk: row for row in type(one).objects.select_for_update().filter(pk__in=pks).order_by("pk")}


def _key(one: District | Consortium) -> str:
    return one.leaid if isinstance(one, District) else one.slug


def _check_end_of_district(change_set: ChangeSet, asked: EndOfDistrict) -> None:
    district, successor, today = asked.district, asked.successor, timezone.localdate(change_set.at)
    check_can_register(change_set.by, today)
    change_set.problems += problems_with_reason(asked.reason)
    if district.status in REPLACED_AGENCIES or district.successor_id:
        change_set.problems.append(f"{district} has already been merged.")
        return
    days = {"opened_on": district.opened_on, "closed_on": district.closed_on}
    change_set.problems += problems_with_day(name=district.name, **days, on=asked.on, today=today)
    if successor is not None:
        end = last_successor(successor)
        change_set.problems += problems_with_successor(
            name=district.name,
            successor=successor.name,
            is_itself=successor.pk == district.pk,
            leads_back=end is None or end.pk == district.pk,
            opened_on=successor.opened_on,
            closed_on=successor.closed_on,
            has_ended=successor.status in ENDED_AGENCIES,
            on=asked.on,
        )
    if asked.goes_to is not None:
        schools = School.objects.filter(district=district).exclude(status__in=ENDED_AGENCIES)
        change_set.problems += problems_with_split(schools.count(), len(asked.goes_to))


def _end_district(change_set: ChangeSet, asked: EndOfDistrict) -> None:
    district, successor, on = asked.district, asked.successor, asked.on
    closing = end_district(change_set=change_set, district=district, successor=successor, on=on, goes_to=asked.goes_to)
    asked.handed_over = transfer_memberships(
        change_set=change_set, district=district, successor=successor, on=on, closing=closing
    )
    replace_fiscal_agent(change_set=change_set, district=district, successor=successor)


def _check_end_of_consortium(change_set: ChangeSet, asked: EndOfConsortium) -> None:
    consortium, successor, today = asked.consortium, asked.successor, timezone.localdate(change_set.at)
    check_can_register(change_set.by, today)
    change_set.problems += problems_with_reason(asked.reason)
    if not may_end(consortium.status):
        change_set.problems.append(
            f"{consortium} can’t be closed, because its status is “{consortium.get_status_display().lower()}.”"
        )
        return
    days = {"opened_on": consortium.formed_on, "closed_on": consortium.ended_on}
    change_set.problems += problems_with_day(name=consortium.name, **days, on=asked.on, today=today)
    if successor is not None:
        end = last_successor(successor)
        change_set.problems += problems_with_successor(
            name=consortium.name,
            successor=successor.name,
            is_itself=successor.pk == consortium.pk,
            leads_back=end is None or end.pk == consortium.pk,
            opened_on=successor.formed_on,
            closed_on=successor.ended_on,
            has_ended=not may_end(successor.status),
            on=asked.on,
        )
        change_set.problems += problems_with_lineage(consortium, successor)


def _end_consortium(change_set: ChangeSet, asked: EndOfConsortium) -> None:
    end_consortium(
        change_set=change_set,
        consortium=asked.consortium,
        successor=asked.successor,
        on=asked.on,
        reason=asked.reason,
    )


def _check_duplicate_district(change_set: ChangeSet, asked: DuplicateDistrict) -> None:
    district, kept = asked.district, asked.kept
    check_can_register(change_set.by, timezone.localdate(change_set.at))
    change_set.problems += problems_with_reason(asked.reason)
    change_set.problems += problems_with_duplicates(
        name=district.name,
        kept=kept.name,
        is_itself=district.pk == kept.pk,
        is_gone=district.status in REPLACED_AGENCIES,
        kept_is_gone=kept.status in REPLACED_AGENCIES or last_successor(kept) != kept,
        state=district.state,
        state_of_kept=kept.state,
    )


def _set_district_aside(change_set: ChangeSet, asked: DuplicateDistrict) -> None:
    set_record_aside(change_set=change_set, district=asked.district, kept=asked.kept)
    move_what_district_has(change_set=change_set, district=asked.district, kept=asked.kept)


def _check_duplicate_consortium(change_set: ChangeSet, asked: DuplicateConsortium) -> None:
    consortium, kept = asked.consortium, asked.kept
    may_be = CONSORTIUM_STEPS["set_aside"][0]
    check_can_register(change_set.by, timezone.localdate(change_set.at))
    change_set.problems += problems_with_reason(asked.reason)
    change_set.problems += problems_with_duplicates(
        name=consortium.name,
        kept=kept.name,
        is_itself=consortium.pk == kept.pk,
        is_gone=consortium.status not in may_be,
        kept_is_gone=kept.status not in may_be or last_successor(kept) != kept,
        state=consortium.state,
        state_of_kept=kept.state,
        would_hide=(consortium.status, kept.status) == (ConsortiumStatus.REGISTERED, ConsortiumStatus.PROPOSED),
    )


def _set_consortium_aside(change_set: ChangeSet, asked: DuplicateConsortium) -> None:
    set_consortium_entry_aside(change_set=change_set, consortium=asked.consortium, kept=asked.kept, reason=asked.reason)


END_OF_DISTRICT = GuidedChange(_check_end_of_district)
END_OF_CONSORTIUM = GuidedChange(_check_end_of_consortium)
DUPLICATE_DISTRICT = GuidedChange(_check_duplicate_district)
DUPLICATE_CONSORTIUM = GuidedChange(_check_duplicate_consortium)
END_OF_DISTRICT.add_part(20, _end_district)
END_OF_CONSORTIUM.add_part(20, _end_consortium)
DUPLICATE_DISTRICT.add_part(20, _set_district_aside)
# What refers to a consortium moves before its own record is set aside.
DUPLICATE_CONSORTIUM.add_part(90, _set_consortium_aside)
