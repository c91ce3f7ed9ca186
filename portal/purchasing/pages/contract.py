"""What the page of a contract shows."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from accounts.dates import short_day
from consortia.states import LIVING_CONSORTIA
from portal.components.trails import Trail
from portal.purchasing.pages.amounts import contract_address
from purchasing.models import Contract
from purchasing.rules.terms import ENDED, UPCOMING, status_of, time_left


class ContractContact(NamedTuple):
    """A role, never a person's name, with its phone number and email address; empty where not on record."""

    role: str
    phone: str
    email: str

    @property
    def is_empty(self) -> bool:
        """Whether no one can be reached."""
        return not (self.phone or self.email)


@dataclass(frozen=True)
class ContractPage:
    """One page that answers: what, who may buy, until when, from whom, and who can help."""

    contract: Contract
    on: datetime.date
    # Members whose membership gives them the right to buy today.
    buyers: int
    may_change: bool

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [(gettext("Contracts"), reverse("registry:contract_list")), (self.contract.number, None)]

    @property
    def status(self) -> str:
        """What is unusual about its dates today; empty for a contract in effect that does not end soon."""
        contract = self.contract
        status = status_of(contract.starts_on, contract.ends_on, on=self.on)
        if status == ENDED:
            return gettext("ended")
        if status == UPCOMING:
            return gettext("not in effect yet")
        return time_left(contract.ends_on, on=self.on)

    @property
    def has_ended(self) -> bool:
        """Whether no one can buy under it any more."""
        return status_of(self.contract.starts_on, self.contract.ends_on, on=self.on) == ENDED

    @property
    def term(self) -> str:
        """“Jul 1, 2024, to Jun 30, 2027”; an unknown start or an open end is said."""
        starts, ends = self.contract.starts_on, self.contract.ends_on
        if starts and ends:
            return gettext("%(start)s, to %(end)s") % {"start": short_day(starts), "end": short_day(ends)}
        if ends:
            return gettext("To %(end)s; start date not on record") % {"end": short_day(ends)}
        if starts:
            return gettext("From %(start)s; no end date") % {"start": short_day(starts)}
        return gettext("Not on record")

    @property
    def who_may_buy(self) -> str:
        """Who may buy under it, and the number of members that can today."""
        if self.has_ended:
            return gettext("No one: the contract has ended.")
        number = ngettext("%(number)s member today", "%(number)s members today", self.buyers)
        return gettext("Component and participating members of %(consortium)s: %(members)s. Observers can’t.") % {
            "consortium": self.contract.consortium,
            "members": number % {"number": f"{self.buyers:,}"},
        }

    @property
    def contact(self) -> ContractContact:
        """Whom to ask: the consortium's office."""
        consortium = self.contract.consortium
        return ContractContact(consortium.contact_role, consortium.phone, consortium.office_email)

    @property
    def edit_address(self) -> str:
        """The form, for people who may change the contract; empty for others and once its consortium has ended."""
        consortium = self.contract.consortium
        if not self.may_change or consortium.status not in LIVING_CONSORTIA:
            return ""
        return reverse("purchasing:contract_edit", args=[consortium.slug, self.contract.pk])

    @property
    def prices_address(self) -> str:
        """Its prices by quantity, orders, and savings."""
        return contract_address(self.contract, "contract_prices")

    @property
    def savings_address(self) -> str:
        """Its savings, claimed and recomputed."""
        return contract_address(self.contract, "contract_savings")

    @property
    def suppliers(self) -> list[str]:
        """The names of its suppliers."""
        return [name for part in self.contract.supplier.split(";") if (name := part.strip())]


@dataclass(frozen=True)
class ContractChoicesPage:
    """Contracts of different consortia that use the same number."""

    number: str
    choices: Sequence[Contract]

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [(gettext("Contracts"), reverse("registry:contract_list")), (self.number, None)]

    @property
    def explanation(self) -> str:
        """Why there is a choice."""
        return gettext("%(count)s consortia use this contract number. Choose the contract you want.") % {
            "count": len(self.choices)
        }
