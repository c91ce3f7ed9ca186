"""Guided steps of the registrar: a district or a consortium ends, and everything that hung on it is carried forward.

Each step runs twice through the same code: as a rehearsal, which tells in words what would happen and writes nothing,
and for good, in one transaction with one line of the log. `beheld` is the digest of what was shown: where the register
has changed since, the step is refused and shown again.
"""

import datetime
from collections.abc import Mapping

from django.db import models, transaction
from django.utils import timezone

from consortia.actions.closures import (
    end_consortium,
    end_services_and_wishes,
    may_end,
    problems_with_lineage,
    transfer_memberships,
)
from consortia.models import Closure, Consortium, Membership
from consortia.states import ClosureKind
from districts.actions.change_set import ChangeSet
from districts.actions.mergers import end_district
from districts.models import District, School
from districts.permissions import Actor, check_can_register
from districts.rules.mergers import problems_with_day, problems_with_successor
from districts.states import AgencyStatus
from grants.actions.carrying import carry_applications, tell_of
from grants.actions.closures import last_successor, new_change_set, recorded, stop_at_problems
from grants.models import Application
from grants.rules.closures import problems_with_reason, problems_with_split
from grants.states import Status

ENDED = (AgencyStatus.CLOSED, AgencyStatus.MERGED, AgencyStatus.DUPLICATE)


@transaction.atomic
def merge_district(
    *,
    district: District,
    successor: District | None,
    on: datetime.date,
    reason: str,
    source: str = "",
    goes_to: Mapping[int, District | None] | None = None,
    preview_digest: str,
    by: Actor,
    at: datetime.datetime,
) -> Closure:
    """The district merged into its successor, or dissolved where there is none; `on` is the first day without it.

    Of a district that is split, `goes_to` says which school goes where. Raises Refused or Unready.
    """
    locked_ids = [row.pk for row in (district, successor) if row]
    rows = {row.pk: row for row in District.objects.select_for_update().filter(pk__in=locked_ids).order_by("pk")}
    district, successor = rows[district.pk], rows[successor.pk] if successor else None
    # Whoever registers a line locks its consortium: none appears while these are handed over.
    own = models.Q(district__in=rows) | models.Q(school__district=district)
    theirs = Membership.objects.filter(own).values("consortium")
    list(Consortium.objects.select_for_update().filter(pk__in=theirs).order_by("pk"))
    change_set = new_change_set(reason, source, by, at)
    _write_district(change_set, district, successor, on, reason, goes_to)
    stop_at_problems(change_set, preview_digest)
    return recorded(
        change_set,
        Closure(
            kind=ClosureKind.MERGER if successor else ClosureKind.DISSOLUTION,
            district=district,
            into_district=successor,
            on=on,
            reason=reason,
            source=source,
        ),
    )


@transaction.atomic
def preview_merger_of_district(
    *,
    district: District,
    successor: District | None,
    on: datetime.date,
    reason: str,
    source: str = "",
    goes_to: Mapping[int, District | None] | None = None,
    by: Actor,
    at: datetime.datetime,
) -> ChangeSet:
    """What `merge_district` would do, in words, and what stands in its way; nothing is written."""
    change_set = new_change_set(reason, source, by, at, dry_run=True)
    _write_district(change_set, district, successor, on, reason, goes_to)
    return change_set


@transaction.atomic
def close_consortium(
    *,
    consortium: Consortium,
    successor: Consortium | None,
    on: datetime.date,
    reason: str,
    source: str = "",
    carries_contracts: bool = False,
    preview_digest: str,
    by: Actor,
    at: datetime.datetime,
) -> Closure:
    """The consortium merged into its successor, or dissolved where there is none; `on` is the first day without it."""
    locked_ids = [row.pk for row in (consortium, successor) if row]
    rows = {row.pk: row for row in Consortium.objects.select_for_update().filter(pk__in=locked_ids).order_by("pk")}
    consortium, successor = rows[consortium.pk], rows[successor.pk] if successor else None
    change_set = new_change_set(reason, source, by, at)
    _write_consortium(change_set, consortium, successor, on, reason, carries_contracts)
    stop_at_problems(change_set, preview_digest)
    return recorded(
        change_set,
        Closure(
            kind=ClosureKind.MERGER if successor else ClosureKind.DISSOLUTION,
            consortium=consortium,
            into_consortium=successor,
            on=on,
            reason=reason,
            source=source,
        ),
    )


@transaction.atomic
def preview_close_of_consortium(
    *,
    consortium: Consortium,
    successor: Consortium | None,
    on: datetime.date,
    reason: str,
    source: str = "",
    carries_contracts: bool = False,
    by: Actor,
    at: datetime.datetime,
) -> ChangeSet:
    """What `close_consortium` would do, in words, and what stands in its way; nothing is written."""
    change_set = new_change_set(reason, source, by, at, dry_run=True)
    _write_consortium(change_set, consortium, successor, on, reason, carries_contracts)
    return change_set


def _write_district(
    change_set: ChangeSet,
    district: District,
    successor: District | None,
    on: datetime.date,
    reason: str,
    goes_to: Mapping[int, District | None] | None,
) -> None:
    today = timezone.localdate(change_set.at)
    check_can_register(change_set.by, today)
    change_set.problems += problems_with_reason(reason)
    if district.status in (AgencyStatus.MERGED, AgencyStatus.DUPLICATE) or district.successor_id:
        change_set.problems.append(f"{district} is merged already: see where its address leads.")
        return
    days = {"opened_on": district.opened_on, "closed_on": district.closed_on}
    change_set.problems += problems_with_day(name=district.name, **days, on=on, today=today)
    if successor is not None:
        end = last_successor(successor)
        change_set.problems += problems_with_successor(
            name=district.name,
            successor=successor.name,
            is_itself=successor.pk == district.pk,
            leads_back=end is None or end.pk == district.pk,
            opened_on=successor.opened_on,
            closed_on=successor.closed_on,
            has_ended=successor.status in ENDED,
            on=on,
        )
    if goes_to is not None:
        schools = School.objects.filter(district=district).exclude(status__in=ENDED)
        change_set.problems += problems_with_split(schools.count(), len(goes_to))
    if change_set.problems:
        return
    closing = end_district(change_set=change_set, district=district, successor=successor, on=on, goes_to=goes_to)
    following = transfer_memberships(
        change_set=change_set, district=district, successor=successor, on=on, closing=closing
    )
    end_services_and_wishes(change_set=change_set, district=district, successor=successor, on=on)
    carry_applications(change_set, district, successor, following)


def _write_consortium(
    change_set: ChangeSet,
    consortium: Consortium,
    successor: Consortium | None,
    on: datetime.date,
    reason: str,
    carries_contracts: bool,
) -> None:
    today = timezone.localdate(change_set.at)
    check_can_register(change_set.by, today)
    change_set.problems += problems_with_reason(reason)
    if not may_end(consortium.status):
        change_set.problems.append(f"{consortium} cannot end: it is “{consortium.get_status_display().lower()}”.")
        return
    days = {"opened_on": consortium.formed_on, "closed_on": consortium.ended_on}
    change_set.problems += problems_with_day(name=consortium.name, **days, on=on, today=today)
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
            on=on,
        )
        change_set.problems += problems_with_lineage(consortium, successor)
    if change_set.problems:
        return
    end_consortium(
        change_set=change_set,
        consortium=consortium,
        successor=successor,
        on=on,
        reason=reason,
        carries_contracts=carries_contracts,
    )
    applications = Application.objects.filter(consortium=consortium).exclude(status=Status.WITHDRAWN)
    for one in applications.select_related("consortium", "competition").order_by("reference"):
        if one.status == Status.DRAFT:
            words = "it stays with everything written in it, and cannot be handed in: its page says why."
        else:
            words = f"it stays as it was handed in ({one.get_status_display().lower()})."
        tell_of(change_set, one, words)
