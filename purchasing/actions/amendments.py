"""Amendments and terminations of contracts: recorded once, in effect from a date, and members are told."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.actions.facts import check_has_not_ended, lock_consortium, office_of, record_change
from consortia.rules.fact_owners import CONTRACT
from districts.actions.history import touch_registry
from districts.permissions import Actor
from purchasing import emails
from purchasing.actions.contract_texts import plain, text_of, with_values
from purchasing.actions.contracts import lock_contract, problems_with
from purchasing.actions.suppliers import set_suppliers
from purchasing.models import Contract, ContractAmendment
from purchasing.permissions import check_can_change_contracts
from purchasing.rules.amendments import (
    AMENDABLE,
    EarlierAmendment,
    problems_with_amendment,
    problems_with_termination,
)
from purchasing.rules.contracts import FACTS, changes_in_words, shown
from purchasing.states import ContractChangeKind


@transaction.atomic
def amend_contract(
    *,
    contract: Contract,
    values: Mapping[str, str],
    reason: str,
    effective_on: datetime.date | None,
    by: User,
    at: datetime.datetime,
) -> ContractAmendment:
    """Record what the parties changed; the facts take the new values on the effective date. Raises Refused or Unready.

    `values` are the facts as text; those that stay the same are left out. Members that may buy get an email.
    """
    contract, on = _locked(contract, by, at), timezone.localdate(at)
    before = facts_on(contract, effective_on or on)
    wanted = {field: plain(field, text) for field, text in values.items() if field in AMENDABLE}
    wanted = {field: text for field, text in wanted.items() if text != before[field]}
    others = [EarlierAmendment(one.effective_on, one.fields) for one in contract.amendments.all()]
    problems = problems_with_amendment(
        reason=reason,
        effective_on=effective_on,
        changed=list(wanted),
        starts_on=contract.starts_on,
        others=others,
        on=on,
    )
    if contract.amendments.filter(kind=ContractChangeKind.TERMINATION).exists():
        problems.append("This contract is terminated, so it can’t be amended.")
    trial = lock_contract(contract)
    problems += with_values(trial, before | wanted) + problems_with(trial, wanted, at)
    if problems or effective_on is None:
        raise Unready(*problems)
    changes = [{"field": field, "before": before[field], "after": text} for field, text in wanted.items()]
    return _record(contract, ContractChangeKind.AMENDMENT, reason, effective_on, changes, by, at)


@transaction.atomic
def terminate_contract(
    *, contract: Contract, reason: str, effective_on: datetime.date | None, by: User, at: datetime.datetime
) -> ContractAmendment:
    """End the contract early; the date is the last one on which members can buy. Raises Refused or Unready.

    Members that may buy get an email.
    """
    contract, on = _locked(contract, by, at), timezone.localdate(at)
    ends_on = facts_on(contract, effective_on or on)["ends_on"]
    problems = problems_with_termination(
        reason=reason,
        effective_on=effective_on,
        starts_on=contract.starts_on,
        ends_on=datetime.date.fromisoformat(ends_on) if ends_on else None,
        on=on,
    )
    if contract.amendments.filter(kind=ContractChangeKind.TERMINATION).exists():
        problems.append("This contract’s termination is already on record.")
    if problems or effective_on is None:
        raise Unready(*problems)
    changes = [{"field": "ends_on", "before": ends_on, "after": effective_on.isoformat()}]
    return _record(contract, ContractChangeKind.TERMINATION, reason, effective_on, changes, by, at)


@transaction.atomic
def apply_amendment(*, amendment: ContractAmendment, by: Actor, at: datetime.datetime) -> bool:
    """Give the contract the amendment's values once its date has come; False if that was done already."""
    contract = lock_contract(amendment.contract)
    amendment = ContractAmendment.objects.select_for_update().get(pk=amendment.pk)
    if amendment.applied_at or amendment.effective_on > timezone.localdate(at):
        return False
    _apply(contract, amendment, by, at)
    return True


def facts_on(contract: Contract, on: datetime.date) -> dict[str, str]:
    """The contract's facts as text, with the amendments that take effect by that date and are not in them yet."""
    facts = text_of(contract)
    for amendment in contract.amendments.filter(applied_at=None, effective_on__lte=on).order_by("effective_on", "pk"):
        facts |= {change["field"]: change["after"] for change in amendment.changes}
    return facts


def _locked(contract: Contract, by: User, at: datetime.datetime) -> Contract:
    consortium = lock_consortium(contract.consortium)
    contract = lock_contract(contract)
    check_can_change_contracts(by, consortium, timezone.localdate(at))
    check_has_not_ended(consortium)
    return contract


def _record(
    contract: Contract,
    kind: ContractChangeKind,
    reason: str,
    effective_on: datetime.date,
    changes: list[dict[str, str]],
    by: User,
    at: datetime.datetime,
) -> ContractAmendment:
    on = timezone.localdate(at)
    amendment = ContractAmendment.objects.create(
        contract=contract,
        kind=kind,
        reason=" ".join(reason.split()),
        effective_on=effective_on,
        changes=changes,
        source=office_of(by, contract.consortium, on),
        recorded_at=at,
        by=by,
    )
    touch_registry()
    fields = [change["field"] for change in changes]
    log.record("contract.amended", contract, by=by, at=at, kind=kind, effective_on=effective_on, changed=fields)
    emails.send_contract_changed(amendment, changes=changes_in_words(changes), by=by, at=at)
    # What members can do under a terminated contract ends with the date, so its end is known from now on.
    if effective_on <= on or kind == ContractChangeKind.TERMINATION:
        _apply(contract, amendment, by, at)
    return amendment


def _apply(contract: Contract, amendment: ContractAmendment, by: Actor, at: datetime.datetime) -> None:
    after = {change["field"]: change["after"] for change in amendment.changes}
    with_values(contract, after)
    contract.save(update_fields=[*after])
    if "supplier" in after:
        set_suppliers(contract)
    amendment.applied_at = at
    amendment.save(update_fields=["applied_at"])
    for change in amendment.changes:
        field = change["field"]
        words = f"{contract}, {FACTS[field].label}: {shown(field, change['before'])}"
        new, day = shown(field, change["after"]), amendment.effective_on
        record_change(
            contract.consortium, CONTRACT, words, new, day, amendment.reason, source=amendment.source, by=by, at=at
        )
    log.record("contract.amendment_in_effect", contract, by=by, at=at, changed=[*after])
