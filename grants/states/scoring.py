"""Scorers, their practice, and what they answer at the gate and in scoring."""

from django.db import models


class ScorerStatus(models.TextChoices):
    """The status of a person who was invited to score applications of a round."""

    INVITED = "invited", "Invited"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


# Who scores in the round, or may still say so.
IN_THE_ROUND = {ScorerStatus.INVITED, ScorerStatus.ACCEPTED}

SCORER_STEPS: dict[str, tuple[set[ScorerStatus], ScorerStatus]] = {
    "accept": ({ScorerStatus.INVITED}, ScorerStatus.ACCEPTED),
    "decline": ({ScorerStatus.INVITED}, ScorerStatus.DECLINED),
    "withdraw": ({ScorerStatus.INVITED, ScorerStatus.ACCEPTED}, ScorerStatus.WITHDRAWN),
    "invite again": ({ScorerStatus.DECLINED, ScorerStatus.WITHDRAWN}, ScorerStatus.INVITED),
}


class OfferStatus(models.TextChoices):
    """The status of a person's offer to score applications of a round."""

    OFFERED = "offered", "Waiting for an answer"
    INVITED = "invited", "Invited"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


OFFER_STEPS: dict[str, tuple[set[OfferStatus], OfferStatus]] = {
    "change": ({OfferStatus.OFFERED}, OfferStatus.OFFERED),
    "withdraw": ({OfferStatus.OFFERED}, OfferStatus.WITHDRAWN),
    "decline": ({OfferStatus.OFFERED}, OfferStatus.DECLINED),
    "invite": ({OfferStatus.OFFERED, OfferStatus.DECLINED, OfferStatus.WITHDRAWN}, OfferStatus.INVITED),
    "offer again": ({OfferStatus.WITHDRAWN}, OfferStatus.OFFERED),
}
OFFER_STEPS_THAT_BEGIN = {"offer": {OfferStatus.OFFERED}}


class CalibrationStanding(models.TextChoices):
    """How a scorer’s practice scores compare with the agreed ones. `grants.rules.calibration` says which it is."""

    NOT_ASKED = "not_asked", "No practice in this round"
    TO_DO = "to_do", "Practice isn’t finished"
    WITHIN = "within", "Within tolerance"
    OUTSIDE = "outside", "Not within tolerance"
    CLEARED = "cleared", "Cleared after a conversation"


class ScoringStage(models.TextChoices):
    """What a scorer does: answer the gate's question, or choose a level for each criterion. In the order of a round."""

    GATE = "gate", "Sustainability gate"
    SCORING = "scoring", "Scoring by criteria"


class GateAnswer(models.TextChoices):
    """A scorer's vote on the question of the gate."""

    YES = "yes", "Yes"
    NO = "no", "No"


class GateResult(models.TextChoices):
    """What the votes at the gate decide. `grants.rules.gate` says which."""

    PASSED = "passed", "Passed"
    FAILED = "failed", "Failed"
    UNDECIDED = "undecided", "Undecided"


class Confidence(models.TextChoices):
    """How sure a scorer is. It is stored and shown, and never changes a score."""

    LOW = "low", "Low"
    MEDIUM = "medium", "Medium"
    HIGH = "high", "High"


class Expertise(models.TextChoices):
    """What a scorer knows about: school finance, for the gate, or programs."""

    FINANCE = "finance", "School finance"
    PROGRAM = "program", "Programs and teaching"
