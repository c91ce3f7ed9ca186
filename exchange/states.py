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
