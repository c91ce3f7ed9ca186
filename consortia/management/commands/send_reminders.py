"""`manage.py send_reminders`: once a day, letters about what has waited too long."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from consortia.actions.reminders import (
    members_to_ask,
    memberships_to_remind_of,
    remind_of_answer,
    remind_of_confirmation,
)

NAME = "manage.py send_reminders"


class Command(BaseCommand):
    """Write the reminders of today. Run twice, or twice at once, it writes each once."""

    help = (
        "Remind of memberships that wait for an answer longer than 14 days, and of yearly confirmations that are "
        "due within 30 days or overdue. To be run once a day; running it again writes nothing twice."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        at = timezone.now()
        memberships = [remind_of_answer(membership=membership, by=NAME, at=at) for membership in memberships_to_remind_of(at=at)]
        asked = [
            remind_of_confirmation(record=record, due_on=due_on, by=NAME, at=at)
            for record, due_on in members_to_ask(on=timezone.localdate(at))
        ]
        self.stdout.write(
            f"Letters about memberships that wait: {sum(map(len, memberships))}. "
            f"Letters about yearly confirmations: {sum(map(len, asked))}."
        )
