"""`manage.py import_regions FILE`: the region of each county, from the state's own file."""

from districts.imports.divisions import import_regions
from districts.management.importing import ImportCommand


class Command(ImportCommand):
    help = (
        "Import the counties of each region from a CSV file with the columns region, county_fips. "
        "If the file cannot be trusted, nothing is written."
    )
    name = "manage.py import_regions"
    take = staticmethod(import_regions)
