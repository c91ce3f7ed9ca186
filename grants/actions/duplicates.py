"""Guided steps of the registrar: what is in the register twice becomes one. Built like grants/actions/mergers.py."""

import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone

from consortia.actions.duplicates import move_what_district_has, set_consortium_entry_aside
from consortia.models import Consortium, Ending, Membership
from consortia.states import CONSORTIUM_STEPS, NEVER, ConsortiumStatus, EndingKind
from districts.actions.duplicates import set_record_aside
from districts.actions.ledger import Ledger
from districts.models import District
from districts.permissions import Actor, check_can_register
from districts.states import AgencyStatus
from grants.actions.carrying import carry_applications, tell_of
from grants.actions.closures import last_successor, new_ledger, recorded, stop_at_problems
from grants.models import Application
from grants.rules.closures import problems_with_reason, problems_with_twins
from grants.states import OPEN_FOR_WRITING, Status


class Compared(NamedTuple):
    """One fact of both entries."""

    label: str
    here: str
    there: str

    @property
    def differs(self) -> bool:
        """Whether both are known and not the same."""
        return bool(self.here and self.there and self.here != self.there)


@transaction.atomic
def set_district_aside(
    *, district: District, kept: District, reason: str, beheld: str, by: Actor, at: datetime.datetime
) -> Ending:
    """All that pointed to `district` points to `kept`; its row stays, marked as entered twice. Refused or Unready."""
    rows = {
        row.pk: row for row in District.objects.select_for_update().filter(pk__in=(district.pk, kept.pk)).order_by("pk")
    }
    district, kept = rows[district.pk], rows[kept.pk]
    ledger = new_ledger(reason, "", by, at)
    _write_district(ledger, district, kept, reason)
    stop_at_problems(ledger, beheld)
    return recorded(ledger, Ending(kind=EndingKind.DUPLICATE, district=district, into_district=kept, reason=reason))


@transaction.atomic
def rehearse_double_district(
    *, district: District, kept: District, reason: str, by: Actor, at: datetime.datetime
) -> Ledger:
    """What `set_district_aside` would do, in words, and what stands in its way; nothing is written."""
    ledger = new_ledger(reason, "", by, at, is_rehearsal=True)
    _write_district(ledger, district, kept, reason)
    return ledger


@transaction.atomic
def set_consortium_aside(
    *, consortium: Consortium, kept: Consortium, reason: str, beheld: str, by: Actor, at: datetime.datetime
) -> Ending:
    """All that pointed to `consortium` points to `kept`; its row stays, marked as entered twice. Refused or Unready."""
    rows = {
        row.pk: row
        for row in Consortium.objects.select_for_update().filter(pk__in=(consortium.pk, kept.pk)).order_by("pk")
    }
    consortium, kept = rows[consortium.pk], rows[kept.pk]
    ledger = new_ledger(reason, "", by, at)
    _write_consortium(ledger, consortium, kept, reason)
    stop_at_problems(ledger, beheld)
    return recorded(
        ledger, Ending(kind=EndingKind.DUPLICATE, consortium=consortium, into_consortium=kept, reason=reason)
    )


@transaction.atomic
def rehearse_double_consortium(
    *, consortium: Consortium, kept: Consortium, reason: str, by: Actor, at: datetime.datetime
) -> Ledger:
    """What `set_consortium_aside` would do, in words, and what stands in its way; nothing is written."""
    ledger = new_ledger(reason, "", by, at, is_rehearsal=True)
    _write_consortium(ledger, consortium, kept, reason)
    return ledger


def side_by_side(entry: District | Consortium, into: list[Any]) -> list[Compared]:
    """The facts of both entries, the one that would be set aside first; nothing where no other one is chosen."""
    if not into or into[0].pk == entry.pk:
        return []
    describe = _facts_of_district if isinstance(entry, District) else _facts_of_consortium
    here, there = describe(entry), describe(into[0])  # type: ignore[arg-type]
    return [Compared(label, here[label], there[label]) for label in here]


def _facts_of_district(one: District) -> dict[str, str]:
    address = ", ".join(part for part in (one.street, f"{one.city} {one.state} {one.zip_code}".strip()) if part)
    lines = Membership.objects.filter(district=one).exclude(status__in=NEVER)
    return {
        "Name": one.name,
        "LEAID": one.leaid,
        "State's own id": one.state_id,
        "Kind": one.get_kind_display(),
        "Status": one.get_status_display(),
        "Address": address,
        "Telephone": one.phone,
        "County": one.county.name if one.county else "",
        "Schools": str(one.schools.count()),
        "Memberships, ended ones too": str(lines.count()),
        "Source": one.source,
    }


def _facts_of_consortium(one: Consortium) -> dict[str, str]:
    lines = Membership.objects.filter(consortium=one).exclude(status__in=NEVER).select_related("district", "school")
    return {
        "Name": one.name,
        "Address here": f"/consortia/{one.slug}/",
        "State": one.state,
        "Legal form": one.get_legal_form_display(),
        "Status": one.get_status_display(),
        "Formed on": one.formed_on.isoformat() if one.formed_on else "",
        "Fiscal agent": one.fiscal_agent.name if one.fiscal_agent else "",
        "Members, former ones too": "; ".join(sorted({str(line.member) for line in lines})),
        "Contracts": str(one.contracts.count()),
    }


def _write_district(ledger: Ledger, district: District, kept: District, reason: str) -> None:
    check_can_register(ledger.by, timezone.localdate(ledger.at))
    end = last_successor(kept)
    ledger.problems += problems_with_reason(reason)
    ledger.problems += problems_with_twins(
        name=district.name,
        kept=kept.name,
        is_itself=district.pk == kept.pk,
        is_gone=district.status in (AgencyStatus.MERGED, AgencyStatus.DUPLICATE),
        kept_is_gone=kept.status in (AgencyStatus.MERGED, AgencyStatus.DUPLICATE) or end != kept,
        state=district.state,
        state_of_kept=kept.state,
    )
    if ledger.problems:
        return
    set_record_aside(ledger=ledger, district=district, kept=kept)
    move_what_district_has(ledger=ledger, district=district, kept=kept)
    carry_applications(ledger, district, kept, {})


def _write_consortium(ledger: Ledger, consortium: Consortium, kept: Consortium, reason: str) -> None:
    check_can_register(ledger.by, timezone.localdate(ledger.at))
    may_be, end = CONSORTIUM_STEPS["set_aside"][0], last_successor(kept)
    ledger.problems += problems_with_reason(reason)
    ledger.problems += problems_with_twins(
        name=consortium.name,
        kept=kept.name,
        is_itself=consortium.pk == kept.pk,
        is_gone=consortium.status not in may_be,
        kept_is_gone=kept.status not in may_be or end != kept,
        state=consortium.state,
        state_of_kept=kept.state,
        would_hide=(consortium.status, kept.status) == (ConsortiumStatus.REGISTERED, ConsortiumStatus.PROPOSED),
    )
    if ledger.problems:
        return
    applications = Application.objects.filter(consortium=consortium).exclude(status=Status.WITHDRAWN)
    for one in applications.select_related("consortium", "competition").order_by("reference"):
        has_one = Application.objects.filter(consortium=kept, competition=one.competition_id)
        if one.status not in OPEN_FOR_WRITING:
            tell_of(ledger, one, "it stays as it was handed in, under the old name.")
        elif has_one.exclude(status=Status.WITHDRAWN).exists():
            tell_of(ledger, one, "it stays where it is, because the kept entry has an application in this round.")
        else:
            tell_of(ledger, one, f"it is {kept}'s now, with everything written in it.")
            ledger.change(one, consortium=kept)
    set_consortium_entry_aside(ledger=ledger, consortium=consortium, kept=kept, reason=reason)
