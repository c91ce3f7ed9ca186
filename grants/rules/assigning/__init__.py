"""Which scorers score which application: shared out fairly, without conflicts, and so that all can be compared."""

from grants.rules.assigning.explain import explain
from grants.rules.assigning.share_out import share_out, without_scorer
from grants.rules.assigning.task import (
    Assignment,
    AssignmentTask,
    AvailableScorer,
    ScoredApplication,
    ScorerPair,
    Shortage,
    problems_with_task,
)

__all__ = [
    "Assignment",
    "AssignmentTask",
    "AvailableScorer",
    "ScoredApplication",
    "ScorerPair",
    "Shortage",
    "explain",
    "problems_with_task",
    "share_out",
    "without_scorer",
]
