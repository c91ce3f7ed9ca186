"""What the pages of a declared cost show: its versions with every member's share, and the forms of the lead."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext

from accounts.dates import short_day
from districts.models import District
from portal.components.trails import Trail
from portal.purchasing.pages.amounts import contract_address, sum_in_words
from portal.purchasing.pages.cost_rows import CostTable, cost_table
from portal.purchasing.pages.joinders import trail_of
from portal.purchasing.pages.savings import period_in_words
from purchasing.actions.costs import CostPreview
from purchasing.models import Contract, CostVersion, SharedCost
from purchasing.rules.cost_sharing import version_in_effect


class SharedCostRow(NamedTuple):
    """A declared cost with what is in effect, or else what takes effect first."""

    title: str
    address: str
    period: str
    amount: str
    formula: str
    status: str
    is_withdrawn: bool

    @classmethod
    def of(cls, cost: SharedCost, on: datetime.date) -> "SharedCostRow":
        """The cost on that date; its versions are read already."""
        versions = list(cost.versions.all())
        version = version_in_effect(versions, on) or versions[0]
        status = gettext("Since %(day)s") if version.effective_on <= on else gettext("From %(day)s")
        status %= {"day": short_day(version.effective_on)}
        if planned := next(
            (one for one in reversed(versions) if one.effective_on > max(on, version.effective_on)), None
        ):
            status += gettext("; changes %(day)s") % {"day": short_day(planned.effective_on)}
        if cost.withdrawn_on:
            status = gettext("Withdrawn %(day)s") % {"day": short_day(cost.withdrawn_on)}
        return cls(
            cost.title,
            cost_address("cost_detail", cost),
            period_in_words(cost.starts_on, cost.ends_on),
            sum_in_words(version.amount),
            version.formula,
            status,
            cost.withdrawn_on is not None,
        )


def cost_address(view: str, cost: SharedCost) -> str:
    """The address of one of the cost's pages; it comes with its contract and consortium."""
    return reverse(f"purchasing:{view}", args=[cost.contract.consortium.slug, cost.contract_id, cost.pk])


class CostVersionSection(NamedTuple):
    """A version: its terms, where it is in time, and each member's share beside the version before."""

    heading: str
    tag: str
    amount: str
    formula: str
    effective_on: datetime.date
    counted_on: datetime.date
    reason: str
    table: CostTable


@dataclass(frozen=True)
class SharedCostPage:
    """A declared cost with all its versions."""

    cost: SharedCost
    versions: Sequence[CostVersion]
    # The districts that may use the contract today.
    members: Sequence[District]
    may_change: bool
    on: datetime.date

    @property
    def contract(self) -> Contract:
        """The contract."""
        return self.cost.contract

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return costs_trail(self.contract, self.cost.title)

    @property
    def period(self) -> str:
        """The period of the cost."""
        return period_in_words(self.cost.starts_on, self.cost.ends_on)

    @property
    def withdrawn(self) -> str:
        """When and why it was withdrawn; empty if it wasn't."""
        if not self.cost.withdrawn_on:
            return ""
        return gettext("This cost was withdrawn %(day)s, so no member has a share: %(reason)s") % {
            "day": short_day(self.cost.withdrawn_on),
            "reason": self.cost.withdrawn_because,
        }

    @property
    def change_address(self) -> str:
        """The form for another amount or formula; empty for people who may not change it."""
        return cost_address("cost_change", self.cost) if self._is_open else ""

    @property
    def withdraw_address(self) -> str:
        """The form to withdraw it; empty for people who may not."""
        return cost_address("cost_withdraw", self.cost) if self._is_open else ""

    @property
    def _is_open(self) -> bool:
        return self.may_change and not self.cost.withdrawn_on

    @property
    def file_address(self) -> str:
        """Every version with every share."""
        return contract_address(self.contract, "costs_download")

    @cached_property
    def sections(self) -> list[CostVersionSection]:
        """The versions, the last declared first."""
        return [self._section(place) for place in reversed(range(len(self.versions)))]

    def _section(self, place: int) -> CostVersionSection:
        version, before = self.versions[place], self.versions[place - 1] if place else None
        return CostVersionSection(
            gettext("Version %(number)s, declared %(day)s")
            % {"number": version.number, "day": short_day(version.declared_on)},
            self._tag(version),
            sum_in_words(version.amount),
            version.formula,
            version.effective_on,
            version.counted_on,
            version.reason,
            version_table(version, before),
        )

    def _tag(self, version: CostVersion) -> str:
        if self.cost.withdrawn_on:
            return gettext("Withdrawn")
        if version == version_in_effect(self.versions, self.on):
            return gettext("In effect")
        if any(later.number > version.number and later.effective_on <= version.effective_on for later in self.versions):
            return gettext("Replaced before it took effect")
        return gettext("Not in effect yet") if version.effective_on > self.on else gettext("Replaced")

    @cached_property
    def since_then(self) -> list[str]:
        """Members that joined or left since the shares in effect were declared, and what that means."""
        version = version_in_effect(self.versions, self.on)
        if version is None or self.cost.withdrawn_on:
            return []
        sharing = {one.district.leaid: one.district.name for one in version.shares.all()}
        today = {one.leaid: one.name for one in self.members}
        joined = "; ".join(name for leaid, name in today.items() if leaid not in sharing)
        left = "; ".join(name for leaid, name in sharing.items() if leaid not in today)
        notes = []
        if joined:
            notes.append(
                gettext("May use the contract now, but has no share until the shares are declared again: %(names)s.")
                % {"names": joined}
            )
        if left:
            notes.append(
                gettext("May no longer use the contract, but keeps its share until then: %(names)s.") % {"names": left}
            )
        return notes


def version_table(version: CostVersion, before: CostVersion | None) -> CostTable:
    """Each member's share in the version, beside the version before."""
    shares = {one.district.leaid: one for one in version.shares.all()}
    earlier = {one.district.leaid: one for one in before.shares.all()} if before else {}
    now = {leaid: one.amount for leaid, one in shares.items()}
    return _compared_table(
        gettext("Each member’s share, version %(number)s") % {"number": version.number},
        now,
        {leaid: one.amount for leaid, one in earlier.items()} if before else None,
        districts={leaid: one.district for leaid, one in (earlier | shares).items()},
        weights={leaid: one.weight for leaid, one in shares.items()},
        basis=version.basis,
    )


def preview_table(preview: CostPreview, basis: str) -> CostTable:
    """Each member's share if this is declared, beside the share that it has now."""
    return _compared_table(
        gettext("Each member’s share if you declare this"),
        {one.leaid: one.amount for one in preview.shares},
        dict(preview.before) or None,
        districts=dict(preview.districts),
        weights={one.leaid: one.weight for one in preview.shares},
        basis=basis,
    )


def _compared_table(
    caption: str,
    now: dict[str, Decimal],
    before: dict[str, Decimal] | None,
    *,
    districts: dict[str, District],
    weights: dict[str, Decimal],
    basis: str,
) -> CostTable:
    labels = (gettext("Share before"), gettext("Share")) if before is not None else (gettext("Share"), "")
    first, second = (now, None) if before is None else (before, now)
    return cost_table(caption, first, second, districts=districts, labels=labels, weights=weights, basis=basis)


def costs_trail(contract: Contract, title: str) -> Trail:
    """The breadcrumbs of a page below the shared costs of a contract."""
    return trail_of(contract, (gettext("Shared costs"), contract_address(contract, "contract_costs")), (title, None))


@dataclass(frozen=True)
class CostFormPage:
    """A form of the lead about a cost, with the shares to review once it is complete."""

    contract: Contract
    title: str
    explanation: str
    button: str
    back_address: str
    table: CostTable | None = None
    digest: str = ""

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return costs_trail(self.contract, self.title)
