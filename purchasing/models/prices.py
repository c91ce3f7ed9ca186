"""Items of a contract, and their unit prices by quantity and effective date."""

import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from purchasing.models.contracts import Contract


class ContractItemQuerySet(models.QuerySet["ContractItem"]):
    def with_tiers(self, contract: Contract) -> "ContractItemQuerySet":
        """The contract's items by name, once for each tier with its quantity, price, and effective date, the earliest
        first; an item without a price once, without these.
        """
        rows = self.filter(contract=contract).annotate(
            from_quantity=F("tiers__from_quantity"),
            unit_price=F("tiers__unit_price"),
            effective_on=F("tiers__price_list__effective_on"),
        )
        return rows.order_by("name", "pk", "effective_on", "from_quantity")


class ContractItem(models.Model):
    """Something members can buy under a contract, and the unit it is counted in."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="items")
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=60, blank=True)

    # Only on rows of `with_tiers`.
    from_quantity: int | None
    unit_price: Decimal
    effective_on: datetime.date

    objects = ContractItemQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["contract", "name"], name="purchasing_item_once")]

    def __str__(self) -> str:
        return self.name


class PriceList(models.Model):
    """The prices of a contract's items that take effect on a date. Earlier lists stay, for the orders of their time."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="price_lists")
    effective_on = models.DateField()
    # The file or amendment the prices come from.
    source = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["effective_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "effective_on"], name="purchasing_price_list_once_a_day"),
        ]

    def __str__(self) -> str:
        return f"Prices from {self.effective_on:%Y-%m-%d}"


class TierQuerySet(models.QuerySet["Tier"]):
    def of_contract(self, contract: Contract) -> "TierQuerySet":
        """Every tier of the contract's items, by effective date and quantity."""
        rows = self.filter(price_list__contract=contract).select_related("price_list")
        return rows.order_by("price_list__effective_on", "from_quantity")

    def effective(self, on: datetime.date) -> "TierQuerySet":
        """Tiers of price lists that had taken effect by that date."""
        return self.filter(price_list__effective_on__lte=on)


class Tier(models.Model):
    """The unit price of an item from a quantity on, in one price list."""

    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="tiers")
    item = models.ForeignKey(ContractItem, on_delete=models.PROTECT, related_name="tiers")
    from_quantity = models.PositiveIntegerField()
    unit_price = models.DecimalField(max_digits=14, decimal_places=4)

    objects = TierQuerySet.as_manager()

    class Meta:
        ordering = ["item", "price_list", "from_quantity"]
        constraints = [
            models.UniqueConstraint(fields=["price_list", "item", "from_quantity"], name="purchasing_tier_once"),
            models.CheckConstraint(condition=Q(from_quantity__gte=1), name="purchasing_tier_begins_at_one_or_more"),
            models.CheckConstraint(condition=Q(unit_price__gt=0), name="purchasing_tier_has_a_price"),
        ]

    def __str__(self) -> str:
        return f"{self.unit_price} from {self.from_quantity:,}"
