"""Suppliers follow the contracts that name them, and keep their address when their name changes."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from consortia.permissions import check_is_registrar
from districts.actions.history import touch_registry
from purchasing.models import Contract, ContractSupplier, Supplier, SupplierName
from purchasing.rules.contracts import SUPPLIER_AT_MOST
from purchasing.rules.suppliers import names_in, problems_with_new_name, slug_for


def set_suppliers(contract: Contract) -> list[Supplier]:
    """Link the contract to the suppliers that its text names, by their names now or before; new ones are added.

    Call it after saving the contract, in the same transaction.
    """
    wanted = [_supplier_named(name) for name in names_in(contract.supplier)]
    suppliers = list({supplier.pk: supplier for supplier in wanted}.values())
    ContractSupplier.objects.filter(contract=contract).exclude(supplier__in=suppliers).delete()
    for position, supplier in enumerate(suppliers):
        ContractSupplier.objects.update_or_create(contract=contract, supplier=supplier, defaults={"position": position})
    touch_registry()
    return suppliers


def _supplier_named(name: str) -> Supplier:
    if known := Supplier.objects.filter(name__iexact=name).first():
        return known
    if former := SupplierName.objects.filter(name__iexact=name).select_related("supplier").first():
        return former.supplier
    taken = set(Supplier.objects.values_list("slug", flat=True))
    return Supplier.objects.create(name=name, slug=slug_for(name, taken))


@transaction.atomic
def rename_supplier(
    *, supplier: Supplier, name: str, until: datetime.date | None, by: User, at: datetime.datetime
) -> None:
    """Rename a supplier; `until` is the last day of the old name, unknown if None. Raises Refused or Unready.

    Its contracts show the new name, and searches still find it by the old one.
    """
    on = timezone.localdate(at)
    check_is_registrar(by, on)
    supplier = Supplier.objects.select_for_update().get(pk=supplier.pk)
    name = " ".join(name.split())
    other = Supplier.objects.filter(name__iexact=name).exclude(pk=supplier.pk).first()
    if problems := problems_with_new_name(
        name, old=supplier.name, other=other.name if other else "", until=until, on=on
    ):
        raise Unready(*problems)
    old, supplier.name = supplier.name, name
    supplier.save(update_fields=["name"])
    SupplierName.objects.filter(supplier=supplier, name=name).delete()  # a name that it takes again
    SupplierName.objects.update_or_create(supplier=supplier, name=old, defaults={"until": until})
    for contract in Contract.objects.select_for_update().filter(contract_suppliers__supplier=supplier):
        names = [name if one.casefold() == old.casefold() else one for one in names_in(contract.supplier)]
        text = "; ".join(names)
        if len(text) <= SUPPLIER_AT_MOST:
            contract.supplier = text
            contract.save(update_fields=["supplier"])
    touch_registry()
    log.record("supplier.renamed", supplier, by=by, at=at, was=old, until=until)
