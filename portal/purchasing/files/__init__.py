"""A contract on a date as a file that anyone can recompute."""

import datetime
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.text import slugify

from portal.components.downloads import csv_lines, csv_response
from portal.components.purchasing_columns import CLAIMS, SAVINGS
from portal.purchasing.pages.diligence import checklist_text, contract_text
from portal.purchasing.pages.orders import notes_text
from purchasing.exports.ocds import Publisher, about_package, releases_of
from purchasing.models import Contract, ContractDocument, Purchase
from purchasing.reads.diligence import Diligence
from purchasing.reads.ledger import JudgedPurchase, Ledger
from purchasing.reads.orders import DistrictOrders
from purchasing.reads.savings import JudgedClaim, SavingsRecord
from purchasing.rules.prices import CENT, UNIT_PRICE, rounded
from purchasing.rules.savings import Range
from purchasing.rules.savings_lines import SavingsLine
from purchasing.states import Pooling


def contract_document(ledger: Ledger) -> dict[str, Any]:
    """The contract as JSON says it: money as text with two decimals, unit prices with four (docs/contracts.md)."""
    contract = ledger.contract
    is_pooled = contract.pooling == Pooling.POOLED
    return {
        "number": contract.number,
        "consortium": contract.consortium.slug,
        "on": ledger.on.isoformat(),
        "usable_by": [{"leaid": district.leaid, "because": because} for district, because in ledger.usable_by],
        "prices": [
            {
                "item": one.item.name,
                "pooled_quantity": one.price.quantity if is_pooled else None,
                "unit_price": _unit(one.price.unit_price),
                "next_threshold": one.price.next_threshold,
                "next_unit_price": _unit(one.price.next_unit_price),
            }
            for one in ledger.prices
        ],
        "purchases": [
            {
                "leaid": one.purchase.district.leaid,
                "item": one.purchase.item.name,
                "ordered_on": one.purchase.ordered_on.isoformat(),
                "quantity": one.purchase.quantity,
                "paid": _unit(one.purchase.unit_price_paid),
                "contract_unit_price": _unit(one.contract_unit_price),
                "over_contract": one.is_over_contract,
                "was_allowed": one.answer.is_allowed,
                "why": one.answer.because,
            }
            for one in ledger.judged
        ],
        "baselines": [
            {
                "item": one.item.name,
                "leaid": one.district.leaid if one.district else None,
                "unit_price": _unit(one.unit_price),
                "on": one.priced_on.isoformat(),
                "source": one.source,
                "method": one.method,
            }
            for one in ledger.stated_baselines
        ],
        "savings": {
            **_range(ledger.savings.total),
            "by_member": [{"leaid": leaid, **_range(one)} for leaid, one in ledger.savings.by_member.items()],
        },
    }


def contract_choices(contracts: Iterable[Contract], on: datetime.date) -> dict[str, Any]:
    """The contracts of several consortia with one number, and where each is found."""
    return {
        "error": "Several consortia use this contract number. Choose one of these addresses.",
        "choices": [
            {
                "consortium": one.consortium.slug,
                "title": one.title,
                "address": f"{reverse('purchasing:contract_json', args=[one.number])}"
                f"?{urlencode({'consortium': one.consortium.slug, 'on': on.isoformat()})}",
            }
            for one in contracts
        ],
    }


def _range(one: Range) -> dict[str, str]:
    return {"low": _money(one.low), "high": _money(one.high)}


def _money(amount: Decimal) -> str:
    return str(rounded(amount, CENT))


def _unit(price: Decimal | None) -> str | None:
    return None if price is None else str(rounded(price, UNIT_PRICE))


def ocds_response(contracts: Sequence[Contract], *, at: datetime.datetime) -> StreamingHttpResponse:
    """The releases of these contracts as a package of the Open Contracting Data Standard, sent while it is made."""
    publisher = Publisher(*settings.OCDS_PUBLISHER)

    def lines() -> Iterator[str]:
        yield json.dumps(about_package(publisher, at), ensure_ascii=False)[:-1] + ', "releases": ['
        between = "\n"
        for release in releases_of(contracts, publisher, at):
            yield between + json.dumps(release, ensure_ascii=False)
            between = ",\n"
        yield "\n]}\n"

    response = StreamingHttpResponse(lines(), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="contracts-ocds-{at:%Y-%m-%d}.json"'
    return response


class _Written(io.RawIOBase):
    """Collects what a zip writes, to be sent piece by piece."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.parts.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        """What was written since the last time."""
        parts, self.parts = self.parts, []
        return b"".join(parts)


def diligence_response(diligence: Diligence, orders: DistrictOrders | None = None) -> StreamingHttpResponse:
    """The due-diligence pack: the checklist, the facts, and every uploaded document, in one zip.

    With a district's orders, it is the file for the auditor: each order, and what an auditor would note. It is sent
    while it is made, one document at a time: those of a contract may be 300 MB.
    """
    contract = diligence.contract

    def pieces() -> Iterator[bytes]:
        written = _Written()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as pack:
            pack.writestr("checklist.txt", checklist_text(diligence))
            pack.writestr("contract.txt", contract_text(diligence))
            if diligence.tiers:
                header = ("effective_on", "item", "unit", "from_quantity", "unit_price")
                rows = (
                    (tier.price_list.effective_on, tier.item.name, tier.item.unit, tier.from_quantity, tier.unit_price)
                    for tier in diligence.tiers
                )
                pack.writestr("prices.csv", "".join(csv_lines(header, rows)))
            if orders:
                pack.writestr("notes.txt", notes_text(orders))
                pack.writestr("orders.csv", "".join(csv_lines(ORDER_COLUMNS, _order_rows(orders))))
            for number, document in enumerate((one for one in diligence.documents if one.name), start=1):
                yield written.taken()
                content = ContractDocument.objects.with_content().get(pk=document.pk).content
                pack.writestr(f"documents/{number:02d}-{document.kind}-{document.name}", bytes(content or b""))
        yield written.taken()

    response = StreamingHttpResponse(pieces(), content_type="application/zip")
    name = "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_.") else "-" for sign in contract.number)
    response["Content-Disposition"] = f'attachment; filename="due-diligence-{name}.zip"'
    return response


# Those of `orders.csv` in the file for the auditor; the last two are empty for an order that counts.
ORDER_COLUMNS = (
    "ordered_on", "number", "item", "unit", "quantity", "unit_price_paid", "contract_unit_price", "total",
    "over_contract_by", "was_allowed", "why", "explanation", "recorded", "canceled_on", "canceled_because",
)  # fmt: skip


def _order_rows(orders: DistrictOrders) -> Iterator[tuple[object, ...]]:
    for one in orders.judged:
        judged = (one.contract_unit_price, one.paid, one.over_by, "yes" if one.answer.is_allowed else "no")
        yield _order_row(one.purchase, (_unit(judged[0]), _money(judged[1]), _money(judged[2]), judged[3]), one)
    for canceled in orders.canceled:
        total = _money(canceled.quantity * canceled.unit_price_paid)
        yield _order_row(canceled, ("", total, "", ""), None)


def _order_row(order: Purchase, judged: tuple[object, ...], one: JudgedPurchase | None) -> tuple[object, ...]:
    entered = (order.ordered_on, order.reference, order.item.name, order.item.unit, order.quantity)
    why = one.answer.because if one else ""
    last = (order.exception_because, order.get_source_display(), order.canceled_on, order.canceled_because)
    return (*entered, _unit(order.unit_price_paid), *judged, why, *last)


def savings_file(record: SavingsRecord) -> HttpResponseBase:
    """Every order with each price it is measured against: everything from which the savings are recomputed."""
    rows = (_savings_row(record, line) for line in record.lines)
    return csv_response(f"savings-{_slug(record)}", SAVINGS.header, rows, on=record.ledger.on)


def claims_file(record: SavingsRecord) -> HttpResponseBase:
    """The claims with the recomputed amounts."""
    rows = (_claim_row(one) for one in record.judged_claims)
    return csv_response(f"savings-claims-{_slug(record)}", CLAIMS.header, rows, on=record.ledger.on)


def _slug(record: SavingsRecord) -> str:
    contract = record.ledger.contract
    return slugify(f"{contract.consortium.slug}-{contract.number.replace('/', '-')}")


def _savings_row(record: SavingsRecord, line: SavingsLine) -> tuple[object, ...]:
    order, base = record.order_of(line), record.baseline_of(line)
    cells: tuple[object, ...] = (
        line.order + 1,
        order.ordered_on,
        order.district.leaid,
        order.district.name,
        order.item.name,
        order.item.unit,
        order.quantity,
        _unit(order.unit_price_paid),
    )
    if base is None or line.saving is None:
        return (*cells, *[""] * 6)
    whose = base.district.name if base.district else "any district"
    earlier = (_unit(base.unit_price), base.priced_on, whose, base.source, base.method)
    return (*cells, *earlier, _unit(line.saving))


def _claim_row(one: JudgedClaim) -> tuple[object, ...]:
    claim, compared = one.claim, one.compared
    found = compared.recomputed
    return (
        claim.claimed_by,
        claim.claimed_on,
        _money(claim.lowest),
        _money(claim.highest),
        claim.starts_on,
        claim.ends_on,
        claim.source,
        claim.method,
        "yes" if claim.is_independent else "no",
        _money(found.low) if found else "",
        _money(found.high) if found else "",
        compared.orders,
        compared.unmeasured,
        " ".join(compared.reasons),
        claim.withdrawn_on,
    )
