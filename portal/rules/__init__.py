"""What waits for a person, and what does not, as lines of the `/my/` page. Pure: rows in, lines out. By noun."""

from portal.rules.applying import signing_tasks, writing_tasks
from portal.rules.reviewing import reading_tasks, taking_tasks
from portal.rules.tasks import Task, in_order

__all__ = ["Task", "in_order", "reading_tasks", "signing_tasks", "taking_tasks", "writing_tasks"]
