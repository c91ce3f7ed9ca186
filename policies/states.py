"""The kinds of policies, and the statuses, steps, and outcomes of reported barriers."""

from django.db import models


class PolicyKind(models.TextChoices):
    STATUTE = "statute", "Statute"
    RULE = "rule", "Rule"
    GUIDELINE = "guideline", "Guideline"


class Waivable(models.TextChoices):
    """Whether the State can release districts from a policy."""

    YES = "yes", "Can be waived"
    NO = "no", "Can’t be waived"
    UNKNOWN = "unknown", "Not determined"


class BarrierStatus(models.TextChoices):
    RECEIVED = "received", "Received"
    REVIEW = "review", "Under review"
    ANSWERED = "answered", "Answered"
    CLOSED = "closed", "Closed without review"
    MERGED = "merged", "Merged"


# The public sees a barrier once the State has published a text about it.
PUBLIC_BARRIERS = {BarrierStatus.REVIEW, BarrierStatus.ANSWERED}
# The districts that reported it have no answer yet.
WAITING_BARRIERS = {BarrierStatus.RECEIVED, BarrierStatus.REVIEW}
# The State has answered the districts that reported it, or closed it with a reason.
DONE_BARRIERS = {BarrierStatus.ANSWERED, BarrierStatus.CLOSED}
# Others can be merged into it.
OPEN_TO_MERGING = {BarrierStatus.RECEIVED, BarrierStatus.REVIEW, BarrierStatus.ANSWERED}

BARRIER_STEPS: dict[str, tuple[set[BarrierStatus], BarrierStatus]] = {
    "publish": ({BarrierStatus.RECEIVED}, BarrierStatus.REVIEW),
    "close": ({BarrierStatus.RECEIVED}, BarrierStatus.CLOSED),
    "restore": ({BarrierStatus.CLOSED}, BarrierStatus.RECEIVED),
    "decide": ({BarrierStatus.REVIEW}, BarrierStatus.ANSWERED),
    "reopen": ({BarrierStatus.ANSWERED}, BarrierStatus.REVIEW),
    "merge": ({BarrierStatus.RECEIVED, BarrierStatus.REVIEW}, BarrierStatus.MERGED),
    "unmerge": ({BarrierStatus.MERGED}, BarrierStatus.RECEIVED),
}
BARRIER_STEPS_THAT_KEEP_THE_STATUS: dict[str, set[BarrierStatus]] = {
    "reword": {BarrierStatus.REVIEW, BarrierStatus.ANSWERED},
    "follow up": {BarrierStatus.ANSWERED},
}


class BarrierOutcome(models.TextChoices):
    """What the State does about a barrier."""

    WAIVE = "waive", "Districts can ask for a waiver"
    CHANGE = "change", "The State will change the rule or guideline"
    LAW = "law", "The State will propose a change in the law"
    CLARIFY = "clarify", "Not a barrier: the policy allows it"
