"""Costs that members share: each declared with a formula, in versions, with every member's share."""

import datetime

from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext

from accounts.dates import short_day
from districts.models import District
from purchasing.models.contracts import Contract
from purchasing.states import CostFormula


def formula_in_words(basis: str, year: str, on: datetime.date) -> str:
    """The formula with the year or the date that it counts."""
    if basis == CostFormula.ENROLLMENT:
        return gettext("By enrollment in %(year)s") % {"year": year}
    if basis == CostFormula.USE:
        return gettext("By what each member had spent under the contract by %(day)s") % {"day": short_day(on)}
    return gettext("Equal parts")


class SharedCostQuerySet(models.QuerySet["SharedCost"]):
    def of_contract(self, contract: Contract) -> "SharedCostQuerySet":
        """The contract's costs, the latest period first, with versions and shares; withdrawn ones among them."""
        shares = Prefetch("shares", CostShare.objects.select_related("district"))
        versions = Prefetch("versions", CostVersion.objects.prefetch_related(shares))
        rows = self.filter(contract=contract).select_related("contract__consortium")
        return rows.prefetch_related(versions).order_by("-starts_on", "title", "pk")


class SharedCost(models.Model):
    """A cost of a period that members of a contract share, for example, a platform fee. Its amount is in versions."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="shared_costs")
    title = models.CharField(max_length=200)
    starts_on = models.DateField()
    ends_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    objects = SharedCostQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="purchasing_shared_cost_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdrawn_because=""),
                name="purchasing_shared_cost_is_withdrawn_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CostVersion(models.Model):
    """The amount and the formula of a shared cost from a date on; a later version replaces it for the whole period."""

    cost = models.ForeignKey(SharedCost, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    basis = models.CharField(max_length=12, choices=CostFormula)
    # The school year whose enrollment counts; empty where enrollment doesn't.
    enrollment_year = models.CharField(max_length=9, blank=True)
    effective_on = models.DateField()
    reason = models.CharField(max_length=500)
    declared_on = models.DateField()
    # The day whose members share the cost: the day declared, or the contract's start date if that is later.
    counted_on = models.DateField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["cost", "number"], name="purchasing_cost_version_number_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="purchasing_cost_version_is_something"),
            models.CheckConstraint(
                condition=(Q(basis=CostFormula.ENROLLMENT) & ~Q(enrollment_year=""))
                | (~Q(basis=CostFormula.ENROLLMENT) & Q(enrollment_year="")),
                name="purchasing_cost_version_names_its_year",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cost}, version {self.number}"

    @property
    def formula(self) -> str:
        """“By enrollment in 2024-25”."""
        return formula_in_words(self.basis, self.enrollment_year, self.counted_on)


class CostShare(models.Model):
    """A member's share in a version, and what the formula counted for it."""

    version = models.ForeignKey(CostVersion, on_delete=models.PROTECT, related_name="shares")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="cost_shares")
    # 1, the students enrolled, or the dollars spent.
    weight = models.DecimalField(max_digits=18, decimal_places=4)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        ordering = ["district__name", "district__leaid"]
        constraints = [
            models.UniqueConstraint(fields=["version", "district"], name="purchasing_cost_share_once"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="purchasing_cost_share_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.district}, {self.version}"
