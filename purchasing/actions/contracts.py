"""Entering and changing shared contracts: by hand, and from application files."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.dates import short_day
from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.actions.facts import check_has_not_ended, lock_consortium, office_of, record_change
from consortia.models import Consortium
from consortia.permissions import check_can_register_consortium
from consortia.rules import contradictions, problems_with_texts
from consortia.rules.fact_owners import CONTRACT
from districts.permissions import Actor
from districts.rules.disputing import what_changed
from districts.rules.registering import problems_with_period
from purchasing.actions.contract_texts import plain, text_of, with_values
from purchasing.actions.suppliers import set_suppliers
from purchasing.models import Contract
from purchasing.permissions import check_can_change_contracts
from purchasing.rules.contracts import LABELS, problems_with_contract, problems_with_price_terms, shown


@transaction.atomic
def register_contract(
    *,
    consortium: Consortium,
    number: str,
    title: str = "",
    supplier: str = "",
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    by: Actor,
    at: datetime.datetime,
) -> Contract:
    """The consortium's contract of that number, with unknown facts filled in. Raises Unready where a fact differs."""
    check_can_register_consortium(by, timezone.localdate(at))
    consortium = Consortium.objects.select_for_update().get(pk=consortium.pk)
    problems = problems_with_texts(("contract number", number, 60), is_needed=True)
    problems += problems_with_texts(("title", title, 300), ("supplier", supplier, 200))
    problems += problems_with_period(starts_on=starts_on, ends_on=ends_on)
    values = {"title": title, "supplier": supplier, "starts_on": starts_on, "ends_on": ends_on}
    contract = Contract.objects.filter(consortium=consortium, number=number).first()
    if contract is not None:
        known = {field: getattr(contract, field) for field in values}
        problems += contradictions(f"contract {number}", known, values)
    if problems:
        raise Unready(*problems)
    if contract is None:
        contract, changed = Contract(consortium=consortium, number=number, **values), ["new"]
    else:
        changed = [field for field, value in values.items() if value and not getattr(contract, field)]
        for field in changed:
            setattr(contract, field, values[field])
    if changed:
        contract.save()
        set_suppliers(contract)
        log.record("contract.registered", contract, by=by, at=at, consortium=consortium.slug, changed=changed, **values)
    return contract


@transaction.atomic
def enter_contract(*, consortium: Consortium, values: Mapping[str, str], by: User, at: datetime.datetime) -> Contract:
    """Enter a contract of the consortium. Values are text, a date like 2026-07-01. Raises Refused or Unready."""
    consortium = lock_consortium(consortium)
    check_can_change_contracts(by, consortium, timezone.localdate(at))
    check_has_not_ended(consortium)
    contract = Contract(consortium=consortium)
    if problems := with_values(contract, values) + problems_with(contract, values, at):
        raise Unready(*problems)
    contract.save()
    set_suppliers(contract)
    source = office_of(by, consortium, timezone.localdate(at))
    record_change(consortium, CONTRACT, "", _in_words(contract), None, "", source=source, by=by, at=at)
    log.record("contract.entered", contract, by=by, at=at, consortium=consortium.slug, **_known(contract))
    return contract


@transaction.atomic
def change_contract(
    *, contract: Contract, values: Mapping[str, str], seen: Mapping[str, str], by: User, at: datetime.datetime
) -> list[str]:
    """Change facts of a contract; returns the names of those that changed. Raises Refused or Unready.

    `seen` holds the values when the form was shown, so that what others changed since then is not overwritten.
    """
    consortium = lock_consortium(contract.consortium)
    contract = lock_contract(contract)
    check_can_change_contracts(by, consortium, timezone.localdate(at))
    check_has_not_ended(consortium)
    seen = {field: plain(field, text) for field, text in seen.items()}
    before = text_of(contract)
    name = str(contract)
    changed = [field for field in before if plain(field, values.get(field, "")) != seen.get(field, "")]
    changed_since = [
        field for field in changed if before[field] not in (seen.get(field, ""), plain(field, values[field]))
    ]
    if problems := what_changed(
        {f"The {LABELS[field]}": seen.get(field, "") for field in changed_since},
        {f"The {LABELS[field]}": before[field] for field in changed_since},
    ):
        raise Unready(*problems, "If yours is right, save again.")
    wanted = {field: values[field] for field in changed}
    if problems := with_values(contract, wanted) + problems_with(contract, wanted, at):
        raise Unready(*problems)
    changed = [field for field, text in text_of(contract).items() if text != before[field]]
    if contract.price_lists.exists() and (problems := problems_with_price_terms(changed)):
        raise Unready(*problems)
    if not changed:
        return []
    contract.save(update_fields=changed)
    if "supplier" in changed:
        set_suppliers(contract)
    source = office_of(by, consortium, timezone.localdate(at))
    for field in changed:
        old, new = (shown(field, text) for text in (before[field], text_of(contract)[field]))
        words = f"{name}, {LABELS[field]}: {old}"
        record_change(consortium, CONTRACT, words, new, None, "", source=source, by=by, at=at)
    was = {field: before[field] for field in changed}
    log.record("contract.changed", contract, by=by, at=at, consortium=consortium.slug, changed=changed, was=was)
    return changed


def lock_contract(contract: Contract) -> Contract:
    """The contract as it is now, locked until the end of the transaction."""
    rows = Contract.objects.select_for_update(of=("self",)).select_related("consortium", "lead")
    return rows.get(pk=contract.pk)


def problems_with(contract: Contract, values: Mapping[str, str], at: datetime.datetime) -> list[str]:
    """Problems with the facts that the contract would have with these values, as they were typed."""
    others = Contract.objects.filter(consortium=contract.consortium).exclude(pk=contract.pk)
    return problems_with_contract(
        consortium=contract.consortium.name,
        values=text_of(contract) | {field: plain(field, text) for field, text in values.items()},
        others={other.number.casefold(): str(other) for other in others},
        on=timezone.localdate(at),
    )


def _known(contract: Contract) -> dict[str, str]:
    """The facts that have a value, for the log."""
    return {field: text for field, text in text_of(contract).items() if text}


def _in_words(contract: Contract) -> str:
    """“24-01 Copy paper (Acme Paper), from Jul 1, 2026, to Jun 30, 2029”."""
    words = f"{contract} ({contract.supplier})"
    if contract.starts_on:
        words += f", from {short_day(contract.starts_on)}"
    return f"{words}, to {short_day(contract.ends_on)}" if contract.ends_on else words
