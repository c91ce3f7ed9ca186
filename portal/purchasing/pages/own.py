"""The block “Your district and this contract” on a contract's page."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from accounts.dates import short_day
from districts.rules.periods import Period
from portal.purchasing.pages.amounts import sum_in_words
from portal.purchasing.pages.joinders import address
from portal.purchasing.pages.price_words import PriceBlock, prices_for_district
from purchasing.models import Contract, Joinder
from purchasing.reads.ledger import PricedItem
from purchasing.reads.orders import OrderTotal
from purchasing.reads.rights import DistrictAnswer
from purchasing.rules.joining import joinder_step


class PageLink(NamedTuple):
    """A link with its words."""

    label: str
    address: str


@dataclass(frozen=True)
class BuyingDistrict:
    """One of the reader's districts: whether it may buy, its joinder, and what the reader can do."""

    contract: Contract
    answer: DistrictAnswer
    on: datetime.date
    may_sign: bool
    # The contract's items with their prices today.
    priced: Sequence[PricedItem] = ()
    # Whether the reader may record its orders, and what was ordered and paid so far.
    may_record: bool = False
    ordered: OrderTotal | None = None

    @property
    def name(self) -> str:
        """The district."""
        return str(self.answer.district)

    @property
    def because(self) -> str:
        """Why it may buy, or why not yet."""
        return self.answer.answer.because

    @property
    def prices(self) -> str:
        """What it pays today for what it may buy; empty while it may not buy."""
        mine = [one for one in self.priced if self.answer.may_buy_item(one.item.name, self.on)]
        return prices_for_district(self.contract, mine)

    @property
    def joinder(self) -> Joinder | None:
        """The joinder in force, or else the next one."""
        living = [one for one in self.answer.joinders if one.ends_on is None or one.ends_on >= self.on]
        return min(living, key=lambda one: one.starts_on, default=None)

    @property
    def joinder_in_words(self) -> str:
        """Its dates; empty where there is none: the answer says whether one is missing."""
        one = self.joinder
        if one is None:
            return ""
        end = f" to {short_day(one.ends_on)}" if one.ends_on else ", with no end date"
        return f"Joinder from {short_day(one.starts_on)}{end}."

    @property
    def links(self) -> list[PageLink]:
        """The joinder, the form for an order, and the file for the auditor."""
        one, leaid = self.joinder, self.answer.district.leaid
        links = [PageLink("See joinder", address("joinder_detail", self.contract, one.pk))] if one else []
        if self.may_record and (self.answer.answer.is_allowed or self.ordered):
            links.append(PageLink("Record an order", address("order_record", self.contract, leaid)))
        links.append(PageLink("Orders and file for the auditor", address("district_orders", self.contract, leaid)))
        return links

    @property
    def ordered_in_words(self) -> str:
        """“3 orders so far, $12,400.00.”"""
        if self.ordered is None:
            return "No orders so far."
        noun = "order" if self.ordered.orders == 1 else "orders"
        return f"{self.ordered.orders:,} {noun} so far, {sum_in_words(self.ordered.paid)}."

    @property
    def button(self) -> PageLink | None:
        """Sign or renew a joinder, where the reader can."""
        if not (self.may_sign and self.answer.may_join):
            return None
        joinders = [Period(one.starts_on, one.ends_on) for one in self.answer.joinders]
        step = joinder_step(self.contract.ends_on, joinders, self.on)
        return PageLink(step, address("joinder_sign", self.contract, self.answer.district.leaid)) if step else None

    @property
    def who_signs(self) -> str:
        """Who can sign a joinder that is missing, where the reader can't."""
        if self.joinder or self.may_sign or not (self.contract.requires_joinder and self.answer.may_join):
            return ""
        return "Someone with permission to sign contract joinders for the district can sign it."


def own_districts(
    block: PriceBlock,
    answers: Iterable[DistrictAnswer],
    *,
    signs_for: Collection[int],
    orders_for: Collection[int],
    ordered: Mapping[int, OrderTotal],
) -> list[BuyingDistrict]:
    """The reader's districts. `signs_for`: those whose joinders the reader signs; `orders_for`: whose orders the reader
    records; `ordered`: what each ordered (all by row id).
    """
    return [
        BuyingDistrict(
            block.contract,
            one,
            block.today,
            one.district.pk in signs_for,
            block.priced,
            one.district.pk in orders_for,
            ordered.get(one.district.pk),
        )
        for one in answers
    ]
