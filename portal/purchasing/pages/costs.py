"""How a cost is shared among the members that may use a contract, and their E-rate discounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from portal.components.trails import Trail
from portal.purchasing.pages.amounts import sum_in_words
from purchasing.models import Contract
from purchasing.reads.ledger import Ledger
from purchasing.rules.allocation import (
    ENROLLMENT,
    EQUAL,
    USE,
    allocate,
    compared,
    erate_discounts,
    problems_with_weights,
)

FORMULAS = {
    EQUAL: gettext_lazy("Equal parts"),
    ENROLLMENT: gettext_lazy("By enrollment"),
    USE: gettext_lazy("By what each member has spent under the contract"),
}


class CostRow(NamedTuple):
    """A member's part; `instead` and `difference` are empty where no other formula is compared."""

    name: str
    part: str
    instead: str
    difference: str


class DiscountRow(NamedTuple):
    """A member's own discount beside the consortium's."""

    name: str
    own: str
    consortium: str
    difference: str


@dataclass(frozen=True)
class CostsPage:
    """A cost divided among the members that may use the contract today."""

    ledger: Ledger
    students: Mapping[str, int]
    cost: Decimal | None
    formula: str
    other: str
    rates: Mapping[str, Decimal]

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
            (gettext("Sharing a cost"), None),
        ]

    def _weights(self, formula: str) -> dict[str, int]:
        members = [district.leaid for district, _ in self.ledger.usable_by]
        if formula == ENROLLMENT:
            return {leaid: self.students.get(leaid, 0) for leaid in members}
        if formula == USE:
            spent = dict.fromkeys(members, 0)
            for one in self.ledger.purchases:
                if one.district.leaid in spent:
                    # In ten-thousandths of a dollar, as unit prices are recorded.
                    spent[one.district.leaid] += int(one.unit_price_paid * one.quantity * 10_000)
            return spent
        return dict.fromkeys(members, 1)

    @cached_property
    def problems(self) -> list[str]:
        """Why the cost can't be divided."""
        if self.cost is None:
            return []
        formulas = [self.formula, *([self.other] if self.other else [])]
        return list(dict.fromkeys(words for one in formulas for words in problems_with_weights(self._weights(one))))

    @cached_property
    def rows(self) -> list[CostRow]:
        """Each member's part: who would save most by the change first. The last row adds them up."""
        if self.cost is None or self.problems:
            return []
        now = allocate(self.cost, self._weights(self.formula))
        instead = allocate(self.cost, self._weights(self.other)) if self.other else now
        rows = [
            self._row(self.ledger.districts[one.member].name, one.now, one.instead) for one in compared(now, instead)
        ]
        return [*rows, self._row(gettext("All members"), sum(now.values()), sum(instead.values()))]

    def _row(self, name: str, now: Decimal | int, instead: Decimal | int) -> CostRow:
        part, other = Decimal(now), Decimal(instead)
        if not self.other:
            return CostRow(name, sum_in_words(part), "", "")
        return CostRow(name, sum_in_words(part), sum_in_words(other), sum_in_words(other - part))

    @property
    def without_enrollment(self) -> str:
        """Members whose enrollment is not known, if it counts."""
        if self.cost is None or ENROLLMENT not in (self.formula, self.other):
            return ""
        names = [one.name for one, _ in self.ledger.usable_by if one.leaid not in self.students]
        return "; ".join(names)

    @property
    def formula_label(self) -> str:
        """The formula in words."""
        return str(FORMULAS[self.formula])

    @property
    def other_label(self) -> str:
        """The other formula in words; empty without one."""
        return str(FORMULAS[self.other]) if self.other else ""

    @cached_property
    def discounts(self) -> list[DiscountRow]:
        """Each member's own E-rate discount beside the consortium's."""
        rows = []
        for one in erate_discounts(self.rates):
            district = self.ledger.districts.get(one.member)
            rows.append(
                DiscountRow(
                    district.name if district else one.member,
                    f"{one.own}%",
                    f"{one.consortium}%",
                    f"{one.difference:+.2f}".replace("-", "−"),
                )
            )
        return rows
