"""The page of one shared service: one school year, and all years beside each other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from consortia.models import Consortium
from districts.models import District
from exchange.models import Service, ServiceTerms, ServiceYear
from exchange.rules.services import OUTSIDE, change_between, year_before
from exchange.states import CostBasis
from portal.components.trails import Trail
from portal.exchange.pages.services import (
    ServiceParticipant,
    change_in_words,
    cost_in_words,
    split_by_ending,
    what_is_missing,
)
from purchasing.rules.allocation import allocate


class ServiceDistrictRow(NamedTuple):
    """A district in the year shown: how it relates to the consortium, what changed, and its part of the cost."""

    district: District
    relation: str
    status: str
    cost: str


class ServiceYearRow(NamedTuple):
    """A school year of the service."""

    year: str
    districts: int
    change: str
    cost: str


@dataclass(frozen=True)
class ServicePage:
    """A service in one school year, and its other years."""

    consortium: Consortium
    service: Service
    year: str
    years: Sequence[str]
    # Of every year, ended or not.
    rows: Sequence[ServiceYear]
    terms: Mapping[str, ServiceTerms]
    standings: Mapping[int, str]
    # Students of the base year by the district's row id; None if enrollment doesn't divide the cost.
    students: Mapping[int, int] | None
    trail: Trail
    may_agree: bool
    # The reader can change this year.
    may_change: bool

    @cached_property
    def _by_year(self) -> dict[str, list[ServiceYear]]:
        by_year: dict[str, list[ServiceYear]] = defaultdict(list)
        for row in self.rows:
            by_year[row.school_year].append(row)
        return by_year

    def _participants(self, year: str) -> list[int]:
        return [row.district_id for row in self._by_year.get(year, ()) if row.ended_on is None]

    @cached_property
    def missing(self) -> str:
        """What a shared service still needs this year, and what to do about it."""
        number = len(self._participants(self.year))
        words = what_is_missing(number)
        if number != 1:
            return words
        return f"{words} Find another district to share it with, or withdraw the last district."

    @property
    def last_year(self) -> str:
        """The school year that the change is counted from."""
        return year_before(self.year)

    @property
    def change(self) -> str:
        """“2 joined, 1 left” since the year before."""
        return change_in_words(self._participants(self.last_year), self._participants(self.year), self.last_year)

    @property
    def cost(self) -> str:
        """How the cost is shared this year."""
        return cost_in_words(self.terms.get(self.year))

    @cached_property
    def _parts(self) -> dict[int, Decimal]:
        """Each district's part of the cost where it follows from what is recorded; empty otherwise."""
        terms, there = self.terms.get(self.year), self._participants(self.year)
        if terms is None or terms.amount is None or not there:
            return {}
        if terms.cost_basis == CostBasis.FLAT:
            return dict.fromkeys(there, terms.amount)
        if terms.cost_basis == CostBasis.ENROLLMENT and self.students is not None and not self.without_enrollment:
            weights = {str(pk): self.students[pk] for pk in there}
            if any(weights.values()):
                return {int(key): part for key, part in allocate(terms.amount, weights).items()}
        return {}

    @cached_property
    def without_enrollment(self) -> str:
        """Districts whose enrollment of the base year isn't on record, if enrollment divides the cost."""
        if self.students is None:
            return ""
        rows = [row for row in self._by_year.get(self.year, ()) if row.ended_on is None]
        return ", ".join(str(row.district) for row in rows if row.district_id not in self.students)

    @property
    def has_parts(self) -> bool:
        """Whether each district's part of the cost is known."""
        return bool(self._parts)

    @cached_property
    def participants(self) -> list[ServiceDistrictRow]:
        """The districts of the year, those that withdrew among them."""
        before = self._participants(self.last_year)
        there, withdrawn = split_by_ending(
            ServiceParticipant(row.district, self.standings.get(row.district_id, OUTSIDE), row.ended_on)
            for row in self._by_year.get(self.year, ())
        )
        rows = []
        for one in sorted([*there, *withdrawn], key=lambda each: (each.district.name, each.district.leaid)):
            status = "Continues" if one.district.pk in before else "New this year"
            if one.ended:
                status = one.ended[0].upper() + one.ended[1:]
            part = self._parts.get(one.district.pk)
            cost = f"${part:,.2f}" if part is not None and not one.ended else ""
            rows.append(ServiceDistrictRow(one.district, one.relation, status, cost))
        return rows

    @property
    def left(self) -> list[District]:
        """Districts that participated the year before and aren't on this year's list at all."""
        listed = {row.district_id for row in self._by_year.get(self.year, ())}
        gone = change_between(self._participants(self.last_year), self._participants(self.year)).left
        names = {row.district_id: row.district for row in self._by_year.get(self.last_year, ())}
        return [names[pk] for pk in gone if pk not in listed]

    @property
    def history(self) -> list[ServiceYearRow]:
        """Every year with a district or a cost, the latest first."""
        return [
            ServiceYearRow(
                year,
                len(self._participants(year)),
                change_in_words(self._participants(year_before(year)), self._participants(year), year_before(year)),
                cost_in_words(self.terms.get(year)),
            )
            for year in sorted({*self._by_year, *self.terms}, reverse=True)
        ]
