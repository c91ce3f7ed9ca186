"""`manage.py import_components FILE`: component districts of service agencies, from the state's own file."""

from districts.imports.divisions import import_components
from districts.management.importing import ImportCommand


class Command(ImportCommand):
    help = (
        "Imports component districts of service agencies. The columns are agency, district, from, until. "
        "Nothing is written if the file can’t be trusted."
    )
    name = "manage.py import_components"
    take = staticmethod(import_components)
