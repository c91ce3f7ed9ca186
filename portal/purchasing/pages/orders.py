"""A district's orders under a contract: the file for the auditor, and the forms that record, correct, and cancel."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse

from accounts.dates import short_day
from districts.models import District
from portal.components.trails import Trail
from portal.purchasing.pages.amounts import sum_in_words, unit_price_in_words
from portal.purchasing.pages.diligence import ChecklistRow, DiligencePage
from portal.purchasing.pages.joinders import LabeledText, SignedJoinderRow, address, trail_of
from purchasing.models import Contract, ContractItem, Purchase, QuantityCommitment
from purchasing.reads.ledger import JudgedPurchase, Ledger
from purchasing.reads.orders import DistrictOrders
from purchasing.rules.eligibility import BuyingAnswer, Defect
from purchasing.rules.orders import OrderEntry
from purchasing.states import PurchaseSource


def orders_address(contract: Contract, district: District, name: str = "district_orders", *more: object) -> str:
    """The address of a page about the district's orders."""
    return address(name, contract, district.leaid, *more)


def over_in_words(one: JudgedPurchase) -> str:
    """“$20.00 a unit over the contract price of $279.00, $800.00 in all”; empty where it isn't over."""
    if not one.over_by or one.contract_unit_price is None:
        return ""
    each = one.purchase.unit_price_paid - one.contract_unit_price
    return (
        f"{unit_price_in_words(each)} a unit over the contract price of "
        f"{unit_price_in_words(one.contract_unit_price)}, {sum_in_words(one.over_by)} in all"
    )


def recorded_in_words(ledger: Ledger, order: Purchase) -> str:
    """What is said once an order is recorded, with what everyone will see about it."""
    one = next(one for one in ledger.judged if one.purchase.pk == order.pk)
    words = f"The order of {order.quantity:,} × {order.item} for {sum_in_words(one.paid)} is recorded."
    if not one.answer.is_allowed:
        words += " It is shown as not allowed."
    if over := over_in_words(one):
        words += f" The price is {over}."
    return words


class OrderCheck(NamedTuple):
    """What the contract says about an order before it is recorded."""

    is_allowed: bool
    facts: Sequence[LabeledText]

    @classmethod
    def of(
        cls, ledger: Ledger, district: District, item: ContractItem, entry: OrderEntry, corrects: Purchase | None
    ) -> "OrderCheck":
        """From what was entered; with `corrects`, as if that order were gone."""
        order = Purchase(
            item=item,
            district=district,
            ordered_on=entry.ordered_on,
            quantity=entry.quantity,
            unit_price_paid=entry.unit_price,
        )
        one = ledger.judge_new(order, corrects)
        price = unit_price_in_words(one.contract_unit_price) or "None on record"
        facts = [
            LabeledText("Order date", short_day(entry.ordered_on)),
            LabeledText("Allowed on that date", "Yes" if one.answer.is_allowed else "No"),
            LabeledText("Contract price for one unit", price),
            LabeledText("Total", sum_in_words(one.paid)),
        ]
        if over := over_in_words(one):
            facts.append(LabeledText("Over the contract price", f"{over[0].upper()}{over[1:]}"))
        facts.append(LabeledText("What an auditor would read", one.answer.because))
        return cls(one.answer.is_allowed, facts)


@dataclass(frozen=True)
class EntryPage:
    """The words of a form about a district's orders."""

    contract: Contract
    district: District
    answer: BuyingAnswer
    title: str
    button: str
    corrects: Purchase | None = None
    about: str = ""

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return trail_of(self.contract, (f"Orders of {self.district}", self.back_address), (self.title, None))

    @property
    def back_address(self) -> str:
        """The district's orders."""
        return orders_address(self.contract, self.district)


def cancel_order_page(contract: Contract, order: Purchase) -> EntryPage:
    """The form that cancels an order."""
    about = (
        f"{order.quantity:,} × {order.item}, ordered on {short_day(order.ordered_on)}, "
        f"{unit_price_in_words(order.unit_price_paid)} for one unit. A canceled order no longer counts toward prices, "
        "savings, or totals. It stays in the file for the auditor with your reason."
    )
    answer = BuyingAnswer(is_allowed=True, because="")
    return EntryPage(contract, order.district, answer, "Cancel an order", "Cancel this order", about=about)


def cancel_commitment_page(contract: Contract, one: QuantityCommitment) -> EntryPage:
    """The form that cancels a commitment."""
    about = (
        f"{one.quantity:,} × {one.item}, {commitment_dates(one)}. From today on, the commitment no longer counts "
        "toward the pooled price."
    )
    answer = BuyingAnswer(is_allowed=True, because="")
    return EntryPage(contract, one.district, answer, "Cancel a commitment", "Cancel this commitment", about=about)


def commitment_dates(one: QuantityCommitment) -> str:
    """“Jul 1, 2026, to Jun 30, 2027”."""
    return f"{short_day(one.starts_on)}, " + (f"to {short_day(one.ends_on)}" if one.ends_on else "with no end date")


@dataclass(frozen=True)
class QuantityPage:
    """The form that commits a quantity."""

    contract: Contract
    district: District
    answer: BuyingAnswer

    @property
    def title(self) -> str:
        """What the reader does."""
        return "Commit to a quantity"

    @property
    def back_address(self) -> str:
        """The district's orders."""
        return orders_address(self.contract, self.district)

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return trail_of(self.contract, (f"Orders of {self.district}", self.back_address), (self.title, None))


class JudgedOrderRow(NamedTuple):
    """An order with what the contract said on its day. Addresses are empty where the reader can't change it."""

    number: str
    ordered_on: datetime.date
    item: str
    quantity: str
    paid: str
    contract_price: str
    total: str
    tag: str
    why: str
    explained: str
    recorded: str
    correct_address: str
    cancel_address: str


class CanceledRow(NamedTuple):
    """An order that no longer counts, and why."""

    order: str
    words: str


class CommitmentRow(NamedTuple):
    """A commitment, how much of it was ordered, and where it is canceled."""

    item: str
    quantity: str
    dates: str
    ordered: str
    note: str
    cancel_address: str


@dataclass(frozen=True)
class DistrictOrdersPage:
    """The file for the auditor, and what the reader can do."""

    record: DistrictOrders
    may_record: bool
    may_correct_files: bool
    may_commit: bool

    @property
    def contract(self) -> Contract:
        """The contract."""
        return self.record.contract

    @property
    def district(self) -> District:
        """The district."""
        return self.record.district

    @property
    def title(self) -> str:
        """“Orders of Cedar Gap Local”."""
        return f"Orders of {self.district}"

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return trail_of(self.contract, (self.title, None))

    @property
    def as_of(self) -> str:
        """The date of the file."""
        return short_day(self.record.on)

    @property
    def may_buy_now(self) -> str:
        """Whether the district may buy today, and why."""
        return self.record.joined.answer.because

    @property
    def facts(self) -> list[LabeledText]:
        """The contract, as an auditor looks it up."""
        one = self.contract
        begins = short_day(one.starts_on) if one.starts_on else "not known"
        ends = short_day(one.ends_on) if one.ends_on else "no end date"
        facts = [
            LabeledText("Contract", f"{one.number} {one.title}"),
            LabeledText("Supplier", one.supplier),
            LabeledText("Consortium", one.consortium.name),
            LabeledText("Contract dates", f"{begins} to {ends}"),
            LabeledText("District", f"{self.district.name} (LEAID {self.district.leaid})"),
            LabeledText("Joinder", "Required" if one.requires_joinder else "Not required"),
        ]
        return [fact for fact in facts if fact.text]

    @property
    def summary(self) -> str:
        """“3 orders for $12,400.00 by Nov 28, 2026. Not allowed: 1. Over the contract price: 1, by $800.00.”"""
        judged = self.record.judged
        if not judged:
            return f"No orders are on record by {self.as_of}."
        noun = "order" if len(judged) == 1 else "orders"
        paid = sum((one.paid for one in judged), Decimal(0))
        over = [one for one in judged if one.is_over_contract]
        words = f"{len(judged):,} {noun} for {sum_in_words(paid)} by {self.as_of}."
        words += f" Not allowed: {sum(not one.answer.is_allowed for one in judged)}."
        words += f" Over the contract price: {len(over)}"
        return words + (f", by {sum_in_words(sum((one.over_by for one in over), Decimal(0)))}." if over else ".")

    @cached_property
    def rows(self) -> list[JudgedOrderRow]:
        """The orders, the newest first."""
        return [self._row(one) for one in reversed(self.record.judged)]

    def _row(self, one: JudgedPurchase) -> JudgedOrderRow:
        order = one.purchase
        tag = "" if one.answer.is_allowed else "Not allowed"
        if not tag and one.is_over_contract:
            tag = "Over the contract price"
        is_from_file = order.source == PurchaseSource.FILE
        may_change = self.may_correct_files if is_from_file else self.may_record
        return JudgedOrderRow(
            "" if is_from_file else order.reference,
            order.ordered_on,
            order.item.name,
            f"{order.quantity:,}",
            unit_price_in_words(order.unit_price_paid),
            unit_price_in_words(one.contract_unit_price) or "none",
            sum_in_words(one.paid),
            tag,
            one.answer.because,
            order.exception_because,
            order.get_source_display(),
            orders_address(self.contract, self.district, "order_correct", order.pk) if may_change else "",
            orders_address(self.contract, self.district, "order_cancel", order.pk) if may_change else "",
        )

    @property
    def canceled(self) -> list[CanceledRow]:
        """Orders that no longer count."""
        return [_canceled_row(one) for one in self.record.canceled]

    @property
    def commitments(self) -> list[CommitmentRow]:
        """The commitments, the earliest first."""
        return [self._commitment_row(one) for one in self.record.commitments]

    def _commitment_row(self, one: QuantityCommitment) -> CommitmentRow:
        ordered = sum(
            order.purchase.quantity
            for order in self.record.judged
            if order.purchase.item_id == one.item_id
            and one.starts_on <= order.purchase.ordered_on
            and (one.ends_on is None or order.purchase.ordered_on <= one.ends_on)
        )
        note = f"Canceled on {short_day(one.canceled_on)}: {one.canceled_because}" if one.canceled_on else ""
        is_over = one.canceled_on or (one.ends_on and one.ends_on < self.record.on)
        may_cancel = self.may_commit and not is_over
        cancel = orders_address(self.contract, self.district, "commitment_cancel", one.pk) if may_cancel else ""
        return CommitmentRow(one.item.name, f"{one.quantity:,}", commitment_dates(one), f"{ordered:,}", note, cancel)

    @property
    def joinders(self) -> list[SignedJoinderRow]:
        """Its joinders, with what an auditor would note about each."""
        return [SignedJoinderRow.of(one, self.record.on) for one in self.record.joined.joinders]

    @property
    def joinder_defects(self) -> Sequence[Defect]:
        """What an auditor may question about its orders and joinders together."""
        return self.record.joined.defects

    @property
    def checklist(self) -> list[ChecklistRow]:
        """The documents of the contract."""
        return DiligencePage(self.record.diligence, []).rows

    @property
    def missing(self) -> str:
        """What is missing, by name."""
        return DiligencePage(self.record.diligence, []).summary

    @property
    def join_address(self) -> str:
        """Where the joinder that is missing is signed; empty where none is, or the reader can't sign."""
        contract, on, joined = self.contract, self.record.on, self.record.joined
        is_missing = contract.requires_joinder and joined.is_member and not joined.in_force(on)
        has_ended = contract.ends_on is not None and contract.ends_on < on
        may_sign = self.may_commit and is_missing and not has_ended and not joined.next_after(on)
        return orders_address(contract, self.district, "joinder_sign") if may_sign else ""

    @property
    def record_address(self) -> str:
        """The form for a new order; empty where the reader can't record one."""
        return orders_address(self.contract, self.district, "order_record") if self.may_record else ""

    @property
    def commit_address(self) -> str:
        """The form for a commitment; empty where the reader can't commit the district, or the contract has ended."""
        has_ended = self.contract.ends_on is not None and self.contract.ends_on < self.record.on
        may_commit = self.may_commit and not has_ended
        return orders_address(self.contract, self.district, "commitment_record") if may_commit else ""

    @property
    def file_address(self) -> str:
        """The zip."""
        return reverse(
            "purchasing:district_orders_file",
            args=[self.contract.consortium.slug, self.contract.pk, self.district.leaid],
        )


def _canceled_row(one: Purchase) -> CanceledRow:
    order = (
        f"{one.quantity:,} × {one.item}, ordered on {short_day(one.ordered_on)}, "
        f"{unit_price_in_words(one.unit_price_paid)} for one unit"
    )
    if one.reference:
        order += f", number {one.reference}"
    correction = getattr(one, "correction", None)
    did = "corrected" if correction else "canceled"
    who = one.canceled_by.name if one.canceled_by else "Someone"
    day = short_day(one.canceled_on) if one.canceled_on else ""
    words = f"{who} {did} it on {day}. Reason: {one.canceled_because.rstrip('.')}."
    if correction:
        words += f" Now {correction.quantity:,} × {correction.item}, ordered on {short_day(correction.ordered_on)}."
    return CanceledRow(order, words)


def notes_text(record: DistrictOrders) -> str:
    """What an auditor may question about the district's orders and joinders, as a text file."""
    page = DistrictOrdersPage(record, may_record=False, may_correct_files=False, may_commit=False)
    lines = [page.title, f"Contract {page.contract}, as of {page.as_of}", "", page.summary, ""]
    for joinder in page.joinders:
        lines.append(f"Joinder {joinder.dates}, board approval: {joinder.board}, signed: {joinder.signed}")
        lines += [f"    {defect.sentence}" for defect in joinder.defects]
    lines += [defect.sentence for defect in page.joinder_defects]
    lines += [
        f"Order of {short_day(row.ordered_on)}, {row.quantity} × {row.item}: {row.why}" for row in page.rows if row.tag
    ]
    lines += [f"{row.order}. {row.words}" for row in page.canceled]
    return "\r\n".join([*lines, "", f"Documents of the contract: {page.missing}"]) + "\r\n"
