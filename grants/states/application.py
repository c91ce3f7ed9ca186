"""The statuses of an application and the steps between them, and what its members do."""

import datetime

from django.db import models


class Status(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    REOPENED = "reopened", "Reopened for changes"
    UNDER_REVIEW = "under_review", "Under review"
    WITHDRAWN = "withdrawn", "Withdrawn"


STEPS: dict[str, tuple[set[Status], Status]] = {  # step: (where it may start, where it ends)
    "submit": ({Status.DRAFT, Status.REOPENED}, Status.SUBMITTED),
    # Under review before the round closed: assigned while officers could still begin early.
    "reopen": ({Status.SUBMITTED, Status.UNDER_REVIEW}, Status.REOPENED),
    # Reopened: the round closed before it was resubmitted, so the version submitted last is reviewed.
    "take": ({Status.SUBMITTED, Status.REOPENED, Status.UNDER_REVIEW}, Status.UNDER_REVIEW),
    "release": ({Status.UNDER_REVIEW}, Status.SUBMITTED),
    "withdraw": ({Status.DRAFT, Status.SUBMITTED, Status.REOPENED, Status.UNDER_REVIEW}, Status.WITHDRAWN),
    # Undoing a withdrawal leads back to where it started.
    "restore_draft": ({Status.WITHDRAWN}, Status.DRAFT),
    "restore_submitted": ({Status.WITHDRAWN}, Status.SUBMITTED),
    "restore_reopened": ({Status.WITHDRAWN}, Status.REOPENED),
    "restore_under_review": ({Status.WITHDRAWN}, Status.UNDER_REVIEW),
}

# The step that undoes a withdrawal, by the status that the application had before.
RESTORING = {start: f"restore_{start.value}" for start in STEPS["withdraw"][0]}

# How long a click may wait and still count from when it arrived: as long as proxies wait for a response.
LONGEST_WAIT = datetime.timedelta(minutes=1)

# The applicant can edit in these; in the others no one can.
OPEN_FOR_WRITING = {Status.DRAFT, Status.REOPENED}
# What officials see. Of a reopened application they see the version submitted last.
SUBMITTED_STATUSES = {Status.SUBMITTED, Status.REOPENED, Status.UNDER_REVIEW}
# Submitted and not open for changes.
LOCKED = SUBMITTED_STATUSES - OPEN_FOR_WRITING


class AmendmentKind(models.TextChoices):
    """What an amendment to a submitted application does."""

    MEMBER_LEFT = "member_left", "Continue without a member"
    MEMBER_REPLACED = "member_replaced", "Replace a member"
    ACTIVITY_CHANGED = "activity_changed", "Change an activity"
    MONEY_MOVED = "money_moved", "Move money between budget lines"
    ERROR_CORRECTED = "error_corrected", "Correct an error"


# About a member that left; the others are edits that the lead proposes.
ABOUT_A_MEMBER = {AmendmentKind.MEMBER_LEFT, AmendmentKind.MEMBER_REPLACED}


class AmendmentStatus(models.TextChoices):
    """The status of an amendment."""

    PROPOSED = "proposed", "Waiting for signatures"
    SENT = "sent", "Sent to the state"
    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Rejected"
    CANCELED = "canceled", "Canceled by the lead"


# An application has at most one amendment in these.
OPEN_AMENDMENTS = {AmendmentStatus.PROPOSED, AmendmentStatus.SENT}
ANSWERED_AMENDMENTS = {AmendmentStatus.ACCEPTED, AmendmentStatus.REFUSED}


class SectionState(models.TextChoices):
    """The status of a section of an application. `grants.rules.sections` decides which of them it is in."""

    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    READY = "ready", "Ready"


class FileState(models.TextChoices):
    """What the virus scan says about an attached file."""

    WAITING = "waiting", "Waiting for the virus scan"
    CLEAN = "clean", "No virus found"
    UNSCANNED = "unscanned", "Not scanned for viruses"
    INFECTED = "infected", "Contains a virus and can’t be opened"


# Files that are given to readers. Not scanned: this registry has no scanner.
AVAILABLE = {FileState.CLEAN, FileState.UNSCANNED}


class SigningState(models.TextChoices):
    """How far a member is with signing, as its lead sees it. `grants.rules.signing` says which one it is."""

    NOT_REQUESTED = "not_requested", "Not requested"
    NO_SIGNER = "no_signer", "No signer on record"
    NOT_SENT = "not_sent", "No working link"
    SIGNS_HERE = "signs_here", "Not signed; the lead signs on this page"
    SENT = "sent", "Email sent"
    NOT_DELIVERED = "not_delivered", "Could not be delivered"
    OPENED = "opened", "Opened"
    WRONG_PERSON = "wrong_person", "Reached someone else"
    EXPIRED = "expired", "Link expired"
    DECLINED = "declined", "Declined"
    SIGNED = "signed", "Signed"
    OUTDATED = "outdated", "Signed an earlier version"


# The signature itself, or that none was requested, says so in these.
SHOWN_BY_SIGNATURE = {SigningState.NOT_REQUESTED, SigningState.SIGNED, SigningState.OUTDATED}
# The lead can email a member's signers in these.
TO_REQUEST = set(SigningState) - {SigningState.NOT_REQUESTED, SigningState.SIGNED}
# What became of the last email is shown in these.
SHOWS_REQUEST = TO_REQUEST - {SigningState.NO_SIGNER, SigningState.NOT_SENT, SigningState.SIGNS_HERE}


class GiftKind(models.TextChoices):
    STAFF = "staff", "Staff"
    MONEY = "money", "Money"
    SPACE = "space", "Space"
    SEATS = "seats", "Course seats"
    LICENSE = "license", "License"
    EXPERTISE = "expertise", "Expertise"
    DATA = "data", "Data"
    TRANSPORT = "transport", "Transport"
    OTHER = "other", "Other"


class CostCategory(models.TextChoices):
    """The budget categories of federal education grants (forms SF-424A and ED 524), and subawards (2 CFR 200.331)."""

    PERSONNEL = "personnel", "Personnel"
    FRINGE = "fringe", "Fringe benefits"
    TRAVEL = "travel", "Travel"
    EQUIPMENT = "equipment", "Equipment"
    SUPPLIES = "supplies", "Supplies"
    CONTRACTUAL = "contractual", "Contractual"
    SUBAWARD = "subaward", "Subaward"
    CONSTRUCTION = "construction", "Construction"
    STIPENDS = "stipends", "Training stipends"
    OTHER = "other", "Other"
    INDIRECT = "indirect", "Indirect costs"
