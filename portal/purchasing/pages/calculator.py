"""What each district pays in a year under a contract, in four cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext, pgettext

from accounts.dates import short_day
from portal.components.trails import Trail
from portal.purchasing.pages.amounts import sum_in_words
from portal.purchasing.pages.price_words import how_priced
from portal.purchasing.pages.prices import YEAR
from purchasing.models import Contract
from purchasing.reads.ledger import Ledger, PricedItem
from purchasing.rules.calculator import (
    Buyer,
    DistrictPlace,
    Outlook,
    Terms,
    estimated_units,
    largest_of,
    nearest,
    outlook_of,
)

# The picture has the largest buyers; the table has all of them.
MOST_IN_PICTURE = 6
# In the units of the drawing.
WIDTH, LABELS, AMOUNTS, BAR, GAP, HEAD = 640, 190, 110, 14, 4, 22


class Asked(NamedTuple):
    """What a reader entered: a district with its units a year and the price it pays today, and the costs."""

    leaid: str = ""
    units: int = 0
    own_price: Decimal | None = None
    fee: Decimal = Decimal(0)
    exit_cost: Decimal = Decimal(0)


class CalculatorRow(NamedTuple):
    """A district's cost of a year in each case, in words; empty where a price is not known."""

    name: str
    units: str
    today: str
    joined: str
    with_neighbors: str
    neighbors: str
    without_largest: str


class Bar(NamedTuple):
    """One amount in the picture."""

    label: str
    amount: str
    y: int
    width: int

    @property
    def text_y(self) -> int:
        """The line of its texts."""
        return self.y + BAR - 2

    @property
    def text_x(self) -> int:
        """Where its amount begins."""
        return LABELS + self.width + 6


class BarGroup(NamedTuple):
    """A district's bars in the picture."""

    name: str
    y: int
    bars: list[Bar]


class CostPicture(NamedTuple):
    """The bars of the largest buyers."""

    groups: list[BarGroup]
    height: int
    width: int = WIDTH
    left: int = LABELS
    bar: int = BAR


@dataclass(frozen=True)
class CalculatorPage:
    """The calculator of one item of a contract."""

    ledger: Ledger
    priced: PricedItem
    places: Mapping[str, DistrictPlace]
    asked: Asked

    @property
    def contract(self) -> Contract:
        """The contract."""
        return self.ledger.contract

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [
            (gettext("Contracts"), reverse("registry:contract_list")),
            (self.contract.number, self.contract.get_absolute_url()),
            (gettext("Calculator"), None),
        ]

    @property
    def how_priced(self) -> str:
        """How a quantity becomes a price."""
        return how_priced(self.contract, self.ledger.prices)

    @property
    def heading(self) -> str:
        """“Cost of a year: Student laptop (each)”."""
        item = self.priced.item
        return gettext("Annual cost: %(item)s") % {"item": f"{item.name} ({item.unit})" if item.unit else item.name}

    @cached_property
    def terms(self) -> Terms:
        """The contract's prices, with the costs that the reader entered."""
        return Terms(
            self.priced.tiers, self.contract.pooling, self.contract.tiering, self.asked.fee, self.asked.exit_cost
        )

    @cached_property
    def pool(self) -> dict[str, int]:
        """The units that count toward the pooled price, by member."""
        return self.ledger.pools[self.priced.item.pk].by_member(self.ledger.on)

    @cached_property
    def yearly(self) -> dict[str, int]:
        """The units that each district with the right to buy ordered in the last twelve months."""
        return self.ledger.needs_of(self.priced.item, since=self.ledger.on - YEAR)

    @cached_property
    def buyers(self) -> list[Buyer]:
        """The district that the reader entered, and those that ordered in the last year, the largest first."""
        units = dict(self.yearly)
        if self.asked.leaid:
            units[self.asked.leaid] = self.asked.units or units.get(self.asked.leaid, 0)
        rows = [
            Buyer(leaid, number, self.ledger.may_use(leaid, self.ledger.on), self._own_price(leaid))
            for leaid, number in units.items()
        ]
        return sorted(rows, key=lambda one: (one.leaid != self.asked.leaid, -one.units, one.leaid))

    def _own_price(self, leaid: str) -> Decimal | None:
        """What the district pays or paid elsewhere: as entered, or its latest stated price, or one for any district."""
        if leaid == self.asked.leaid and self.asked.own_price is not None:
            return self.asked.own_price
        stated = [one for one in self.ledger.stated_baselines if one.item_id == self.priced.item.pk]
        own = [one for one in stated if one.district and one.district.leaid == leaid]
        latest = max(
            own or [one for one in stated if one.district is None], key=lambda one: one.priced_on, default=None
        )
        return latest.unit_price if latest else None

    def neighbors_of(self, leaid: str) -> Sequence[DistrictPlace]:
        """The two nearest districts that may not buy today."""
        others = [one for one in self.places if not self.ledger.may_use(one, self.ledger.on)]
        return nearest(leaid, self.places, others)

    @cached_property
    def outlooks(self) -> list[tuple[Buyer, Outlook, Sequence[DistrictPlace]]]:
        """Each district with its cost in each case, and its neighbors."""
        found = []
        for buyer in self.buyers:
            neighbors = self.neighbors_of(buyer.leaid)
            units = sum(estimated_units(one, self.yearly, self.places) for one in neighbors)
            found.append((buyer, outlook_of(buyer, self.terms, self.pool, units), neighbors))
        return found

    def name_of(self, leaid: str) -> str:
        """The district's name, or its LEAID where the registry's map doesn't have it."""
        if leaid in self.places:
            return self.places[leaid].name
        return self.ledger.districts[leaid].name if leaid in self.ledger.districts else leaid

    @cached_property
    def rows(self) -> list[CalculatorRow]:
        """The table."""
        return [
            CalculatorRow(
                self.name_of(buyer.leaid),
                f"{buyer.units:,}",
                _amount(outlook.today),
                _amount(outlook.joined),
                _amount(outlook.with_neighbors),
                gettext(" and ").join(one.name for one in neighbors),
                _amount(outlook.without_largest),
            )
            for buyer, outlook, neighbors in self.outlooks
        ]

    @property
    def about_largest(self) -> str:
        """Which member is the largest."""
        largest = largest_of(self.pool)
        if not largest:
            return ""
        return gettext("The largest member is %(name)s, with %(units)s of the %(all)s units that count today.") % {
            "name": self.name_of(largest),
            "units": f"{self.pool[largest]:,}",
            "all": f"{sum(self.pool.values()):,}",
        }

    @property
    def about_units(self) -> str:
        """Where the units of a year come from."""
        return gettext(
            "A year’s units are what a district ordered from %(first)s to %(last)s, or what you entered. Neighbors "
            "are the two nearest districts that can’t buy under the contract today. Their units are estimated from "
            "the members’ orders per student."
        ) % {"first": short_day(self.ledger.on - YEAR), "last": short_day(self.ledger.on)}

    @cached_property
    def picture(self) -> CostPicture | None:
        """The bars of the district that the reader entered and the largest buyers; None without an amount."""
        shown = self.outlooks[:MOST_IN_PICTURE]
        amounts = [amount for _, outlook, _ in shown for amount in outlook if amount is not None]
        if not amounts or max(amounts) <= 0:
            return None
        most, groups, y = max(amounts), [], 0
        labels = (
            gettext("Today"),
            gettext("If it joins"),
            gettext("If two neighbors join too"),
            gettext("If the largest leaves"),
        )
        for buyer, outlook, _ in shown:
            group = BarGroup(self.name_of(buyer.leaid), y + HEAD - 7, [])
            y += HEAD
            for label, amount in zip(labels, outlook, strict=True):
                width = 0 if amount is None else round((WIDTH - LABELS - AMOUNTS) * amount / most)
                group.bars.append(Bar(label, _amount(amount) or pgettext("price", "not known"), y, width))
                y += BAR + GAP
            y += 2 * GAP
            groups.append(group)
        return CostPicture(groups, y)


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else sum_in_words(amount)
