"""`manage.py load_county_shapes`: the boundaries of the registry's counties, for its maps."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from districts.imports.atlas import COUNTY_MAP, MissingMap
from districts.imports.shapes import import_shapes


class Command(BaseCommand):
    help = (
        "Stores the boundary of every county in the registry, from the county map installed by make setup. Imports "
        "and the sample state do this automatically; run it with --again after replacing the map."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="draw every county again, not only new ones")

    def handle(self, *args: object, again: bool, **options: object) -> None:
        try:
            number = import_shapes(
                settings.BASE_DIR / COUNTY_MAP,
                is_again=again,
                by="manage.py load_county_shapes",
                at=timezone.now(),
            )
        except MissingMap as no:
            raise CommandError(str(no)) from no
        self.stdout.write(
            f"Recorded the boundaries of {number:,} counties." if number else "All boundaries are up to date."
        )
