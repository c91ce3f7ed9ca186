"""Claims of savings and the prices they are measured against: entered with their source, withdrawn with a reason."""

import datetime
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.actions.facts import lock_consortium
from consortia.rules.registering import problems_with_texts
from districts.actions.history import touch_registry
from districts.models import District
from districts.rules.periods import Period
from purchasing.models import Baseline, Contract, ContractItem, SavingsClaim
from purchasing.permissions import check_can_change_contracts
from purchasing.rules.claims import ClaimFact, problems_with_baseline, problems_with_claim
from purchasing.rules.savings import Range

Entry = TypeVar("Entry", Baseline, SavingsClaim)


class ClaimWords(NamedTuple):
    """A claim as its source states it."""

    claimed_by: str
    claimed_on: datetime.date
    lowest: Decimal
    highest: Decimal
    starts_on: datetime.date | None
    ends_on: datetime.date | None
    source: str
    method: str
    is_independent: bool


@transaction.atomic
def enter_claim(*, contract: Contract, words: ClaimWords, by: User, at: datetime.datetime) -> SavingsClaim:
    """Enter what someone said that the contract saved. Raises Refused or Unready."""
    _lock(contract, by, at)
    words = words._replace(
        claimed_by=_plain(words.claimed_by), source=_plain(words.source), method=_plain(words.method)
    )
    problems = problems_with_texts(
        ("name of who made the claim", words.claimed_by, 200), ("source", words.source, 500), is_needed=True
    )
    problems += problems_with_texts(("method", words.method, 300))
    fact = ClaimFact(
        Range(words.lowest, words.highest), words.claimed_on, Period(words.starts_on, words.ends_on), words.method
    )
    problems += problems_with_claim(fact, timezone.localdate(at))
    same = {"claimed_by": words.claimed_by, "claimed_on": words.claimed_on, "source": words.source}
    if SavingsClaim.objects.filter(contract=contract, withdrawn_on=None, **same).exists():
        problems.append("This claim is already on record. To correct it, withdraw it and enter it again.")
    if problems:
        raise Unready(*problems)
    claim = SavingsClaim.objects.create(contract=contract, **words._asdict())
    touch_registry()
    log.record("savings.claim_entered", claim, by=by, at=at, contract=contract.number, **words._asdict())
    return claim


@transaction.atomic
def enter_baseline(
    *,
    item: ContractItem,
    district: District | None,
    unit_price: Decimal,
    priced_on: datetime.date,
    source: str,
    method: str,
    by: User,
    at: datetime.datetime,
) -> Baseline:
    """Enter a price to measure savings against, for one district or for any (None). Raises Refused or Unready."""
    contract = item.contract
    _lock(contract, by, at)
    source, method = _plain(source), _plain(method)
    problems = problems_with_texts(("source", source, 300), ("method", method, 200), is_needed=True)
    problems += problems_with_baseline(unit_price, priced_on, timezone.localdate(at))
    values: dict[str, Any] = {"district": district, "unit_price": unit_price, "priced_on": priced_on}
    values |= {"source": source, "method": method}
    if Baseline.objects.filter(item=item, withdrawn_on=None, **values).exists():
        problems.append("This price is already on record.")
    if problems:
        raise Unready(*problems)
    baseline = Baseline.objects.create(item=item, **values)
    touch_registry()
    log.record(
        "baseline.entered",
        baseline,
        by=by,
        at=at,
        contract=contract.number,
        item=item.name,
        **{**values, "district": district.leaid if district else ""},
    )
    return baseline


@transaction.atomic
def withdraw_claim(*, claim: SavingsClaim, reason: str, by: User, at: datetime.datetime) -> SavingsClaim:
    """Withdraw a claim that was entered by mistake; it stays visible with the reason. Raises Refused or Unready."""
    return _withdraw(claim, claim.contract, reason, "savings.claim_withdrawn", by, at)


@transaction.atomic
def withdraw_baseline(*, baseline: Baseline, reason: str, by: User, at: datetime.datetime) -> Baseline:
    """Withdraw a price: from that date, no saving is measured against it. Raises Refused or Unready."""
    return _withdraw(baseline, baseline.item.contract, reason, "baseline.withdrawn", by, at)


def _withdraw(entry: Entry, contract: Contract, reason: str, event: str, by: User, at: datetime.datetime) -> Entry:
    _lock(contract, by, at)
    reason = _plain(reason)
    entry.refresh_from_db()
    problems = problems_with_texts(("reason", reason, 300), is_needed=True)
    if entry.withdrawn_on:
        problems.append("This entry is already withdrawn.")
    if problems:
        raise Unready(*problems)
    entry.withdrawn_on, entry.withdrawn_because = timezone.localdate(at), reason
    entry.save(update_fields=["withdrawn_on", "withdrawn_because"])
    touch_registry()
    log.record(event, entry, by=by, at=at, contract=contract.number, reason=reason)
    return entry


def _lock(contract: Contract, by: User, at: datetime.datetime) -> None:
    consortium = lock_consortium(contract.consortium)
    check_can_change_contracts(by, consortium, timezone.localdate(at))


def _plain(text: str) -> str:
    return " ".join(text.split())
