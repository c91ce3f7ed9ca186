"""Run a whole round of the sample state: `manage.py run_sample_round [--small] [--seed N]`."""

import datetime
from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.refusals import Refused, Unready
from districts.imports.atlas import MissingMap
from sample.whole_round import SMALL_ROUND, RoundSize
from sample.writing.loading import is_loaded, run_round

# How long ago the round closed: long enough that everything after it is in the past.
AGO = datetime.timedelta(days=90)


class Command(BaseCommand):
    help = (
        "Load an invented state with a round that has closed into an empty database, and run the round as people would: "
        "gate, scoring, ranking, reviews, board, and release. By default as large as the first round of Ohio’s "
        "Straight A Fund: 570 applications and 230 scorers. It takes several minutes."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--small", action="store_true", help="14 applications and 14 scorers, in seconds")
        parser.add_argument("--seed", type=int, default=1, help="each seed produces a different round (default: 1)")

    def handle(self, *args: object, small: bool, seed: int, **options: object) -> None:
        if is_loaded():
            raise CommandError("The sample state is already loaded. This command needs an empty database.")
        say = self._say if options["verbosity"] else lambda _: None
        try:
            counts = run_round(SMALL_ROUND if small else RoundSize(), seed=seed, at=timezone.now() - AGO, say=say)
        except (MissingMap, Refused, Unready) as no:
            raise CommandError(str(no)) from no
        for what, count in counts.items():
            self.stdout.write(f"{count:>12,}  {what}")

    def _say(self, line: str) -> None:
        self.stdout.write(f"{line} …")
        self.stdout.flush()
