"""Suppliers as organizations, with their former names, and the contracts that each has."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import models

from accounts.addresses import HasPage
from purchasing.models.contracts import Contract


class Supplier(HasPage, models.Model):
    """An organization that sells under contracts. It keeps its address when its name changes."""

    slug = models.SlugField(max_length=200, unique=True)
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["name", "slug"]

    def __str__(self) -> str:
        return self.name


class SupplierName(models.Model):
    """A former name of a supplier, and the last day it had it; null where that is not known."""

    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="former_names")
    name = models.CharField(max_length=200)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-until", "-pk"]
        constraints = [models.UniqueConstraint(fields=["supplier", "name"], name="purchasing_supplier_name_once")]

    def __str__(self) -> str:
        return self.name


class ContractSupplierQuerySet(models.QuerySet["ContractSupplier"]):
    def of_contract(self, contract: Contract) -> "ContractSupplierQuerySet":
        """The suppliers of the contract in order, with their former names."""
        rows = self.filter(contract=contract).select_related("supplier")
        return rows.prefetch_related("supplier__former_names")

    def of_contracts(self, contracts: Iterable[Contract]) -> "dict[int, list[ContractSupplier]]":
        """The suppliers of each contract, by row id, with their former names. Two queries."""
        found: dict[int, list[ContractSupplier]] = defaultdict(list)
        rows = self.filter(contract__in=list(contracts)).select_related("supplier")
        for one in rows.prefetch_related("supplier__former_names"):
            found[one.contract_id].append(one)
        return found


class ContractSupplier(models.Model):
    """A supplier of a contract. The contract's text `supplier` names the same ones, separated by semicolons."""

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="contract_suppliers")
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, related_name="contract_suppliers")
    position = models.PositiveSmallIntegerField(default=0)

    objects = ContractSupplierQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "supplier"], name="purchasing_contract_supplier_once"),
        ]

    def __str__(self) -> str:
        return f"{self.supplier} under {self.contract}"
