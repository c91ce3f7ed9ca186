"""manage.py recheck_findings"""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from grants.actions.findings import recheck_application
from grants.models import Application


class Command(BaseCommand):
    help = (
        "Check every application that was handed in again, against the registry, the signatures and the other "
        "applications of its round as they are now. Run again, it changes nothing."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        count = changed = 0
        for application in Application.objects.submitted().order_by("reference").iterator():
            count += 1
            changed += recheck_application(application=application, at=timezone.now())
        self.stdout.write(f"{count} applications checked, {changed} changed.")
