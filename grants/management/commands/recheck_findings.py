"""manage.py recheck_findings"""

from django.core.management.base import BaseCommand
from django.utils import timezone

from grants.actions.findings import recheck_application
from grants.models import Application


class Command(BaseCommand):
    help = (
        "Recheck every submitted application against the current registry, its signatures, and the other applications "
        "of its round, and update its findings. A second run changes nothing."
    )

    def handle(self, *args: object, **options: object) -> None:
        count = changed = 0
        for application in Application.objects.submitted().order_by("reference").iterator():
            count += 1
            changed += recheck_application(application=application, at=timezone.now())
        self.stdout.write(f"{count} applications checked, {changed} changed.")
