"""Savings claims: what someone said that a contract saved, with the source."""

import datetime

from django.db import models
from django.db.models import F, Q

from purchasing.models.contracts import Contract


class SavingsClaimQuerySet(models.QuerySet["SavingsClaim"]):
    def of_contract(self, contract: Contract, *, on: datetime.date) -> "SavingsClaimQuerySet":
        """The contract's claims made by that date, the earliest first; withdrawn ones among them."""
        return self.filter(contract=contract, claimed_on__lte=on).order_by("claimed_on", "pk")


class SavingsClaim(models.Model):
    """An amount that someone said the contract saved, or a range. It stays as stated; a wrong entry is withdrawn."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="savings_claims")
    claimed_by = models.CharField(max_length=200)
    claimed_on = models.DateField()
    lowest = models.DecimalField(max_digits=14, decimal_places=2)
    # Equal to the lowest where one amount was claimed.
    highest = models.DecimalField(max_digits=14, decimal_places=2)
    # The period the savings are for. Unknown dates are something to be found, not an error.
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    # Where the claim can be read.
    source = models.CharField(max_length=500)
    # How the amount was computed, as the claim says; empty where it doesn't say.
    method = models.CharField(max_length=300, blank=True)
    # Made by people who neither hold the contract nor buy under it.
    is_independent = models.BooleanField(default=False, db_default=False)
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    objects = SavingsClaimQuerySet.as_manager()

    class Meta:
        ordering = ["claimed_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(highest__gte=F("lowest")), name="purchasing_claim_is_a_range"),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="purchasing_claim_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdrawn_because=""),
                name="purchasing_claim_is_withdrawn_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claimed_by}, {self.claimed_on:%Y-%m-%d}"
