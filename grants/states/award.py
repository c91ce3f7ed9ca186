"""Awards, what members claim and report, and appeals."""

from django.db import models


class AwardStatus(models.TextChoices):
    """The status of an award after the release of the board's decision."""

    PREPARING = "preparing", "Being prepared"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "On hold"
    REVOKED = "revoked", "Revoked"
    CLOSED = "closed", "Closed"


# Members’ amounts can’t change or be accepted.
CLOSED_TO_DIVIDING = frozenset({AwardStatus.PAUSED, AwardStatus.REVOKED, AwardStatus.CLOSED})


# Nothing of the award is followed anymore.
ENDED_AWARDS = frozenset({AwardStatus.CLOSED, AwardStatus.REVOKED})
# Members and the lead can propose changes to promises.
PROMISES_CAN_CHANGE = frozenset({AwardStatus.PREPARING, AwardStatus.ACTIVE})


AWARD_STEPS: dict[str, tuple[set[AwardStatus], AwardStatus]] = {
    "start": ({AwardStatus.PREPARING}, AwardStatus.ACTIVE),
    # A later decision of the board changes the amount, so that members agree on their parts again.
    "change": (set(AwardStatus), AwardStatus.PREPARING),
    # The board decides later, or asks for changes first; a yes to the same amount resumes what was active.
    "pause": ({AwardStatus.PREPARING, AwardStatus.ACTIVE}, AwardStatus.PAUSED),
    "resume": ({AwardStatus.PAUSED}, AwardStatus.ACTIVE),
    "revoke": (set(AwardStatus) - {AwardStatus.REVOKED}, AwardStatus.REVOKED),
    # An officer closes it at the end; an administrator can reopen it.
    "close": ({AwardStatus.ACTIVE}, AwardStatus.CLOSED),
    "reopen": ({AwardStatus.CLOSED}, AwardStatus.ACTIVE),
}


class AnswerToMember(models.TextChoices):
    """The status of a member's claim or report: the state accepts it, or returns it with a reason."""

    DRAFT = "draft", "Draft"
    SENT = "sent", "Waiting for the state"
    ACCEPTED = "accepted", "Accepted"
    RETURNED = "returned", "Returned"


# The member can still write a report in these.
REPORT_OPEN = {AnswerToMember.DRAFT, AnswerToMember.RETURNED}
# What counts against a member's part of the award.
CLAIM_COUNTS = {AnswerToMember.SENT, AnswerToMember.ACCEPTED}


class PromiseResult(models.TextChoices):
    """The result of a promise in one period, as its member reports it."""

    KEPT = "kept", "Kept"
    CHANGED = "changed", "Changed"
    MISSED = "missed", "Missed"


class PromiseChangeState(models.TextChoices):
    """The status of a proposed change to a promise. The member agrees, then the state answers."""

    PROPOSED = "proposed", "Waiting for the member"
    SENT = "sent", "Waiting for the state"
    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Not accepted"
    CANCELED = "canceled", "Canceled"


OPEN_CHANGES = frozenset({PromiseChangeState.PROPOSED, PromiseChangeState.SENT})


class AppealGround(models.TextChoices):
    """What an appeal says about the process. The judgment of scorers and the board is no ground."""

    PROCESS = "process", "The published process wasn’t followed"
    CONFLICT = "conflict", "Someone who took part had a conflict of interest"
    FACT = "fact", "We told the state about a factual error before the decision, and it wasn’t corrected"


class AppealState(models.TextChoices):
    """The status of an appeal. If it is granted, the board decides again."""

    OPEN = "open", "Waiting for an answer"
    DENIED = "denied", "Denied"
    GRANTED = "upheld", "Granted: the board decides again"
