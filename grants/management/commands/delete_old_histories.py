"""`manage.py delete_old_histories`: deletes earlier texts and comments of drafts whose round closed two years ago."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from grants.actions.retention import delete_old_histories
from grants.models import LegalHold


class Command(BaseCommand):
    help = (
        "Deletes earlier versions of answers, and comments, of rounds that closed two years ago and aren’t on legal "
        "hold. Run it monthly."
    )

    def handle(self, *args: object, **options: object) -> None:
        count = delete_old_histories(by="delete_old_histories", at=timezone.now())
        self.stdout.write(f"Deleted the history of {count} application{'' if count == 1 else 's'}.")
        if held := LegalHold.objects.in_force().count():
            self.stdout.write(f"Rounds on legal hold, where nothing is deleted: {held}.")
