"""What divides a cost among the members of a contract, and the costs that were declared."""

import datetime
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from districts.models import District, DistrictFigures
from purchasing.models import Contract
from purchasing.reads.ledger import Ledger, ledger_of
from purchasing.rules.allocation import allocate, problems_with_weights
from purchasing.rules.cost_sharing import MemberShare, problems_with_enrollments
from purchasing.states import CostFormula


@dataclass
class CostFacts:
    """The members that may use a contract on the ledger's date, and what each formula counts for them."""

    ledger: Ledger
    # By LEAID and school year.
    enrollments: Mapping[str, Mapping[str, int]]

    @cached_property
    def members(self) -> list[District]:
        """The districts that share a cost, by LEAID."""
        return [district for district, _ in self.ledger.usable_by]

    @cached_property
    def years(self) -> list[str]:
        """The school years with an enrollment of at least one member, the latest first."""
        return sorted({year for one in self.members for year in self.enrollments.get(one.leaid, ())}, reverse=True)

    @cached_property
    def latest_full_year(self) -> str:
        """The latest year with every member's enrollment, or else the latest year; empty if none is on record."""
        full = (year for year in self.years if all(year in self.enrollments.get(one.leaid, ()) for one in self.members))
        return next(full, self.years[0] if self.years else "")

    def weights(self, basis: str, year: str) -> dict[str, Decimal]:
        """What the formula counts for each member: 1, students that year, or dollars spent by the ledger's date.

        A member without an enrollment that year is left out; `problems` names it.
        """
        if basis == CostFormula.ENROLLMENT:
            known = ((one.leaid, self.enrollments.get(one.leaid, {}).get(year)) for one in self.members)
            return {leaid: Decimal(students) for leaid, students in known if students is not None}
        if basis == CostFormula.USE:
            spent = {one.leaid: Decimal(0) for one in self.members}
            for one in self.ledger.purchases:
                if one.district.leaid in spent:
                    spent[one.district.leaid] += one.unit_price_paid * one.quantity
            return spent
        return {one.leaid: Decimal(1) for one in self.members}

    def problems(self, basis: str, year: str) -> list[str]:
        """Why a cost can't be divided by this formula."""
        weights = self.weights(basis, year)
        without = [one.name for one in self.members if one.leaid not in weights]
        if basis == CostFormula.ENROLLMENT and without and not year:
            return ["No member’s enrollment is on record. Choose another formula."]
        return problems_with_enrollments(without, year) or problems_with_weights(weights)

    def shares(self, amount: Decimal, basis: str, year: str) -> list[MemberShare]:
        """Each member's share, by LEAID; the formula has no problems."""
        weights = self.weights(basis, year)
        return [MemberShare(leaid, weights[leaid], part) for leaid, part in allocate(amount, weights).items()]


def cost_facts_of(contract: Contract, on: datetime.date) -> CostFacts:
    """The members on that date, or on the contract's start date if that is later. One query more than its ledger."""
    ledger = ledger_of(contract, max(on, contract.starts_on or on))
    enrollments: dict[str, dict[str, int]] = defaultdict(dict)
    members = [district.pk for district, _ in ledger.usable_by]
    figures = DistrictFigures.objects.with_enrollment().filter(district__in=members)
    for leaid, year, students in figures.values_list("district__leaid", "school_year", "enrollment"):
        enrollments[leaid].setdefault(year, students or 0)
    return CostFacts(ledger, enrollments)
