"""What the pages of a supplier show."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from portal.components.trails import Trail
from portal.purchasing.pages.contract import former_name_in_words
from purchasing.models import Contract, Supplier, SupplierName
from purchasing.rules.terms import ENDED, status_of


@dataclass(frozen=True)
class SupplierPage:
    """A supplier, the names it had before, and its contracts."""

    supplier: Supplier
    names: Sequence[SupplierName]
    contracts: Sequence[Contract]
    on: datetime.date
    may_rename: bool

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [(gettext("Contracts"), reverse("registry:contract_list")), (self.supplier.name, None)]

    @property
    def former_names(self) -> list[str]:
        """Its former names, each with the last day it had it."""
        return [former_name_in_words(name) for name in self.names]

    @property
    def current(self) -> list[Contract]:
        """Contracts in effect, or later."""
        return [one for one in self.contracts if status_of(one.starts_on, one.ends_on, on=self.on) != ENDED]

    @property
    def ended(self) -> list[Contract]:
        """Contracts that have ended."""
        return [one for one in self.contracts if status_of(one.starts_on, one.ends_on, on=self.on) == ENDED]

    @property
    def caption(self) -> str:
        """The caption of the table of contracts."""
        return gettext("Contracts of %(supplier)s") % {"supplier": self.supplier}
