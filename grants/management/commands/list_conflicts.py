"""manage.py list_conflicts ROUND EMAIL… [--json]"""

import json

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from grants.models import Application, Competition
from grants.reads.conflict_paths import conflict_paths


class Command(BaseCommand):
    help = (
        "List the conflicts of interest between people and the submitted applications of a round, as far as the "
        "registry shows them, with how each is connected. Do this before you invite people to score. Changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The round, the people, and --json."""
        parser.add_argument("round", help="the round, as in its address: innovation-fund-2026")
        parser.add_argument("emails", nargs="+", metavar="EMAIL", help="the email addresses of the people’s accounts")
        parser.add_argument("--json", action="store_true", help="print JSON instead of lines of text")

    def handle(self, *args: object, emails: list[str], **options: object) -> None:
        competition = Competition.objects.filter(slug=options["round"]).first()
        if competition is None:
            slugs = ", ".join(Competition.objects.order_by("slug").values_list("slug", flat=True))
            raise CommandError(f"There is no round “{options['round']}”. Choose one of: {slugs or 'none yet'}.")
        people = [_person(email) for email in emails]
        applications = Application.objects.submitted().filter(competition=competition)
        found = conflict_paths(people, applications, on=timezone.localdate())
        references = list(applications.order_by("reference").values_list("pk", "reference"))
        rows = [
            (person, reference, path)
            for person in people
            for pk, reference in references
            for path in found.of(person.pk, pk)
        ]
        if options["json"]:
            data = [
                {
                    "person": person.email,
                    "application": reference,
                    "strength": path.strength.value,
                    "path": path.sentence,
                }
                for person, reference, path in rows
            ]
            self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1))
        else:
            lines = [
                f"{person}, {reference} ({path.strength.value}): {path.sentence}" for person, reference, path in rows
            ]
            self.stdout.write("\n".join(lines or ["The registry shows no conflicts."]))


def _person(email: str) -> User:
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        raise CommandError(f"No account has the email address {email}. Check the address.")
    return person
