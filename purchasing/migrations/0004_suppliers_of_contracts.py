"""The suppliers that contracts name in a text become organizations. The text stays, for the previous release."""

from django.db import migrations

from purchasing.rules.suppliers import names_in, slug_for


def make_suppliers(apps, schema_editor):
    """A supplier for each name, ignoring case, and the contracts that name it."""
    contracts = apps.get_model("purchasing", "Contract")
    suppliers = apps.get_model("purchasing", "Supplier")
    links = apps.get_model("purchasing", "ContractSupplier")
    known = {supplier.name.casefold(): supplier for supplier in suppliers.objects.all()}
    taken = {supplier.slug for supplier in known.values()}
    rows = []
    for pk, text in contracts.objects.order_by("pk").values_list("pk", "supplier"):
        for position, name in enumerate(names_in(text)):
            supplier = known.get(name.casefold())
            if supplier is None:
                supplier = suppliers.objects.create(name=name, slug=slug_for(name, taken))
                known[name.casefold()] = supplier
                taken.add(supplier.slug)
            rows.append(links(contract_id=pk, supplier=supplier, position=position))
    links.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("purchasing", "0003_registry_of_contracts")]

    operations = [migrations.RunPython(make_suppliers, migrations.RunPython.noop)]
