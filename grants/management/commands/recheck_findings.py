"""manage.py recheck_findings"""

from django.core.management.base import BaseCommand
from django.utils import timezone

from grants.actions.findings import recheck_application
from grants.models import Application

_HEADS = ("Application", "New", "Gone", "Questions", "Assigned to", "Consortium")
_ROW = "{:<13}{:>5}{:>6}{:>11}  {:<24}{}"


class Command(BaseCommand):
    help = (
        "Recheck every submitted application against the current registry, its signatures, and the other applications "
        "of its round, and update its findings. Prints the applications whose findings differ, with the number that "
        "are new, no longer apply, or are only questions now, and the officer each is assigned to. A second run "
        "changes nothing."
    )

    def handle(self, *args: object, **options: object) -> None:
        count = changed = 0
        concerned = []
        for application in Application.objects.submitted().for_desk().order_by("reference").iterator():
            count += 1
            before = _findings_of(application)
            if not recheck_application(application=application, at=timezone.now()):
                continue
            changed += 1
            after = _findings_of(application)
            new = sum(not after[key] and before.get(key, True) for key in after)
            gone = sum(not is_possible and key not in after for key, is_possible in before.items())
            questions = sum(is_possible and not before.get(key, True) for key, is_possible in after.items())
            if new or gone or questions:
                officer = str(application.assigned_to or "no one yet")
                row = (application.reference, new, gone, questions, officer, str(application.consortium))
                concerned.append(_ROW.format(*row))
        if concerned:
            self.stdout.write("\n".join([_ROW.format(*_HEADS), *concerned, ""]))
            self.stdout.write(
                "New findings are marked on the review desk. Responses to findings that no longer apply are kept there."
            )
        self.stdout.write(f"{count} applications checked, {changed} changed.")


def _findings_of(application: Application) -> dict[tuple[str, str], bool]:
    """The current findings, by rule and subject: whether each is only possible."""
    rows = application.findings.standing().values_list("rule", "subject_key", "is_possible")
    return {(rule, subject): is_possible for rule, subject, is_possible in rows}
