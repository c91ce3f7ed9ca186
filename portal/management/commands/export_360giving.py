"""`manage.py export_360giving FILE`: writes the released awards as open data."""

import json
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from grants.exports.giving360 import Funder, grants_as_360giving


class Command(BaseCommand):
    """The same as /awards.json."""

    help = "Write all released awards to a file, as 360Giving 1.4 data (JSON)."

    def add_arguments(self, parser: CommandParser) -> None:
        """FILE."""
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *_: object, file: Path, **__: object) -> None:
        package = grants_as_360giving(Funder(*settings.FUNDER))
        if not package["grants"]:
            raise CommandError("No awards have been released yet, and the standard has no empty file.")
        try:
            file.write_text(json.dumps(package, ensure_ascii=False, indent=2), encoding="utf-8")
        except OSError as no:
            raise CommandError(f"The file can’t be written: {no}") from no
        self.stdout.write(f"Awards written: {len(package['grants'])}.")
