"""On PostgreSQL, part of a street is found by a trigram index, where 0004 could create the extension."""

from django.db import migrations

INDEXES = {
    "districts_district_street_part": "districts_district USING gin (UPPER(street::text) gin_trgm_ops)",
    "districts_school_street_part": "districts_school USING gin (UPPER(street::text) gin_trgm_ops)",
}


def add_indexes(apps, editor):
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'")
        if cursor.fetchone() is None:
            return
    for name, on in INDEXES.items():
        editor.execute(f"CREATE INDEX {name} ON {on}")


def drop_indexes(apps, editor):
    if editor.connection.vendor == "postgresql":
        for name in INDEXES:
            editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("districts", "0019_towns_and_zip_codes")]

    operations = [migrations.RunPython(add_indexes, drop_indexes)]
