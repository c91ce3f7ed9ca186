"""How a cost is shared among the members that may use a contract: declared costs, and formulas to try."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext

from portal.components.trails import Trail
from portal.purchasing.pages.amounts import contract_address
from portal.purchasing.pages.cost_rows import CostTable, cost_table
from portal.purchasing.pages.shared_costs import SharedCostRow
from purchasing.models import Contract, SharedCost
from purchasing.models.costs import formula_in_words
from purchasing.reads.costs import CostFacts
from purchasing.states import CostFormula


@dataclass(frozen=True)
class CostsPage:
    """The costs that were declared for a contract, and a cost divided by formulas that anyone can try."""

    facts: CostFacts
    costs: Sequence[SharedCost]
    may_change: bool
    cost: Decimal | None
    formula: str
    other: str

    @property
    def contract(self) -> Contract:
        """The contract."""
        return self.facts.ledger.contract

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [
            (gettext("Contracts"), reverse("registry:contract_list")),
            (self.contract.number, self.contract.get_absolute_url()),
            (gettext("Shared costs"), None),
        ]

    @cached_property
    def declared(self) -> list[SharedCostRow]:
        """The declared costs, the latest period first; withdrawn ones last."""
        rows = [SharedCostRow.of(one, self.facts.ledger.on) for one in self.costs]
        return sorted(rows, key=lambda one: one.is_withdrawn)

    @property
    def declare_address(self) -> str:
        """The form for another cost."""
        return reverse("purchasing:cost_declare", args=[self.contract.consortium.slug, self.contract.pk])

    @property
    def file_address(self) -> str:
        """Every version with every share."""
        return contract_address(self.contract, "costs_download")

    @cached_property
    def problems(self) -> list[str]:
        """Why the cost can't be divided."""
        if self.cost is None:
            return []
        formulas = [self.formula, *([self.other] if self.other else [])]
        year = self.facts.latest_full_year
        return list(dict.fromkeys(words for one in formulas for words in self.facts.problems(one, year)))

    @cached_property
    def table(self) -> CostTable | None:
        """Each member's share: who would save most by the other formula first."""
        if self.cost is None or self.problems:
            return None
        return cost_table(
            gettext("Each member’s share of the cost"),
            self._shares(self.formula),
            self._shares(self.other) if self.other else None,
            districts=self.facts.ledger.districts,
            labels=(self._label(self.formula), self._label(self.other) if self.other else ""),
        )

    def _shares(self, formula: str) -> dict[str, Decimal]:
        shares = self.facts.shares(self.cost or Decimal(0), formula, self.facts.latest_full_year)
        return {one.leaid: one.amount for one in shares}

    def _label(self, formula: str) -> str:
        return formula_in_words(CostFormula(formula), self.facts.latest_full_year, self.facts.ledger.on)
