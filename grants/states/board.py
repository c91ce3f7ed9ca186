"""The board’s votes and decisions."""

from django.db import models


class BoardChoice(models.TextChoices):
    """A board member's vote on an application."""

    YES = "yes", "Yes"
    NO = "no", "No"
    ABSTAIN = "abstain", "Abstain"


class BoardOutcome(models.TextChoices):
    """What the board decides about an application."""

    YES = "yes", "Yes: award a grant"
    NO = "no", "No: don’t award a grant"
    HOLD = "hold", "Hold: decide later"
    EDIT = "edit", "Edit: ask for changes first"


class StageOutcome(models.TextChoices):
    """What a stage before the board decides about an application. The others go on."""

    INELIGIBLE = "ineligible", "Not eligible"
    GATE = "gate", "Did not pass the gate"


# Of the board and of the stages before it, with their labels.
OUTCOMES = [*BoardOutcome.choices, *StageOutcome.choices]
# The same as applicants and the public read them after the release.
RELEASED_LABELS: dict[str, str] = {
    BoardOutcome.YES: "Awarded",
    BoardOutcome.NO: "Not awarded",
    BoardOutcome.HOLD: "On hold",
    BoardOutcome.EDIT: "Changes requested",
    **dict(StageOutcome.choices),
}
# These settle an application; of the others, the board decides again.
FINAL_OUTCOMES: set[str] = {BoardOutcome.YES, BoardOutcome.NO, *StageOutcome}


def is_turned_down(outcome: str) -> bool:
    """Whether this outcome ("" for none) settles an application without an award."""
    return outcome in FINAL_OUTCOMES and outcome != BoardOutcome.YES


class DecisionState(models.TextChoices):
    """The status of a decision of the board. It takes effect when awards are released."""

    PROPOSED = "proposed", "Waiting for a countersignature"
    DECIDED = "decided", "Decided"
    REPLACED = "replaced", "Replaced by a later decision"
    CANCELED = "canceled", "Canceled"


class ReleasePolicy(models.TextChoices):
    """What a round makes public about its decisions."""

    AWARDS = "awards", "Awards only"
    ALL = "all", "All outcomes"
