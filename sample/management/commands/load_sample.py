"""Load the sample state: `manage.py load_sample --scale small|state|nation --seed N`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.refusals import Refused
from districts.imports.atlas import MissingMap
from sample.writing.loading import is_loaded, load_sample

SCALES = ("small", "state", "nation")


class Command(BaseCommand):
    help = (
        "Load invented districts, schools, consortia and applications into an empty database. The same seed on the "
        "same day gives the same state."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=SCALES, default="small", help="how much: small, state or nation")
        parser.add_argument("--seed", type=int, default=1, help="a whole number; another one gives another state")

    def handle(self, *args: Any, scale: str, seed: int, **options: Any) -> None:
        if is_loaded():
            self.stdout.write("A sample state is here already; nothing was changed.")
            return
        quiet = options["verbosity"] == 0
        try:
            counts = load_sample(scale=scale, seed=seed, at=timezone.now(), say=_no_one if quiet else self._say)
        except (MissingMap, Refused) as no:
            raise CommandError(str(no)) from no
        self.stdout.write("Loaded: " + ", ".join(f"{count:,} {what}" for what, count in counts.items()) + ".")

    def _say(self, line: str) -> None:
        self.stdout.write(f"{line} …")
        self.stdout.flush()


def _no_one(line: str) -> None:
    """Nobody listens."""
