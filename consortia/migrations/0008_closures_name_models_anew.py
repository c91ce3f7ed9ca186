"""Closures keep which rows they wrote, by model: some of those models have new names. Undoing a closure needs them."""

from django.db import migrations

NEW_NAMES = {
    "districts.post": "districts.appointment",
    "districts.component": "districts.serviceagencymembership",
    "consortia.contract": "purchasing.contract",
    "consortia.wish": "exchange.wish",
    "consortia.introduction": "exchange.introduction",
    "consortia.service": "exchange.service",
    "consortia.serviceyear": "exchange.serviceyear",
}


def renamed(written):
    """The same entries, each with the name that its model has now."""
    return [{**entry, "model": NEW_NAMES.get(entry["model"], entry["model"])} for entry in written]


def rename_models(apps, schema_editor):
    for closure in apps.get_model("consortia", "Closure").objects.iterator():
        if renamed(closure.written) != closure.written:
            closure.written = renamed(closure.written)
            closure.save(update_fields=["written"])


class Migration(migrations.Migration):
    dependencies = [("consortia", "0007_relations_follow_the_words")]

    operations = [migrations.RunPython(rename_models, migrations.RunPython.noop, elidable=True)]
