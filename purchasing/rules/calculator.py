"""What a district pays in a year today, if it joins, if neighbors join too, and if the largest member leaves. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from statistics import fmean
from typing import NamedTuple

from districts.rules.distances import Point, miles_between
from purchasing.rules.prices import TierFact, rounded, unit_price
from purchasing.states import Pooling


class DistrictPlace(NamedTuple):
    """A district on the map with its enrollment; unknown facts are None."""

    leaid: str
    name: str
    point: Point | None
    enrollment: int | None


class Terms(NamedTuple):
    """How the contract turns a quantity into a price, and what it costs to take part and to leave."""

    tiers: Sequence[TierFact]
    pooling: str
    tiering: str
    fee: Decimal = Decimal(0)
    exit_cost: Decimal = Decimal(0)

    def cost(self, units: int, pool: int) -> Decimal | None:
        """A year's cost of that many units at the pooled quantity, with the fee; None without a price."""
        at = max(pool, units, 1) if self.pooling == Pooling.POOLED else max(units, 1)
        price = unit_price(self.tiers, at, self.tiering)
        return None if price is None else rounded(price * units + self.fee)


class Buyer(NamedTuple):
    """A district, the units it buys in a year, and the unit price it pays or paid elsewhere, if known."""

    leaid: str
    units: int
    is_member: bool
    own_price: Decimal | None = None


class Outlook(NamedTuple):
    """A district's cost of a year in each case; None where a price is not known."""

    today: Decimal | None
    joined: Decimal | None
    with_neighbors: Decimal | None
    without_largest: Decimal | None


def outlook_of(buyer: Buyer, terms: Terms, pool: Mapping[str, int], neighbor_units: int) -> Outlook:
    """The cost of a year in each case. `pool`: the units that count toward the pooled price, by member.

    For the largest member, the last case is that it leaves: it pays its own price again, and the cost of leaving.
    """
    own = 0 if buyer.is_member else buyer.units
    all_units = sum(pool.values())
    elsewhere = None if buyer.own_price is None else rounded(buyer.own_price * buyer.units)
    joined = terms.cost(buyer.units, all_units + own)
    largest = largest_of(pool)
    if buyer.leaid == largest:
        without_largest = None if elsewhere is None else elsewhere + terms.exit_cost
    else:
        without_largest = terms.cost(buyer.units, all_units + own - pool.get(largest, 0))
    return Outlook(
        joined if buyer.is_member else elsewhere,
        joined,
        terms.cost(buyer.units, all_units + own + neighbor_units),
        without_largest,
    )


def largest_of(pool: Mapping[str, int]) -> str:
    """The member with the most units in the pool; the lowest LEAID of equals. Empty without members."""
    return min(pool, key=lambda leaid: (-pool[leaid], leaid), default="")


def nearest(
    leaid: str, places: Mapping[str, DistrictPlace], candidates: Iterable[str], most: int = 2
) -> list[DistrictPlace]:
    """The nearest of the candidates, by miles between the districts' offices; none where its own place is unknown."""
    here = places[leaid].point if leaid in places else None
    if here is None:
        return []
    others = [(places[one], places[one].point) for one in candidates if one != leaid and one in places]
    miles = {place: miles_between(here, point) for place, point in others if point}
    return sorted(miles, key=lambda place: (miles[place], place.leaid))[:most]


def estimated_units(place: DistrictPlace, members: Mapping[str, int], places: Mapping[str, DistrictPlace]) -> int:
    """A year's units of a district that hasn't ordered: the members' units for each student times its enrollment.

    Where its enrollment is not known, the members' average.
    """
    known = {leaid: places[leaid].enrollment for leaid in members if leaid in places and places[leaid].enrollment}
    students = sum(number or 0 for number in known.values())
    if place.enrollment and students:
        return round(sum(members[leaid] for leaid in known) / students * place.enrollment)
    return round(fmean(members.values())) if members else 0
