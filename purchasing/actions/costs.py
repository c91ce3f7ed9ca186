"""Costs that members share: the lead declares the amount and the formula, changes them, or withdraws the cost."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from accounts.refusals import Unready
from audit import log
from consortia.actions.facts import check_has_not_ended, lock_consortium
from consortia.rules.registering import problems_with_texts
from districts.actions.history import touch_registry
from districts.models import District
from districts.permissions import Actor
from purchasing.emails.costs import send_cost_declared, send_cost_withdrawn
from purchasing.models import Contract, CostShare, CostVersion, SharedCost
from purchasing.permissions import check_can_change_contracts
from purchasing.reads.costs import CostFacts, cost_facts_of
from purchasing.rules.cost_sharing import (
    CostTerms,
    MemberShare,
    changes_nothing,
    problems_with_cost,
    problems_with_terms,
    version_in_effect,
)
from signing.rules import digest_of


class CostPeriod(NamedTuple):
    """What the cost is, and the period it is for."""

    title: str
    starts_on: datetime.date
    ends_on: datetime.date


class CostPreview(NamedTuple):
    """What would be declared: each member's share before and after, by LEAID. Without shares, `problems` say why."""

    facts: CostFacts
    shares: list[MemberShare]
    before: Mapping[str, Decimal]
    districts: Mapping[str, District]
    problems: list[str]
    digest: str


def preview_cost(
    *,
    contract: Contract,
    cost: SharedCost | None,
    period: CostPeriod,
    terms: CostTerms,
    by: Actor,
    at: datetime.datetime,
) -> CostPreview:
    """Each member's share if this were declared now, for a new cost or a change of one. Raises Refused."""
    on = timezone.localdate(at)
    check_can_change_contracts(by, contract.consortium, on)
    facts = cost_facts_of(contract, on)
    versions = list(cost.versions.prefetch_related("shares__district")) if cost else []
    # Members compare with what would count then if nothing were declared.
    earlier = version_in_effect(versions, max(on, terms.effective_on))
    before_shares = list(earlier.shares.all()) if earlier else []
    before = {one.district.leaid: one.amount for one in before_shares}
    problems = problems_with_terms(terms, ends_on=period.ends_on, is_change=cost is not None, on=on)
    if cost is None:
        problems = problems_with_cost(**period._asdict(), on=on) + problems
    shares: list[MemberShare] = []
    if not (wrong := facts.problems(terms.basis, terms.enrollment_year)) and terms.amount > 0:
        shares = facts.shares(terms.amount, terms.basis, terms.enrollment_year)
    problems += [one for one in wrong if one not in problems]
    if earlier and shares and earlier.basis == terms.basis and changes_nothing(before, shares):
        problems.append("Every member’s share stays the same, so there is nothing to declare.")
    entered = {**terms._asdict(), "amount": str(terms.amount), "effective_on": terms.effective_on.isoformat()}
    seen = {
        "version": len(versions) + 1,
        "terms": entered,
        "shares": {one.leaid: str(one.amount) for one in shares},
        "before": {leaid: str(amount) for leaid, amount in before.items()},
    }
    districts = {one.leaid: one for one in facts.members} | {one.district.leaid: one.district for one in before_shares}
    return CostPreview(facts, shares, before, districts, problems, digest_of(seen))


@transaction.atomic
def declare_cost(
    *, contract: Contract, period: CostPeriod, terms: CostTerms, preview_digest: str, by: Actor, at: datetime.datetime
) -> SharedCost:
    """Declare a cost with its formula, and tell each member its share. Raises Refused or Unready.

    The shares are those of the members that may use the contract on the day declared.
    """
    _lock(contract, by, at)
    period, terms = period._replace(title=_plain(period.title)), terms._replace(reason=_plain(terms.reason))
    preview = preview_cost(contract=contract, cost=None, period=period, terms=terms, by=by, at=at)
    problems = list(preview.problems)
    if SharedCost.objects.filter(contract=contract, withdrawn_on=None, **period._asdict()).exists():
        problems.append("This cost is already declared for that period. Change its amount or formula instead.")
    _check(problems, preview, preview_digest)
    cost = SharedCost.objects.create(contract=contract, **period._asdict())
    _record(cost, 1, terms, preview, by, at)
    return cost


@transaction.atomic
def change_cost(
    *, cost: SharedCost, terms: CostTerms, preview_digest: str, by: Actor, at: datetime.datetime
) -> CostVersion:
    """Declare another amount or formula from a date on, and tell members their old and new shares.

    The earlier version stays readable. Raises Refused or Unready.
    """
    contract = cost.contract
    _lock(contract, by, at)
    cost.refresh_from_db(fields=["withdrawn_on"])
    if cost.withdrawn_on:
        raise Unready("This cost was withdrawn. Declare it again as a new one.")
    terms = terms._replace(reason=_plain(terms.reason))
    period = CostPeriod(cost.title, cost.starts_on, cost.ends_on)
    preview = preview_cost(contract=contract, cost=cost, period=period, terms=terms, by=by, at=at)
    _check(preview.problems, preview, preview_digest)
    return _record(cost, cost.versions.count() + 1, terms, preview, by, at)


@transaction.atomic
def withdraw_cost(*, cost: SharedCost, reason: str, by: Actor, at: datetime.datetime) -> SharedCost:
    """Withdraw a cost that was declared by mistake; it stays readable with the reason, and members are told.

    Raises Refused or Unready.
    """
    _lock(cost.contract, by, at)
    cost.refresh_from_db()
    reason = _plain(reason)
    problems = problems_with_texts(("reason", reason, 300), is_needed=True)
    if cost.withdrawn_on:
        problems.append("This cost is already withdrawn.")
    if problems:
        raise Unready(*problems)
    cost.withdrawn_on, cost.withdrawn_because = timezone.localdate(at), reason
    cost.save(update_fields=["withdrawn_on", "withdrawn_because"])
    touch_registry()
    send_cost_withdrawn(cost, by=by, at=at)
    log.record("shared_cost.withdrawn", cost, by=by, at=at, contract=cost.contract.number, reason=reason)
    return cost


def _check(problems: list[str], preview: CostPreview, preview_digest: str) -> None:
    if problems:
        raise Unready(*problems)
    if preview_digest != preview.digest:
        raise Unready("The shares below aren’t the ones you reviewed. Review them, and then declare them.")


def _record(
    cost: SharedCost, number: int, terms: CostTerms, preview: CostPreview, by: Actor, at: datetime.datetime
) -> CostVersion:
    version = CostVersion.objects.create(
        cost=cost,
        number=number,
        declared_on=timezone.localdate(at),
        counted_on=preview.facts.ledger.on,
        **terms._asdict(),
    )
    CostShare.objects.bulk_create(
        CostShare(version=version, district=preview.districts[one.leaid], weight=one.weight, amount=one.amount)
        for one in preview.shares
    )
    touch_registry()
    send_cost_declared(version, preview.districts, before=preview.before, shares=preview.shares, by=by, at=at)
    log.record(
        "shared_cost.declared" if number == 1 else "shared_cost.changed",
        cost,
        by=by,
        at=at,
        contract=cost.contract.number,
        version=number,
        shares={one.leaid: one.amount for one in preview.shares},
        **terms._asdict(),
    )
    return version


def _lock(contract: Contract, by: Actor, at: datetime.datetime) -> None:
    consortium = lock_consortium(contract.consortium)
    check_can_change_contracts(by, consortium, timezone.localdate(at))
    check_has_not_ended(consortium)


def _plain(text: str) -> str:
    return " ".join(text.split())
