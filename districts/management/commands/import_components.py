"""`manage.py import_components FILE`: component districts of service agencies, from the state's own file."""

from districts.imports.divisions import import_components
from districts.management.importing import ImportCommand


class Command(ImportCommand):
    help = (
        "Import the component districts of service agencies from a CSV file with the columns agency, district, from, "
        "until. If the file cannot be trusted, nothing is written."
    )
    name = "manage.py import_components"
    take = staticmethod(import_components)
