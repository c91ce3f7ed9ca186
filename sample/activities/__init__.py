"""What members of an invented consortium do together: plan rows, budget lines, and sentences for the narrative."""

from collections.abc import Callable

from sample.activities.everyone import coaching, dashboard, platform, study_groups, visits
from sample.activities.some import credential, shared_course, shared_teacher, shuttle
from sample.plan import Plan, PlannedActivity

Maker = Callable[[Plan], PlannedActivity]
FOR_EVERYONE: tuple[Maker, ...] = (coaching, platform, visits, dashboard, study_groups)
FOR_SOME: tuple[Maker, ...] = (shared_course, credential, shared_teacher, shuttle, shared_course, shared_teacher)

__all__ = ["FOR_EVERYONE", "FOR_SOME", "Maker", "credential", "platform"]
