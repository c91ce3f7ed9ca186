"""The states of a delivery of files and of a disputed fact, and the steps between them."""

from django.db import models


class DeliveryStatus(models.TextChoices):
    LOOKED_AT = "looked_at", "Looked at, not taken in"
    APPLIED = "applied", "Taken in"
    LEFT = "left", "Left, not taken in"
    UNDONE = "undone", "Taken in and undone"


D = DeliveryStatus
DELIVERY_STEPS: dict[str, tuple[set[DeliveryStatus], DeliveryStatus]] = {
    "apply": ({D.LOOKED_AT}, D.APPLIED),
    "leave": ({D.LOOKED_AT}, D.LEFT),
    "undo": ({D.APPLIED}, D.UNDONE),
}


class DisputeStatus(models.TextChoices):
    OPEN = "open", "Waits for the registrar"
    ACCEPTED = "accepted", "Accepted, the fact is corrected"
    REFUSED = "refused", "Refused, the fact stays"
    WITHDRAWN = "withdrawn", "Withdrawn"


F = DisputeStatus
DISPUTE_STEPS: dict[str, tuple[set[DisputeStatus], DisputeStatus]] = {
    "accept": ({F.OPEN}, F.ACCEPTED),
    "refuse": ({F.OPEN}, F.REFUSED),
    "withdraw": ({F.OPEN}, F.WITHDRAWN),
}
