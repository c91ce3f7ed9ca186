"""`manage.py send_reminders`: once a day, letters about what has waited too long."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from consortia.actions.reminders import lines_that_wait, members_to_ask, remind_of_confirmation, remind_of_line

NAME = "manage.py send_reminders"


class Command(BaseCommand):
    """Write the reminders of today. Run twice, or twice at once, it writes each once."""

    help = (
        "Send reminders about memberships that have waited more than 14 days for an answer, and about yearly "
        "verifications that are overdue or due within 30 days. Run it once a day; a second run sends nothing twice."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        at = timezone.now()
        lines = [remind_of_line(line=line, by=NAME, at=at) for line in lines_that_wait(at=at)]
        asked = [
            remind_of_confirmation(record=record, due_on=due_on, by=NAME, at=at)
            for record, due_on in members_to_ask(on=timezone.localdate(at))
        ]
        self.stdout.write(
            f"Letters about lines that wait: {sum(map(len, lines))}. "
            f"Letters about yearly confirmations: {sum(map(len, asked))}."
        )
