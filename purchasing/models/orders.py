"""What districts commit to buy, what they bought, and the prices it is compared with."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from districts.models import District
from purchasing.models.contracts import Contract
from purchasing.models.prices import ContractItem
from purchasing.states import PurchaseSource


class QuantityCommitment(models.Model):
    """A district commits to buy a quantity of an item within a period. It isn't an order yet."""

    item = models.ForeignKey(ContractItem, on_delete=models.PROTECT, related_name="quantity_commitments")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="quantity_commitments")
    quantity = models.PositiveIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    # Who recorded it on a page, and when; unknown for others.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)
    # From that date on, it no longer counts.
    canceled_on = models.DateField(null=True, blank=True)
    canceled_because = models.CharField(max_length=500, blank=True, default="", db_default="")

    class Meta:
        ordering = ["item", "starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="purchasing_commitment_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=Q(quantity__gte=1), name="purchasing_commitment_is_of_something"),
            models.UniqueConstraint(
                fields=["item", "district", "starts_on"],
                condition=Q(canceled_on=None),
                name="purchasing_commitment_once_a_day",
            ),
            models.CheckConstraint(
                condition=Q(canceled_on=None) | ~Q(canceled_because=""),
                name="purchasing_commitment_is_canceled_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity:,} {self.item}"

    @property
    def counts_until(self) -> datetime.date | None:
        """Its last date; if it was canceled, at most the date before that one."""
        if self.canceled_on is None:
            return self.ends_on
        before = self.canceled_on - datetime.timedelta(days=1)
        return before if self.ends_on is None else min(self.ends_on, before)


class PurchaseQuerySet(models.QuerySet["Purchase"]):
    def of_contract(self, contract: Contract) -> "PurchaseQuerySet":
        """Purchases of the contract's items that count, the earliest first."""
        return self.ever_of_contract(contract).counting()

    def ever_of_contract(self, contract: Contract) -> "PurchaseQuerySet":
        """Purchases of the contract's items, canceled and corrected ones included, the earliest first."""
        rows = self.filter(item__contract=contract).select_related("district", "item")
        return rows.order_by("ordered_on", "district__leaid", "item__name", "pk")

    def counting(self) -> "PurchaseQuerySet":
        """Those that are neither canceled nor replaced by a correction."""
        return self.filter(canceled_on=None)

    def canceled(self) -> "PurchaseQuerySet":
        """Those that are canceled or replaced by a correction, with who did it, and the correction."""
        return self.exclude(canceled_on=None).select_related("canceled_by", "correction__item")

    def ordered_by(self, on: datetime.date) -> "PurchaseQuerySet":
        """Those that had been ordered by the end of that date."""
        return self.filter(ordered_on__lte=on)


class Purchase(models.Model):
    """A district ordered a quantity of an item on a date and paid a price for each unit."""

    item = models.ForeignKey(ContractItem, on_delete=models.PROTECT, related_name="purchases")
    district = models.ForeignKey(District, on_delete=models.PROTECT, related_name="purchases")
    ordered_on = models.DateField()
    quantity = models.PositiveIntegerField()
    unit_price_paid = models.DecimalField(max_digits=14, decimal_places=4)
    source = models.CharField(max_length=10, choices=PurchaseSource)
    # The number of the order or the invoice, or the file it comes from.
    reference = models.CharField(max_length=200, blank=True)
    # Who recorded it on a page, and when; unknown for orders from files of the state.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)
    # Why it was placed although the district had no right to buy, in its own words.
    exception_because = models.CharField(max_length=500, blank=True, default="", db_default="")
    # A canceled order counts on no date. A corrected one is canceled, and the correction names it.
    canceled_on = models.DateField(null=True, blank=True)
    canceled_because = models.CharField(max_length=500, blank=True, default="", db_default="")
    canceled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction")

    objects = PurchaseQuerySet.as_manager()

    class Meta:
        ordering = ["ordered_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gte=1), name="purchasing_purchase_is_of_something"),
            models.CheckConstraint(
                condition=Q(unit_price_paid__gte=0), name="purchasing_purchase_price_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(canceled_on=None) | ~Q(canceled_because=""),
                name="purchasing_purchase_is_canceled_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity:,} {self.item} by {self.district}"


class BaselineQuerySet(models.QuerySet["Baseline"]):
    def of_contract(self, contract: Contract, *, on: datetime.date) -> "BaselineQuerySet":
        """Those of the contract's items that had not been withdrawn by that date."""
        rows = self.filter(item__contract=contract).exclude(withdrawn_on__lte=on)
        return rows.select_related("district", "item")


class Baseline(models.Model):
    """A unit price that a saving is measured against, with its date, source, and method."""

    item = models.ForeignKey(ContractItem, on_delete=models.PROTECT, related_name="baselines")
    # The district whose own price it is; empty for a price that any district would have paid.
    district = models.ForeignKey(
        District, on_delete=models.PROTECT, null=True, blank=True, related_name="price_baselines"
    )
    unit_price = models.DecimalField(max_digits=14, decimal_places=4)
    priced_on = models.DateField()
    source = models.CharField(max_length=300)
    # How the price was found, for example, the district's own last contract, a posted price, or quotes.
    method = models.CharField(max_length=200)
    # A wrong entry is withdrawn with a reason, and no saving is measured against it from that date on.
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True, default="", db_default="")

    objects = BaselineQuerySet.as_manager()

    class Meta:
        ordering = ["item", "priced_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(unit_price__gt=0), name="purchasing_baseline_has_a_price"),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | ~Q(withdrawn_because=""),
                name="purchasing_baseline_is_withdrawn_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_price} on {self.priced_on:%Y-%m-%d}"
