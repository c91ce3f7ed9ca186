"""`manage.py import_regions FILE`: the region of each county, from the state's own file."""

from districts.imports.divisions import import_regions
from districts.management.importing import ImportCommand


class Command(ImportCommand):
    help = (
        "Imports the regions of counties. The columns are region, county_fips. "
        "Nothing is written if the file can’t be trusted."
    )
    name = "manage.py import_regions"
    take = staticmethod(import_regions)
