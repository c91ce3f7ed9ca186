"""What the page of a contract's savings shows, and the pages on which claims and earlier prices are entered."""

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from accounts.dates import short_day
from portal.components.trails import Trail
from portal.purchasing.pages.amounts import contract_address, range_in_words, sum_in_words, unit_price_in_words
from portal.purchasing.pages.savings_chart import DrawnBar, SavingsBar, savings_chart
from purchasing.models import Baseline, Contract, SavingsClaim
from purchasing.reads.savings import JudgedClaim, SavingsRecord
from purchasing.rules.savings import Range


class SavingsClaimRow(NamedTuple):
    """A claim beside what was recomputed for its period, and why they differ."""

    claimed_by: str
    claimed_on: datetime.date
    amount: str
    period: str
    recomputed: str
    reasons: list[str]
    source: str
    source_address: str
    method: str
    tag: str
    withdrawn: str
    withdraw_address: str


class MemberSavingRow(NamedTuple):
    """What a district ordered and saved; `saved` is empty where none of its orders is measured."""

    name: str
    address: str
    orders: str
    unmeasured: str
    saved: str


class EarlierPriceRow(NamedTuple):
    """A price that savings are measured against."""

    item: str
    whose: str
    price: str
    priced_on: datetime.date
    source: str
    method: str
    withdraw_address: str


def period_in_words(starts_on: datetime.date | None, ends_on: datetime.date | None) -> str:
    """“Jul 1, 2015, to Dec 31, 2018”, or the end that is known."""
    if starts_on and ends_on:
        return gettext("%(start)s, to %(end)s") % {"start": short_day(starts_on), "end": short_day(ends_on)}
    if starts_on:
        return gettext("From %(start)s") % {"start": short_day(starts_on)}
    if ends_on:
        return gettext("To %(end)s") % {"end": short_day(ends_on)}
    return gettext("Not stated")


@dataclass(frozen=True)
class SavingsPage:
    """Claims, what can be recomputed, by member, and the prices it is measured against, as of a date."""

    record: SavingsRecord
    may_change: bool

    @property
    def contract(self) -> Contract:
        """The contract."""
        return self.record.ledger.contract

    @property
    def on(self) -> datetime.date:
        """The date that everything on the page is about."""
        return self.record.ledger.on

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [
            (gettext("Contracts"), reverse("registry:contract_list")),
            (self.contract.number, self.contract.get_absolute_url()),
            (gettext("Savings"), None),
        ]

    @property
    def orders_file(self) -> str:
        """Every order with each earlier price, so that anyone can recompute the savings."""
        return contract_address(self.contract, "savings_download", on=self.on.isoformat())

    @property
    def claims_file(self) -> str:
        """The claims, each with the recomputed amounts."""
        return contract_address(self.contract, "claims_download", on=self.on.isoformat())

    @property
    def add_claim_address(self) -> str:
        """The form for a claim."""
        return savings_form_address(self.contract, "claim_add")

    @property
    def add_baseline_address(self) -> str:
        """The form for an earlier price; empty while the contract has no items."""
        return savings_form_address(self.contract, "baseline_add") if self.record.ledger.items else ""

    @property
    def total(self) -> str:
        """The recomputed range for all orders; empty where no order is measured."""
        return range_in_words(self._total) if self.record.ledger.savings.by_member else ""

    @property
    def _total(self) -> Range:
        return self.record.ledger.savings.total

    @cached_property
    def unmeasured(self) -> str:
        """How many orders have no earlier price, in a sentence; empty where all are measured or there are none."""
        orders, missing = len(self.record.ledger.purchases), sum(line.baseline is None for line in self.record.lines)
        if not missing:
            return ""
        words = ngettext(
            "%(missing)s of %(orders)s order has no earlier price on record, so it isn’t counted.",
            "%(missing)s of %(orders)s orders have no earlier price on record, so they aren’t counted.",
            missing,
        )
        return words % {"missing": f"{missing:,}", "orders": f"{orders:,}"}

    @cached_property
    def claims(self) -> list[SavingsClaimRow]:
        """The claims, the earliest first; withdrawn ones last."""
        judged = sorted(self.record.judged_claims, key=lambda one: one.claim.withdrawn_on is not None)
        return [self._claim_row(one) for one in judged]

    def _claim_row(self, one: JudgedClaim) -> SavingsClaimRow:
        claim, withdrawn = one.claim, ""
        if claim.withdrawn_on:
            withdrawn = gettext("Withdrawn %(day)s: %(reason)s") % {
                "day": short_day(claim.withdrawn_on),
                "reason": claim.withdrawn_because,
            }
        return SavingsClaimRow(
            claim.claimed_by,
            claim.claimed_on,
            range_in_words(one.claimed),
            period_in_words(claim.starts_on, claim.ends_on),
            range_in_words(one.compared.recomputed) if one.compared.recomputed else "",
            one.compared.reasons,
            claim.source,
            claim.source if claim.source.startswith(("https://", "http://")) else "",
            claim.method or gettext("Not stated"),
            gettext("Independent estimate") if claim.is_independent else "",
            withdrawn,
            withdraw_address("claim_withdraw", self.contract, claim) if self.may_change and not withdrawn else "",
        )

    @cached_property
    def chart(self) -> list[DrawnBar]:
        """Each claim and the recomputed range for its period, then the range for all orders. Drawn if claims exist."""
        current = [one for one in self.record.judged_claims if not one.claim.withdrawn_on]
        bars = []
        for one in current:
            label = gettext("%(who)s, %(day)s: %(amount)s") % {
                "who": one.claim.claimed_by,
                "day": short_day(one.claim.claimed_on),
                "amount": range_in_words(one.claimed),
            }
            bars.append(SavingsBar(label, one.claimed, is_claim=True))
            if found := one.compared.recomputed:
                label = gettext("Recomputed for the same period: %(amount)s") % {"amount": range_in_words(found)}
                bars.append(SavingsBar(label, found, is_claim=False))
        if current and self.total:
            label = gettext("Recomputed for all orders: %(amount)s") % {"amount": self.total}
            bars.append(SavingsBar(label, self._total, is_claim=False))
        return savings_chart(bars)

    @cached_property
    def members(self) -> list[MemberSavingRow]:
        """Every district that ordered, by name."""
        ledger = self.record.ledger
        orders = Counter(one.district.leaid for one in ledger.purchases)
        missing = Counter(
            self.record.order_of(line).district.leaid for line in self.record.lines if line.baseline is None
        )
        saved = ledger.savings.by_member
        districts = sorted((ledger.districts[leaid] for leaid in orders), key=lambda one: (one.name, one.leaid))
        return [
            MemberSavingRow(
                one.name,
                one.get_absolute_url(),
                f"{orders[one.leaid]:,}",
                f"{missing[one.leaid]:,}",
                range_in_words(saved[one.leaid]) if one.leaid in saved else "",
            )
            for one in districts
        ]

    @cached_property
    def baselines(self) -> list[EarlierPriceRow]:
        """The earlier prices on record by that date."""
        return [
            EarlierPriceRow(
                one.item.name,
                one.district.name if one.district else gettext("Any district"),
                unit_price_in_words(one.unit_price),
                one.priced_on,
                one.source,
                one.method,
                withdraw_address("baseline_withdraw", self.contract, one) if self.may_change else "",
            )
            for one in self.record.ledger.stated_baselines
        ]


def savings_form_address(contract: Contract, view: str) -> str:
    """The address of a form about this contract's savings."""
    return reverse(f"purchasing:{view}", args=[contract.consortium.slug, contract.pk])


def withdraw_address(view: str, contract: Contract, entry: Baseline | SavingsClaim) -> str:
    """The address on which that entry is withdrawn."""
    return reverse(f"purchasing:{view}", args=[contract.consortium.slug, contract.pk, entry.pk])


@dataclass(frozen=True)
class SavingsFormPage:
    """A form about a contract's savings: its heading, an explanation, and its button."""

    contract: Contract
    title: str
    explanation: str
    button: str

    @property
    def back_address(self) -> str:
        """The savings."""
        return contract_address(self.contract, "contract_savings")

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [
            ("Contracts", reverse("registry:contract_list")),
            (self.contract.number, self.contract.get_absolute_url()),
            ("Savings", self.back_address),
            (self.title, None),
        ]


def withdraw_page(entry: Baseline | SavingsClaim, contract: Contract) -> SavingsFormPage:
    """The page on which a claim or an earlier price is withdrawn."""
    if isinstance(entry, SavingsClaim):
        return SavingsFormPage(
            contract,
            "Withdraw a claim",
            f"The claim of {sum_in_words(entry.highest)} by {entry.claimed_by} stays on the page, marked as withdrawn "
            "with your reason. Withdraw it if it was entered by mistake.",
            "Withdraw claim",
        )
    return SavingsFormPage(
        contract,
        "Withdraw an earlier price",
        f"{entry.item}, {unit_price_in_words(entry.unit_price)} on {short_day(entry.priced_on)}: from today, savings "
        "aren’t measured against it. The log keeps your reason.",
        "Withdraw price",
    )
