"""Imports of an older release stay undoable: what they wrote is stored as row changes.

Foreign keys become primary keys (`county_id`, `region_id`), and a service-agency membership is named by its own.
"""

from django.db import migrations

BATCH = 2_000
SAME_KEY = {
    "county": "districts.county",
    "district": "districts.district",
    "school": "districts.school",
    "district_figures": "districts.districtfigures",
    "school_figures": "districts.schoolfigures",
    "region": "districts.region",
}


def store_as_row_changes(apps, schema_editor):
    effects = apps.get_model("districts", "ImportEffect").objects
    _name_counties(apps, effects)
    _name_regions(apps, effects)
    _name_memberships(apps, effects)
    for table, model in SAME_KEY.items():
        effects.filter(model=table).update(model=model)


def _name_counties(apps, effects):
    counties = dict(apps.get_model("districts", "County").objects.values_list("fips", "pk"))

    def changed(effect):
        effect.before, effect.after = (
            {"county_id" if name == "county" else name: counties.get(value) if name == "county" else value
             for name, value in values.items()}
            for values in (effect.before, effect.after)
        )  # fmt: skip

    _store(effects, effects.filter(model__in=("district", "school"), after__has_key="county"), changed)


def _name_regions(apps, effects):
    states = dict(apps.get_model("districts", "County").objects.values_list("fips", "state"))
    regions = {(one.state, one.name): one.pk for one in apps.get_model("districts", "Region").objects.all()}

    def changed(effect):
        state, effect.model = states.get(effect.key), "districts.county"
        effect.before, effect.after = (
            {"region_id": regions.get((state, values["region"]))} for values in (effect.before, effect.after)
        )

    _store(effects, effects.filter(model="county_region"), changed)


def _name_memberships(apps, effects):
    memberships = apps.get_model("districts", "ServiceAgencyMembership").objects

    def changed(effect):
        agency, district = effect.key.split("/")
        found = memberships.filter(agency__leaid=agency, district__leaid=district, **effect.after).first()
        # One that has changed since is found no more, and no row has the key 0.
        effect.model, effect.key = "districts.serviceagencymembership", str(found.pk if found else 0)
        if found:
            effect.after |= {"agency_id": found.agency_id, "district_id": found.district_id}

    _store(effects, effects.filter(model="component"), changed)


def _store(effects, rows, changed):
    """Change these rows and store them, a batch at a time."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        for effect in batch:
            changed(effect)
        effects.bulk_create(
            batch, update_conflicts=True, unique_fields=["pk"], update_fields=["model", "key", "before", "after"]
        )


class Migration(migrations.Migration):
    dependencies = [("districts", "0015_import_effects_name_models")]

    operations = [migrations.RunPython(store_as_row_changes, migrations.RunPython.noop, elidable=True)]
