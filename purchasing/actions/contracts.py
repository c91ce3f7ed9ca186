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
from districts.actions.history import touch_registry
from districts.permissions import Actor
from districts.rules.disputing import what_changed
from districts.rules.registering import problems_with_period
from purchasing.models import Contract
from purchasing.permissions import check_can_change_contracts
from purchasing.rules.contracts import LABELS, problems_with_contract


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
        touch_registry()
        log.record("contract.registered", contract, by=by, at=at, consortium=consortium.slug, changed=changed, **values)
    return contract


@transaction.atomic
def enter_contract(*, consortium: Consortium, values: Mapping[str, str], by: User, at: datetime.datetime) -> Contract:
    """Enter a contract of the consortium. Values are text, a date like 2026-07-01. Raises Refused or Unready."""
    consortium = lock_consortium(consortium)
    check_can_change_contracts(by, consortium, timezone.localdate(at))
    check_has_not_ended(consortium)
    contract = _with_values(Contract(consortium=consortium), values)
    if problems := _problems(contract, at):
        raise Unready(*problems)
    contract.save()
    source = office_of(by, consortium, timezone.localdate(at))
    record_change(consortium, CONTRACT, "", _in_words(contract), None, "", source=source, by=by, at=at)
    log.record("contract.entered", contract, by=by, at=at, consortium=consortium.slug, **text_of(contract))
    return contract


@transaction.atomic
def change_contract(
    *, contract: Contract, values: Mapping[str, str], seen: Mapping[str, str], by: User, at: datetime.datetime
) -> list[str]:
    """Change facts of a contract; returns the names of those that changed. Raises Refused or Unready.

    `seen` holds the values when the form was shown, so that what others changed since then is not overwritten.
    """
    consortium = lock_consortium(contract.consortium)
    contract = Contract.objects.select_for_update(of=("self",)).select_related("consortium").get(pk=contract.pk)
    check_can_change_contracts(by, consortium, timezone.localdate(at))
    check_has_not_ended(consortium)
    before = text_of(contract)
    name = str(contract)
    changed = [field for field in before if _plain(values[field]) != seen.get(field, "")]
    changed_since = [field for field in changed if before[field] not in (seen.get(field, ""), _plain(values[field]))]
    if problems := what_changed(
        {f"The {LABELS[field]}": seen.get(field, "") for field in changed_since},
        {f"The {LABELS[field]}": before[field] for field in changed_since},
    ):
        raise Unready(*problems, "If yours is right, save again.")
    _with_values(contract, {field: values[field] for field in changed})
    if problems := _problems(contract, at):
        raise Unready(*problems)
    changed = [field for field, text in text_of(contract).items() if text != before[field]]
    if not changed:
        return []
    contract.save(update_fields=changed)
    source = office_of(by, consortium, timezone.localdate(at))
    for field in changed:
        old, new = (_shown(field, text) for text in (before[field], text_of(contract)[field]))
        words = f"{name}, {LABELS[field]}: {old}"
        record_change(consortium, CONTRACT, words, new, None, "", source=source, by=by, at=at)
    was = {field: before[field] for field in changed}
    log.record("contract.changed", contract, by=by, at=at, consortium=consortium.slug, changed=changed, was=was)
    return changed


def text_of(contract: Contract) -> dict[str, str]:
    """The facts of a contract as forms send them, by field; empty where one is not known."""
    return {field: str(getattr(contract, field) or "") for field in LABELS}


def _with_values(contract: Contract, values: Mapping[str, str]) -> Contract:
    for field, text in values.items():
        value = _plain(text)
        is_day = field in ("starts_on", "ends_on")
        setattr(contract, field, (datetime.date.fromisoformat(value) if value else None) if is_day else value)
    return contract


def _problems(contract: Contract, at: datetime.datetime) -> list[str]:
    others = Contract.objects.filter(consortium=contract.consortium).exclude(pk=contract.pk)
    return problems_with_contract(
        consortium=contract.consortium.name,
        values=text_of(contract),
        starts_on=contract.starts_on,
        ends_on=contract.ends_on,
        others={other.number.casefold(): str(other) for other in others},
        on=timezone.localdate(at),
    )


def _in_words(contract: Contract) -> str:
    """“24-01 Copy paper (Acme Paper), from Jul 1, 2026, to Jun 30, 2029”."""
    words = f"{contract} ({contract.supplier})"
    if contract.starts_on:
        words += f", from {short_day(contract.starts_on)}"
    return f"{words}, to {short_day(contract.ends_on)}" if contract.ends_on else words


def _shown(field: str, text: str) -> str:
    if not text:
        return "no end date" if field == "ends_on" else "not known"
    return short_day(datetime.date.fromisoformat(text)) if field.endswith("_on") else text


def _plain(text: str) -> str:
    return " ".join(text.split())
