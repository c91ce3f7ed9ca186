"""Closures of an older release stay undoable: what they wrote is stored as row changes, with each row's own key."""

from django.db import migrations

NATURAL_KEYS = {
    "districts.district": ("leaid",),
    "districts.school": ("ncessch",),
    "districts.districtfigures": ("district__leaid", "school_year", "source"),
}


def store_as_row_changes(apps, schema_editor):
    for closure in apps.get_model("consortia", "Closure").objects.iterator():
        closure.written = [_row_change(apps, entry) for entry in closure.written]
        closure.save(update_fields=["written"])


def _row_change(apps, entry):
    if "pk" not in entry:
        return entry
    change = {"model": entry["model"], "key": _key(apps, entry), "before": None, "after": entry.get("new")}
    if "said" in entry:
        change["before"], change["after"] = (
            {name: values[side] for name, values in entry["said"].items()} for side in (0, 1)
        )
    return change


def _key(apps, entry):
    if columns := NATURAL_KEYS.get(entry["model"]):
        rows = apps.get_model(entry["model"]).objects.filter(pk=entry["pk"])
        if found := rows.values_list(*columns).first():
            return "/".join(found)
    return str(entry["pk"])


class Migration(migrations.Migration):
    dependencies = [
        ("consortia", "0011_verbose_names_in_plain_words"),
        ("districts", "0016_import_effects_as_row_changes"),
    ]

    operations = [migrations.RunPython(store_as_row_changes, migrations.RunPython.noop, elidable=True)]
