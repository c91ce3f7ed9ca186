"""On PostgreSQL, part of a name or id is found by a trigram index; other databases read the whole column.

Where the database's owner may not create the extension, search works without the index, only slower:
`CREATE EXTENSION pg_trgm` by a superuser before `migrate` gives it.
"""

from django.db import Error, migrations, transaction

INDEXES = {
    "districts_district_name_part": "districts_district USING gin (UPPER(name::text) gin_trgm_ops)",
    "districts_district_leaid_part": "districts_district USING gin (leaid gin_trgm_ops)",
    "districts_school_name_part": "districts_school USING gin (UPPER(name::text) gin_trgm_ops)",
    "districts_school_ncessch_part": "districts_school USING gin (ncessch gin_trgm_ops)",
}


def add_indexes(apps, editor):
    if editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(editor.connection.alias):
            editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except Error:
        return
    for name, on in INDEXES.items():
        editor.execute(f"CREATE INDEX {name} ON {on}")


def drop_indexes(apps, editor):
    if editor.connection.vendor == "postgresql":
        for name in INDEXES:
            editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("districts", "0003_small_and_rural")]

    operations = [migrations.RunPython(add_indexes, drop_indexes)]
