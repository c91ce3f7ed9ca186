"""`manage.py import_nces FOLDER`: the official files of NCES and the Census."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from districts.imports.atlas import COUNTY_MAP, MissingMap
from districts.imports.nces import import_folder
from districts.imports.shapes import import_shapes
from districts.management.importing import ImportCommand
from districts.rules.places import STATE_NAMES


class Command(ImportCommand):
    help = (
        "Imports the official agency, school, enrollment, poverty, and county files in FOLDER into the registry. "
        "Files are recognized by their header row. Nothing is written if a file can’t be trusted."
    )
    name = "manage.py import_nces"
    metavar = "FOLDER"
    take = staticmethod(import_folder)

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--state", help="only rows for this state, such as OH, by the first two digits of the ID")
        parser.add_argument(
            "--school-year",
            default="",
            help="for files that don’t state it, such as exports of the NCES search page: 2022-23",
        )

    def extra_arguments(self, options: dict[str, Any]) -> dict[str, Any]:
        """The state and the school year, if given."""
        state = None if options["state"] is None else options["state"].upper()
        if state is not None and state not in STATE_NAMES:
            raise CommandError(f"“{options['state']}” is not a two-letter state abbreviation, such as OH.")
        return {"state": state, "school_year": options["school_year"]}

    def handle(self, *args: object, **options: object) -> None:
        super().handle(*args, **options)
        if options["dry_run"]:
            return
        try:
            number = import_shapes(settings.BASE_DIR / COUNTY_MAP, by=self.name, at=timezone.now())
        except MissingMap as no:
            self.stdout.write(f"The import is complete, but maps lack the boundaries of new counties. {no}")
            return
        if number:
            self.stdout.write(f"Recorded the boundaries of {number:,} counties.")
