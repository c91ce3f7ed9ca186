"""Orders on pages: a district records one, corrects it, or cancels it. What was recorded stays."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.actions.facts import lock_consortium
from districts.actions.history import touch_registry
from districts.models import District
from purchasing.models import Contract, ContractItem, Purchase
from purchasing.permissions import (
    check_can_correct_order,
    check_can_record_orders,
    districts_to_order_for,
)
from purchasing.reads.ledger import Ledger, ledger_of
from purchasing.rules.orders import (
    ALREADY_CANCELED,
    OrderEntry,
    problems_with_order,
    problems_with_reason,
    problems_with_right,
)
from purchasing.states import PurchaseSource


@transaction.atomic
def record_order(
    *, item: ContractItem, district: District, entry: OrderEntry, by: User, at: datetime.datetime
) -> Purchase:
    """Record an order of the district, also one that was not allowed, if it is of an earlier day and explained.

    Raises Refused, or Unready; about `because` where only the explanation is missing.
    """
    contract = _lock(item.contract)
    check_can_record_orders(by, contract, district, timezone.localdate(at))
    return _record(ledger_of(contract, timezone.localdate(at)), item, district, entry, by, at)


@transaction.atomic
def correct_order(
    *, order: Purchase, item: ContractItem, entry: OrderEntry, reason: str, by: User, at: datetime.datetime
) -> Purchase:
    """Replace an order that was recorded wrong. The first stays on record with the reason. Raises as record_order."""
    contract, on = _lock(order.item.contract), timezone.localdate(at)
    order = (
        Purchase.objects.select_for_update(of=("self",)).select_related("item__contract", "district").get(pk=order.pk)
    )
    check_can_correct_order(by, order, on)
    reason, entry = _plain(reason), _tidy(entry)
    _check_is_current(order, reason)
    same = (order.item_id, order.ordered_on, order.quantity, order.unit_price_paid, order.reference)
    if same == (item.pk, entry.ordered_on, entry.quantity, entry.unit_price, entry.reference):
        raise Unready("Change at least one value, or select Cancel.")
    _cancel(order, reason, by, at)
    correction = _record(ledger_of(contract, on), item, order.district, entry, by, at, corrects=order)
    log.record("order.corrected", correction, by=by, at=at, corrects=order.pk, reason=reason, **_facts(correction))
    return correction


@transaction.atomic
def cancel_order(*, order: Purchase, reason: str, by: User, at: datetime.datetime) -> Purchase:
    """Cancel an order: it counts on no date, and stays on record with the reason. Raises Refused or Unready."""
    _lock(order.item.contract)
    order = (
        Purchase.objects.select_for_update(of=("self",)).select_related("item__contract", "district").get(pk=order.pk)
    )
    check_can_correct_order(by, order, timezone.localdate(at))
    reason = _plain(reason)
    _check_is_current(order, reason)
    _cancel(order, reason, by, at)
    touch_registry()
    log.record("order.canceled", order, by=by, at=at, reason=reason, **_facts(order))
    return order


def _record(
    ledger: Ledger,
    item: ContractItem,
    district: District,
    entry: OrderEntry,
    by: User,
    at: datetime.datetime,
    corrects: Purchase | None = None,
) -> Purchase:
    on, entry = ledger.on, _tidy(entry)
    twins = Purchase.objects.counting().filter(
        item=item, district=district, ordered_on=entry.ordered_on, reference__iexact=entry.reference
    )
    if problems := problems_with_order(entry, on=on, is_on_record=bool(entry.reference) and twins.exists()):
        raise Unready(*problems)
    missing = ledger.missing_right(district.leaid, entry.ordered_on, item.name)
    if problems := problems_with_right(missing, ordered_on=entry.ordered_on, because=entry.because, on=on):
        raise Unready(*problems, about="because")
    is_own = district.pk in districts_to_order_for(by, on)
    order = Purchase.objects.create(
        item=item,
        district=district,
        ordered_on=entry.ordered_on,
        quantity=entry.quantity,
        unit_price_paid=entry.unit_price,
        source=PurchaseSource.ENTERED if is_own else PurchaseSource.LEAD,
        reference=entry.reference,
        recorded_by=by,
        recorded_at=at,
        exception_because=entry.because if missing else "",
        corrects=corrects,
    )
    touch_registry()
    if corrects is None:
        log.record("order.recorded", order, by=by, at=at, was_allowed=not missing, **_facts(order))
    return order


def _lock(contract: Contract) -> Contract:
    """The contract, after the consortium's other changes: prices are pooled, so orders are recorded one by one."""
    lock_consortium(contract.consortium)
    return Contract.objects.select_related("consortium").get(pk=contract.pk)


def _check_is_current(order: Purchase, reason: str) -> None:
    if order.canceled_on:
        raise Unready(ALREADY_CANCELED)
    if problems := problems_with_reason(reason):
        raise Unready(*problems, about="reason")


def _cancel(order: Purchase, reason: str, by: User, at: datetime.datetime) -> None:
    order.canceled_on, order.canceled_because, order.canceled_by = timezone.localdate(at), reason, by
    order.save(update_fields=["canceled_on", "canceled_because", "canceled_by"])


def _facts(order: Purchase) -> dict[str, Any]:
    return {
        "contract": order.item.contract.number,
        "item": order.item.name,
        "district": order.district.leaid,
        "ordered_on": order.ordered_on,
        "quantity": order.quantity,
        "unit_price": order.unit_price_paid,
        "reference": order.reference,
    }


def _tidy(entry: OrderEntry) -> OrderEntry:
    return entry._replace(reference=_plain(entry.reference), because=_plain(entry.because))


def _plain(text: str) -> str:
    return " ".join(text.split())
