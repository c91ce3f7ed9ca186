"""`manage.py classify_districts`: recalculates the federal rural program eligibility of every district."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from districts.actions.rural import classify_districts


class Command(BaseCommand):
    help = (
        "Recalculates SRSA and RLIS eligibility for every district. Imports and state designations do this "
        "automatically; run it when a school year begins."
    )

    def handle(self, *args: object, **options: object) -> None:
        counts = classify_districts(by="manage.py classify_districts", at=timezone.now())
        for program in ("SRSA", "RLIS"):
            totals = ", ".join(f"{counts[f'{program} {answer}']:,} {answer}" for answer in ("yes", "no", "unknown"))
            self.stdout.write(f"{program}: {totals}")
