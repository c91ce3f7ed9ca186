"""The states of a membership line and the steps between them."""

from django.db import models


class MembershipStatus(models.TextChoices):
    CLAIMED = "claimed", "Claimed by one side"
    CONFIRMED = "confirmed", "Confirmed by both sides"
    DISPUTED = "disputed", "Disputed"
    DECLINED = "declined", "Declined"


S = MembershipStatus
STEPS: dict[str, tuple[set[MembershipStatus], MembershipStatus]] = {  # step: (where it may start, where it ends)
    "confirm": ({S.CLAIMED, S.DISPUTED}, S.CONFIRMED),
    "dispute": ({S.CLAIMED, S.CONFIRMED}, S.DISPUTED),
    "decline": ({S.CLAIMED, S.DISPUTED}, S.DECLINED),
}
