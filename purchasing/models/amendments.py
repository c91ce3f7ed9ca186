"""Amendments and terminations: changes to a contract itself, with their reasons and effective dates."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from purchasing.models.contracts import Contract
from purchasing.states import ContractChangeKind


class ContractAmendmentQuerySet(models.QuerySet["ContractAmendment"]):
    def of_contract(self, contract: Contract) -> "ContractAmendmentQuerySet":
        """The contract's amendments, by effective date; two of one day in the order they were recorded."""
        return self.filter(contract=contract)

    def due(self, on: datetime.date) -> "ContractAmendmentQuerySet":
        """Those whose date has come and that are not in the contract's facts yet; none of terminated contracts."""
        terminated = self.model.objects.filter(kind=ContractChangeKind.TERMINATION).values("contract")
        rows = self.filter(applied_at=None, effective_on__lte=on).exclude(contract__in=terminated)
        return rows.select_related("contract").order_by("effective_on", "pk")


class ContractAmendment(models.Model):
    """A change that the parties agreed on, or the early end of the contract. Never changed afterward."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="amendments")
    kind = models.CharField(max_length=20, choices=ContractChangeKind)
    reason = models.TextField()
    effective_on = models.DateField()
    # [{"field": a name from rules.contracts.FACTS, "before": text, "after": text}], the facts as text.
    changes = models.JSONField(default=list)
    # The office that recorded it, in words for readers.
    source = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # When the contract's facts took the new values; null until the effective date.
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = ContractAmendmentQuerySet.as_manager()

    class Meta:
        ordering = ["effective_on", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="purchasing_amendment_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.contract}"

    @property
    def fields(self) -> list[str]:
        """The names of the facts that it changes."""
        return [change["field"] for change in self.changes]
