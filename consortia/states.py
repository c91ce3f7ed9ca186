"""The states of a consortium and of a membership line, and the steps between them."""

from django.db import models


class ConsortiumStatus(models.TextChoices):
    PROPOSED = "proposed", "Proposed, not registered yet"
    REGISTERED = "registered", "Registered"
    REFUSED = "refused", "Not registered"
    DISSOLVED = "dissolved", "Dissolved"
    MERGED = "merged", "Merged into another"
    DUPLICATE = "duplicate", "Entered twice"


C = ConsortiumStatus
CONSORTIUM_STEPS: dict[str, tuple[set[ConsortiumStatus], ConsortiumStatus]] = {
    "register": ({C.PROPOSED, C.REFUSED}, C.REGISTERED),
    "refuse": ({C.PROPOSED}, C.REFUSED),
    "dissolve": ({C.REGISTERED}, C.DISSOLVED),
    "merge": ({C.REGISTERED}, C.MERGED),
    "set_aside": ({C.PROPOSED, C.REGISTERED}, C.DUPLICATE),
    "revive": ({C.DISSOLVED, C.MERGED, C.DUPLICATE}, C.REGISTERED),
}


class MembershipStatus(models.TextChoices):
    CLAIMED = "claimed", "Claimed by one side"
    AGREED = "agreed", "Agreed by both sides, waits for the State"
    CONFIRMED = "confirmed", "Confirmed by both sides"
    DISPUTED = "disputed", "Disputed"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


# Lines that never came to be: no roster counts them.
NEVER = (MembershipStatus.DECLINED, MembershipStatus.WITHDRAWN)

S = MembershipStatus
STEPS: dict[str, tuple[set[MembershipStatus], MembershipStatus]] = {  # step: (where it may start, where it ends)
    "agree": ({S.CLAIMED, S.DISPUTED}, S.AGREED),
    "confirm": ({S.CLAIMED, S.AGREED, S.DISPUTED}, S.CONFIRMED),
    "dispute": ({S.CLAIMED, S.AGREED, S.CONFIRMED}, S.DISPUTED),
    "decline": ({S.CLAIMED, S.AGREED, S.DISPUTED}, S.DECLINED),
    "withdraw": ({S.CLAIMED, S.AGREED}, S.WITHDRAWN),
    # The registrar: the line doubles another, or came to be by a step that was taken back.
    "set_aside": ({S.CLAIMED, S.AGREED, S.CONFIRMED, S.DISPUTED}, S.WITHDRAWN),
}
