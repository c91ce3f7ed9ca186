"""`manage.py import_regions FILE`: counties into regions, from the state's own file."""

from districts.imports.divisions import import_regions
from districts.management.importing import ImportCommand


class Command(ImportCommand):
    help = (
        "Records counties into regions. The columns are region, county_fips. "
        "Nothing is written if the file cannot be trusted."
    )
    name = "manage.py import_regions"
    take = staticmethod(import_regions)
