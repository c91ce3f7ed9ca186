"""Contracts side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext

from portal.components.trails import Trail
from portal.purchasing.pages.contract import NOT_ON_RECORD, ContractPage
from purchasing.rules.contracts import REQUIRED

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

MOST_COMPARED = 4


class ComparedRow(NamedTuple):
    """A fact of each contract, and whether the contracts differ in it."""

    label: str
    cells: "Sequence[str | _StrPromise]"
    differs: bool


@dataclass(frozen=True)
class ComparisonPage:
    """Up to four contracts with the same facts in the same lines."""

    pages: Sequence[ContractPage]
    # Contracts that were asked for but are not shown.
    left_out: int

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [(gettext("Contracts"), reverse("registry:contract_list")), (gettext("Compare contracts"), None)]

    @property
    def notes(self) -> list[str]:
        """What a reader has to know before comparing."""
        notes = []
        if self.left_out:
            notes.append(gettext("Only the first four contracts are compared."))
        if len({page.contract.category.casefold() for page in self.pages}) > 1:
            notes.append(gettext("These contracts are in different categories, so their terms may not be comparable."))
        return notes

    @property
    def rows(self) -> list[ComparedRow]:
        """The facts in the order of a contract’s own page."""
        facts: tuple[tuple[str, Callable[[ContractPage], str | _StrPromise]], ...] = (
            (gettext("Consortium"), lambda page: page.contract.consortium.name),
            (gettext("Supplier"), lambda page: "; ".join(row.name for row in page.supplier_rows)),
            (gettext("What you can buy"), lambda page: page.contract.covers or page.contract.title),
            (gettext("Limits"), lambda page: page.contract.scope_limits or NOT_ON_RECORD),
            (gettext("Who may buy"), lambda page: page.who_may_buy),
            (gettext("Joinder needed"), lambda page: REQUIRED["yes" if page.contract.requires_joinder else "no"]),
            (gettext("Dates"), lambda page: page.term),
            (gettext("Renewal"), lambda page: page.renewal or NOT_ON_RECORD),
            (gettext("Price basis"), lambda page: page.contract.price_basis or NOT_ON_RECORD),
            (gettext("Administrative fee"), lambda page: page.contract.admin_fee or NOT_ON_RECORD),
            (gettext("How to order"), lambda page: page.contract.how_to_order or NOT_ON_RECORD),
            (
                gettext("Other agencies may use it"),
                lambda page: page.contract.get_cooperative_clause_display() or NOT_ON_RECORD,
            ),
            (
                gettext("Ready for federal funds"),
                lambda page: page.contract.get_federal_funds_display() or NOT_ON_RECORD,
            ),
        )
        rows = []
        for label, read in facts:
            cells = [read(page) for page in self.pages]
            rows.append(ComparedRow(label, cells, differs=len(set(map(str, cells))) > 1))
        return rows
