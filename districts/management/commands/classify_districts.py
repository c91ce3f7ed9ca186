"""`manage.py classify_districts`: recalculates the federal rural program eligibility of every district."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from districts.actions.rural import classify_districts


class Command(BaseCommand):
    help = (
        "Recompute which districts are eligible for the federal rural programs SRSA and RLIS. Imports and state "
        "designations do this on their own; run it when a new school year begins."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        counts = classify_districts(by="manage.py classify_districts", at=timezone.now())
        for program in ("SRSA", "RLIS"):
            totals = ", ".join(f"{counts[f'{program} {answer}']:,} {answer}" for answer in ("yes", "no", "unknown"))
            self.stdout.write(f"{program}: {totals}")
