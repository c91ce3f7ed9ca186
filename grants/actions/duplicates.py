"""Merging duplicate records of a district or a consortium: built like grants/actions/mergers.py."""

import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from consortia.actions.duplicates import move_what_district_has, set_consortium_entry_aside
from consortia.models import Closure, Consortium, Membership
from consortia.states import CONSORTIUM_STEPS, NEVER_BEGAN, ClosureKind, ConsortiumStatus
from districts.actions.change_set import ChangeSet
from districts.actions.duplicates import set_record_aside
from districts.models import District
from districts.permissions import Actor, check_can_register
from districts.states import REPLACED_AGENCIES
from exchange.actions.closures import move_exchanges_of_consortium, move_exchanges_of_district
from grants.actions.carrying import carry_applications, describe_application
from grants.actions.closures import last_successor, new_change_set, record_closure, stop_at_problems
from grants.models import Application
from grants.rules.closures import problems_with_duplicates, problems_with_reason
from grants.states import OPEN_FOR_WRITING, Status
from purchasing.actions.closures import move_contracts


class ComparedFact(NamedTuple):
    """One fact of both records."""

    label: str
    set_aside: str
    kept: str

    @property
    def differs(self) -> bool:
        """Whether both values are known and differ."""
        return bool(self.set_aside and self.kept and self.set_aside != self.kept)


@transaction.atomic
def set_district_aside(
    *, district: District, kept: District, reason: str, preview_digest: str, by: Actor, at: datetime.datetime
) -> Closure:
    """Merge the duplicate `district` into `kept`; its row stays, marked as a duplicate. Raises Refused or Unready."""
    rows = {
        row.pk: row for row in District.objects.select_for_update().filter(pk__in=(district.pk, kept.pk)).order_by("pk")
    }
    district, kept = rows[district.pk], rows[kept.pk]
    change_set = new_change_set(reason, "", by, at)
    _write_district(change_set, district, kept, reason)
    stop_at_problems(change_set, preview_digest)
    return record_closure(
        change_set, Closure(kind=ClosureKind.DUPLICATE, district=district, into_district=kept, reason=reason)
    )


@transaction.atomic
def preview_duplicate_district(
    *, district: District, kept: District, reason: str, by: Actor, at: datetime.datetime
) -> ChangeSet:
    """What `set_district_aside` would change, in words, and the problems with it; nothing is written."""
    change_set = new_change_set(reason, "", by, at, dry_run=True)
    _write_district(change_set, district, kept, reason)
    return change_set


@transaction.atomic
def set_consortium_aside(
    *, consortium: Consortium, kept: Consortium, reason: str, preview_digest: str, by: Actor, at: datetime.datetime
) -> Closure:
    """Merge the duplicate `consortium` into `kept`; its row stays, marked as a duplicate. Raises Refused or Unready."""
    rows = {
        row.pk: row
        for row in Consortium.objects.select_for_update().filter(pk__in=(consortium.pk, kept.pk)).order_by("pk")
    }
    consortium, kept = rows[consortium.pk], rows[kept.pk]
    change_set = new_change_set(reason, "", by, at)
    _write_consortium(change_set, consortium, kept, reason)
    stop_at_problems(change_set, preview_digest)
    return record_closure(
        change_set, Closure(kind=ClosureKind.DUPLICATE, consortium=consortium, into_consortium=kept, reason=reason)
    )


@transaction.atomic
def preview_duplicate_consortium(
    *, consortium: Consortium, kept: Consortium, reason: str, by: Actor, at: datetime.datetime
) -> ChangeSet:
    """What `set_consortium_aside` would change, in words, and the problems with it; nothing is written."""
    change_set = new_change_set(reason, "", by, at, dry_run=True)
    _write_consortium(change_set, consortium, kept, reason)
    return change_set


def side_by_side(entry: District | Consortium, into: list[Any]) -> list[ComparedFact]:
    """The facts of both records side by side; empty until another record is chosen."""
    if not into or into[0].pk == entry.pk:
        return []
    describe = _facts_of_district if isinstance(entry, District) else _facts_of_consortium
    set_aside, kept = describe(entry), describe(into[0])  # type: ignore[arg-type]
    return [ComparedFact(label, set_aside[label], kept[label]) for label in set_aside]


def _facts_of_district(one: District) -> dict[str, str]:
    address = ", ".join(part for part in (one.street, f"{one.city} {one.state} {one.zip_code}".strip()) if part)
    lines = Membership.objects.filter(district=one).exclude(status__in=NEVER_BEGAN)
    return {
        "Name": one.name,
        "LEAID": one.leaid,
        "State ID": one.state_id,
        "Type": one.get_kind_display(),
        "Status": one.get_status_display(),
        "Address": address,
        "Phone": one.phone,
        "County": one.county.name if one.county else "",
        "Schools": str(one.schools.count()),
        "Memberships, including ended ones": str(lines.count()),
        "Source": one.source,
    }


def _facts_of_consortium(one: Consortium) -> dict[str, str]:
    lines = (
        Membership.objects.filter(consortium=one).exclude(status__in=NEVER_BEGAN).select_related("district", "school")
    )
    return {
        "Name": one.name,
        "Web address": one.get_absolute_url(),
        "State": one.state,
        "Legal form": one.get_legal_form_display(),
        "Status": one.get_status_display(),
        "Formed on": one.formed_on.isoformat() if one.formed_on else "",
        "Fiscal agent": one.fiscal_agent.name if one.fiscal_agent else "",
        "Members, including former ones": "; ".join(sorted({str(line.member) for line in lines})),
        "Contracts": str(one.contracts.count()),
    }


def _write_district(change_set: ChangeSet, district: District, kept: District, reason: str) -> None:
    check_can_register(change_set.by, timezone.localdate(change_set.at))
    end = last_successor(kept)
    change_set.problems += problems_with_reason(reason)
    change_set.problems += problems_with_duplicates(
        name=district.name,
        kept=kept.name,
        is_itself=district.pk == kept.pk,
        is_gone=district.status in REPLACED_AGENCIES,
        kept_is_gone=kept.status in REPLACED_AGENCIES or end != kept,
        state=district.state,
        state_of_kept=kept.state,
    )
    if change_set.problems:
        return
    set_record_aside(change_set=change_set, district=district, kept=kept)
    move_what_district_has(change_set=change_set, district=district, kept=kept)
    move_exchanges_of_district(change_set=change_set, district=district, kept=kept)
    carry_applications(change_set, district, kept, {})


def _write_consortium(change_set: ChangeSet, consortium: Consortium, kept: Consortium, reason: str) -> None:
    check_can_register(change_set.by, timezone.localdate(change_set.at))
    may_be, end = CONSORTIUM_STEPS["set_aside"][0], last_successor(kept)
    change_set.problems += problems_with_reason(reason)
    change_set.problems += problems_with_duplicates(
        name=consortium.name,
        kept=kept.name,
        is_itself=consortium.pk == kept.pk,
        is_gone=consortium.status not in may_be,
        kept_is_gone=kept.status not in may_be or end != kept,
        state=consortium.state,
        state_of_kept=kept.state,
        would_hide=(consortium.status, kept.status) == (ConsortiumStatus.REGISTERED, ConsortiumStatus.PROPOSED),
    )
    if change_set.problems:
        return
    applications = Application.objects.filter(consortium=consortium).exclude(status=Status.WITHDRAWN)
    for one in applications.select_related("consortium", "competition").order_by("reference"):
        has_one = Application.objects.filter(consortium=kept, competition=one.competition_id)
        if one.status not in OPEN_FOR_WRITING:
            describe_application(change_set, one, "it stays as submitted, under the old name.")
        elif has_one.exclude(status=Status.WITHDRAWN).exists():
            describe_application(
                change_set,
                one,
                "it is not moved, because the record that is kept already has an application in this round.",
            )
        else:
            describe_application(change_set, one, f"it moves to {kept} with everything in it.")
            change_set.change(one, consortium=kept)
    move_contracts(change_set=change_set, consortium=consortium, kept=kept)
    move_exchanges_of_consortium(change_set=change_set, consortium=consortium, kept=kept)
    set_consortium_entry_aside(change_set=change_set, consortium=consortium, kept=kept, reason=reason)
