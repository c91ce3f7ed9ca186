"""The page of who commits, orders, and pays under a contract."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.utils.translation import gettext, ngettext

from accounts.dates import short_day
from portal.components.trails import Trail
from portal.purchasing.pages.amounts import contract_address, sum_in_words
from portal.purchasing.pages.joinders import trail_of
from portal.purchasing.pages.orders import orders_address
from purchasing.models import Contract
from purchasing.reads.ledger import Ledger
from purchasing.reads.uptake import uptake_in
from purchasing.rules.uptake import Uptake


class UptakeRow(NamedTuple):
    """A member and an item. `address`: the file for the auditor, or the district's record."""

    district: str
    address: str
    item: str
    committed: str
    fulfilled: str
    units: str
    paid: str
    over: str
    note: str


@dataclass(frozen=True)
class UptakePage:
    """Uptake by member on a date. `sees_papers`: whether the reader opens each member's file for the auditor."""

    ledger: Ledger
    sees_papers: bool

    @property
    def contract(self) -> Contract:
        """The contract."""
        return self.ledger.contract

    @property
    def on(self) -> datetime.date:
        """The date that everything on the page is about."""
        return self.ledger.on

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return trail_of(self.contract, (gettext("Uptake by member"), None))

    @property
    def file_address(self) -> str:
        """The rows as .csv."""
        return contract_address(self.contract, "uptake_download", on=self.on.isoformat())

    @cached_property
    def found(self) -> list[Uptake]:
        """The facts behind the rows."""
        return uptake_in(self.ledger)

    @cached_property
    def rows(self) -> list[UptakeRow]:
        """By name of the district, and item."""
        return sorted(self._row(one) for one in self.found)

    def _row(self, one: Uptake) -> UptakeRow:
        district = self.ledger.districts[one.member]
        return UptakeRow(
            district.name,
            orders_address(self.contract, district) if self.sees_papers else district.get_absolute_url(),
            one.item or gettext("nothing yet"),
            f"{one.committed:,}" if one.committed else "",
            f"{one.fulfilled:,}" if one.committed else "",
            f"{one.units:,}",
            sum_in_words(one.paid),
            sum_in_words(one.over_by) if one.over_by else "",
            self._note(one),
        )

    @staticmethod
    def _note(one: Uptake) -> str:
        if not one.not_allowed:
            return ""
        words = ngettext("%(number)s order not allowed", "%(number)s orders not allowed", one.not_allowed)
        return words % {"number": f"{one.not_allowed:,}"}

    @property
    def summary(self) -> str:
        """How many members ordered, what they paid, and how much of it is over the contract price."""
        ordered = {one.member for one in self.found if one.orders}
        over = sum((one.over_by for one in self.found), Decimal(0))
        words = ngettext(
            "%(number)s district ordered for %(paid)s by %(day)s, %(over)s of it over the contract price.",
            "%(number)s districts ordered for %(paid)s by %(day)s, %(over)s of it over the contract price.",
            len(ordered),
        )
        return words % {
            "number": f"{len(ordered):,}",
            "paid": sum_in_words(sum((one.paid for one in self.found), Decimal(0))),
            "day": short_day(self.on),
            "over": sum_in_words(over),
        }

    @property
    def idle(self) -> str:
        """How many members may buy and haven't ordered; empty if all have."""
        ordered = {one.member for one in self.found if one.orders}
        idle = sum(district.leaid not in ordered for district, _because in self.ledger.usable_by)
        if not idle:
            return ""
        words = ngettext(
            "%(number)s member that may buy hasn’t ordered.", "%(number)s members that may buy haven’t ordered.", idle
        )
        return words % {"number": f"{idle:,}"}
