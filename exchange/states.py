"""The statuses and kinds of what districts exchange."""

from django.db import models


class WishKind(models.TextChoices):
    NEED = "need", "Needs"
    OFFER = "offer", "Offers"


class IntroductionStatus(models.TextChoices):
    ASKED = "asked", "Asked"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class CostBasis(models.TextChoices):
    """How the cost of a service is divided among the districts in a school year."""

    ENROLLMENT = "enrollment", "By share of enrollment"
    UNITS = "units", "By units used"
    FLAT = "flat", "Same fee for each district"


class Ending(models.TextChoices):
    """Why a district's participation in a service ended. The row stays."""

    WITHDREW = "withdrew", "Withdrew"
