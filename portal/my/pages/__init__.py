"""What waits for a person, and what does not, as lines of the `/my/` page. Pure: rows in, lines out. By noun."""

from portal.my.pages.applying import signing_tasks, writing_tasks
from portal.my.pages.facts import confirmation_tasks, dispute_tasks
from portal.my.pages.memberships import (
    lines_that_invite,
    may_propose,
    membership_tasks,
    page_of_appointments,
    registrar_tasks,
    waiting_elsewhere,
)
from portal.my.pages.partners import introduction_tasks
from portal.my.pages.people import delegation_tasks, email_tasks
from portal.my.pages.reviewing import reading_tasks, taking_tasks
from portal.my.pages.tasks import Task, in_order

__all__ = [
    "Task",
    "confirmation_tasks",
    "delegation_tasks",
    "dispute_tasks",
    "email_tasks",
    "in_order",
    "introduction_tasks",
    "lines_that_invite",
    "may_propose",
    "membership_tasks",
    "page_of_appointments",
    "reading_tasks",
    "registrar_tasks",
    "signing_tasks",
    "taking_tasks",
    "waiting_elsewhere",
    "writing_tasks",
]
