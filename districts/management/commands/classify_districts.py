"""`manage.py classify_districts`: the federal answers for small and rural districts, computed again."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from districts.actions.rural import classify_districts


class Command(BaseCommand):
    help = (
        "Answers SRSA and RLIS for every district again. Imports and decisions of the State do so by themselves; "
        "run it when a school year has begun."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        counts = classify_districts(by="manage.py classify_districts", at=timezone.now())
        for program in ("SRSA", "RLIS"):
            said = ", ".join(f"{counts[f'{program} {answer}']:,} {answer}" for answer in ("yes", "no", "unknown"))
            self.stdout.write(f"{program}: {said}")
