"""Load the sample state: `manage.py load_sample --scale small|state|nation --seed N`."""

import itertools
from argparse import ArgumentParser
from collections.abc import Callable

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.refusals import Refused
from districts.imports.atlas import MissingMap
from sample.writing.loading import is_loaded, load_sample

SCALES = ("small", "state", "nation")
STEPS = {"small": 5, "state": 7}  # the nation has one more for each other state


class Command(BaseCommand):
    help = (
        "Load invented districts, schools, consortia, and applications into an empty database. The same seed on the "
        "same day produces the same state."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--scale", choices=SCALES, default="small", help="how much to load (default: small)")
        parser.add_argument("--seed", type=int, default=1, help="each seed produces a different state (default: 1)")

    def handle(self, *args: object, scale: str, seed: int, **options: object) -> None:
        if is_loaded():
            self.stdout.write("The sample state is already loaded. Nothing was changed.")
            return
        say = _say_nothing if options["verbosity"] == 0 else self._progress(STEPS.get(scale))
        try:
            counts = load_sample(scale=scale, seed=seed, at=timezone.now(), say=say)
        except (MissingMap, Refused) as no:
            raise CommandError(str(no)) from no
        self.stdout.write("Loaded: " + ", ".join(f"{count:,} {what}" for what, count in counts.items()) + ".")

    def _progress(self, steps: int | None) -> Callable[[str], None]:
        """Prints each step with its number; an indented line is part of the step before it."""
        numbers = itertools.count(1)

        def say(line: str) -> None:
            if line.startswith(" "):
                self.stdout.write(line)
            else:
                place = f" ({next(numbers)} of {steps})" if steps else ""
                self.stdout.write(f"Sample state: {line[0].lower()}{line[1:]} …{place}")
            self.stdout.flush()

        return say


def _say_nothing(line: str) -> None:
    """Prints nothing, for verbosity 0."""
