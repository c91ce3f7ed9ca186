"""Mergers and dissolutions: a district or a consortium ends, and everything that belongs to it is carried forward.

The same code runs twice: as a preview that describes the changes and writes nothing, and for real, in one transaction
with one entry in the audit log. `preview_digest` is the digest of the preview: if the changes would differ now, they
are refused and previewed again.
"""

import datetime
from collections.abc import Mapping

from django.db import models, transaction
from django.utils import timezone

from consortia.actions.closures import (
    end_consortium,
    may_end,
    problems_with_lineage,
    replace_fiscal_agent,
    transfer_memberships,
)
from consortia.models import Closure, Consortium, Membership
from consortia.states import ClosureKind
from districts.actions.change_set import ChangeSet
from districts.actions.mergers import end_district
from districts.models import District, School
from districts.permissions import Actor, check_can_register
from districts.rules.mergers import problems_with_day, problems_with_successor
from districts.states import ENDED_AGENCIES, REPLACED_AGENCIES
from exchange.actions.closures import end_services_and_wishes, withdraw_introductions_to
from grants.actions.carrying import carry_applications, describe_application
from grants.actions.closures import last_successor, new_change_set, record_closure, stop_at_problems
from grants.models import Application
from grants.rules.closures import problems_with_reason, problems_with_split
from grants.states import Status
from purchasing.actions.closures import describe_contracts_of_member, end_contracts


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
    """Merge the district into its successor, or dissolve it if there is none; `on` is the effective date.

    If the district is split, `goes_to` maps each school to its new district. Raises Refused or Unready.
    """
    locked_ids = [row.pk for row in (district, successor) if row]
    rows = {row.pk: row for row in District.objects.select_for_update().filter(pk__in=locked_ids).order_by("pk")}
    district, successor = rows[district.pk], rows[successor.pk] if successor else None
    # Registering a membership locks its consortium, so none can be added while these are transferred.
    own = models.Q(district__in=rows) | models.Q(school__district=district)
    theirs = Membership.objects.filter(own).values("consortium")
    list(Consortium.objects.select_for_update().filter(pk__in=theirs).order_by("pk"))
    change_set = new_change_set(reason, source, by, at)
    _write_district(change_set, district, successor, on, reason, goes_to)
    stop_at_problems(change_set, preview_digest)
    return record_closure(
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
    """What `merge_district` would change, in words, and the problems with it; nothing is written."""
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
    """Merge the consortium into its successor, or dissolve it if there is none; `on` is the effective date."""
    locked_ids = [row.pk for row in (consortium, successor) if row]
    rows = {row.pk: row for row in Consortium.objects.select_for_update().filter(pk__in=locked_ids).order_by("pk")}
    consortium, successor = rows[consortium.pk], rows[successor.pk] if successor else None
    change_set = new_change_set(reason, source, by, at)
    _write_consortium(change_set, consortium, successor, on, reason, carries_contracts)
    stop_at_problems(change_set, preview_digest)
    return record_closure(
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
    """What `close_consortium` would change, in words, and the problems with it; nothing is written."""
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
    if district.status in REPLACED_AGENCIES or district.successor_id:
        change_set.problems.append(f"{district} has already been merged.")
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
            has_ended=successor.status in ENDED_AGENCIES,
            on=on,
        )
    if goes_to is not None:
        schools = School.objects.filter(district=district).exclude(status__in=ENDED_AGENCIES)
        change_set.problems += problems_with_split(schools.count(), len(goes_to))
    if change_set.problems:
        return
    closing = end_district(change_set=change_set, district=district, successor=successor, on=on, goes_to=goes_to)
    handed_over = transfer_memberships(
        change_set=change_set, district=district, successor=successor, on=on, closing=closing
    )
    for membership in handed_over.ended:
        describe_contracts_of_member(change_set, membership, successor, on)
    end_services_and_wishes(change_set=change_set, district=district, successor=successor, on=on)
    replace_fiscal_agent(change_set=change_set, district=district, successor=successor)
    carry_applications(change_set, district, successor, handed_over.following)


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
        change_set.problems.append(
            f"{consortium} can’t be closed, because its status is “{consortium.get_status_display().lower()}.”"
        )
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
    )
    end_contracts(change_set, consortium, successor if carries_contracts else None, on)
    withdraw_introductions_to(change_set=change_set, consortium=consortium)
    applications = Application.objects.filter(consortium=consortium).exclude(status=Status.WITHDRAWN)
    for one in applications.select_related("consortium", "competition").order_by("reference"):
        if one.status == Status.DRAFT:
            words = "it stays with everything in it, but can’t be submitted. Its page gives the reason."
        else:
            words = f"it stays as submitted ({one.get_status_display().lower()})."
        describe_application(change_set, one, words)
