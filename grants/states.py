"""The statuses of an application and the steps between them. docs/states.md is drawn from this table."""

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
    """How far an amendment is."""

    PROPOSED = "proposed", "Waiting for signatures"
    SENT = "sent", "Sent to the state"
    ACCEPTED = "accepted", "Accepted"
    REFUSED = "refused", "Refused"
    CANCELED = "canceled", "Canceled by the lead"


# An application has at most one amendment in these.
OPEN_AMENDMENTS = {AmendmentStatus.PROPOSED, AmendmentStatus.SENT}
ANSWERED_AMENDMENTS = {AmendmentStatus.ACCEPTED, AmendmentStatus.REFUSED}


class ScorerStatus(models.TextChoices):
    """The status of a person who was invited to score applications of a round."""

    INVITED = "invited", "Invited"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


SCORER_STEPS: dict[str, tuple[set[ScorerStatus], ScorerStatus]] = {
    "accept": ({ScorerStatus.INVITED}, ScorerStatus.ACCEPTED),
    "decline": ({ScorerStatus.INVITED}, ScorerStatus.DECLINED),
    "withdraw": ({ScorerStatus.INVITED, ScorerStatus.ACCEPTED}, ScorerStatus.WITHDRAWN),
    "invite again": ({ScorerStatus.DECLINED, ScorerStatus.WITHDRAWN}, ScorerStatus.INVITED),
}


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


class SectionState(models.TextChoices):
    """How far a section of an application is. `grants.rules.sections` decides which of them it is in."""

    NOT_STARTED = "not_started", "Not started"
    IN_PROGRESS = "in_progress", "In progress"
    READY = "ready", "Ready"


class CheckResult(models.TextChoices):
    """Whether a consortium meets a rule of a round; unknown where the registry doesn't say."""

    PASS = "pass", "Pass"
    FAIL = "fail", "Fail"
    UNKNOWN = "unknown", "Unknown"


class FileState(models.TextChoices):
    """What the virus scan says about an attached file."""

    WAITING = "waiting", "Waiting for the virus scan"
    CLEAN = "clean", "No virus found"
    UNSCANNED = "unscanned", "Not scanned for viruses"
    INFECTED = "infected", "Contains a virus and can’t be opened"


# Files that are given to readers. Not scanned: this registry has no scanner.
AVAILABLE = {FileState.CLEAN, FileState.UNSCANNED}


class ResponseKind(models.TextChoices):
    """What an officer says about a finding. The share of "Not so" shows how often a check is wrong."""

    CONSIDERED = "considered", "Considered"
    RESOLVED = "resolved", "Resolved"
    NOT_SO = "not_so", "Not so"


class Contrast(models.TextChoices):
    """How officers' marks on one element compare. `grants.rules.comparison` says which of them it is."""

    AGREE = "agree", "Same mark"
    SAME_EVIDENCE = "same_evidence", "Same evidence, different marks"
    DIFFERENT_EVIDENCE = "different_evidence", "Different evidence, different marks"
    UNMARKED = "unmarked", "Not marked by everyone"


class AskedFor(models.TextChoices):
    """What an officer other than the assigned one is asked for."""

    SECOND_REVIEW = "second_review", "A second review"
    DECISION = "decision", "A decision because officers differ"

    @property
    def phrase(self) -> str:
        """What an officer is asked, after “X asked Y”: “for a second review”."""
        return "to decide because officers differ" if self == AskedFor.DECISION else "for a second review"


class AnswerBasis(models.TextChoices):
    """What the state's answer is based on."""

    ONE_REVIEW = "one_review", "One officer’s review"
    AGREED = "agreed", "Reviews with the same determination"
    RECONCILED = "reconciled", "Agreement between officers whose determinations differed"
    DECIDED = "decided", "Decision by another officer after determinations differed"


class AnswerState(models.TextChoices):
    """How far the state's answer is."""

    PROPOSED = "proposed", "Waiting for other officers to agree"
    RECORDED = "recorded", "Recorded"
    REPLACED = "replaced", "Replaced by a later answer"
    DECLINED = "declined", "Not agreed to"
    CANCELED = "canceled", "Canceled"


# The answer is final, or will be when other officers agree.
ANSWER_COUNTS = {AnswerState.PROPOSED, AnswerState.RECORDED}


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


OUTCOMES = [*BoardOutcome.choices, *StageOutcome.choices]
FINAL_OUTCOMES: set[str] = {BoardOutcome.YES, BoardOutcome.NO, *StageOutcome}  # after others, the board decides again


class DecisionState(models.TextChoices):
    """How far a decision of the board is. It takes effect when awards are released."""

    PROPOSED = "proposed", "Waiting for a countersignature"
    DECIDED = "decided", "Decided"
    REPLACED = "replaced", "Replaced by a later decision"
    CANCELED = "canceled", "Canceled"


class ReleasePolicy(models.TextChoices):
    """What a round makes public about its decisions."""

    AWARDS = "awards", "Awards only"
    ALL = "all", "All outcomes"


class RuleJudgment(models.TextChoices):
    """What an officer says about one rule of a round in the eligibility screen."""

    PASS = "pass", "Meets the rule"
    FAIL = "fail", "Doesn’t meet the rule"
    LOOK = "look", "Needs a look"


class ScreenOutcome(models.TextChoices):
    """What one officer concludes in the eligibility screen."""

    ELIGIBLE = "eligible", "Eligible"
    INELIGIBLE = "ineligible", "Ineligible"
    LOOK = "look", "Needs a look"


class ScreenResult(models.TextChoices):
    """The result of an application in the eligibility screen. `grants.rules.screen` says which of them it is."""

    NOT_SCREENED = "not_screened", "Not screened"
    ONE = "one", "Screened by one officer"
    LOOK = "look", "Needs a look"
    DIFFER = "differ", "Officers differ"
    ELIGIBLE = "eligible", "Eligible"
    INELIGIBLE = "ineligible", "Ineligible"


SCREENED = {ScreenResult.ELIGIBLE, ScreenResult.INELIGIBLE}  # two officers agree


class ReinstatedStage(models.TextChoices):
    """What an application is reinstated after."""

    SCREEN = "screen", "Eligibility screen"
    GATE = "gate", "Sustainability gate"


class ReinstatementGround(models.TextChoices):
    """Why an application is reinstated."""

    CLERICAL = "clerical", "Clerical error"
    CONFLICT = "conflict", "A conflict of interest found later"
    ANSWER = "answer", "The applicant’s answer"
    OTHER = "other", "Another reason"


class AwardStatus(models.TextChoices):
    """The status of an award after the release of the board's decision."""

    PREPARING = "preparing", "Being prepared"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "On hold"
    REVOKED = "revoked", "Revoked"


# Members’ amounts can’t change or be accepted.
CLOSED_TO_DIVIDING = frozenset({AwardStatus.PAUSED, AwardStatus.REVOKED})


AWARD_STEPS: dict[str, tuple[set[AwardStatus], AwardStatus]] = {
    "start": ({AwardStatus.PREPARING}, AwardStatus.ACTIVE),
    # A later decision of the board changes the amount, so that members agree on their parts again.
    "change": (set(AwardStatus), AwardStatus.PREPARING),
    # The board decides later, or asks for changes first; a yes to the same amount resumes what was active.
    "pause": ({AwardStatus.PREPARING, AwardStatus.ACTIVE}, AwardStatus.PAUSED),
    "resume": ({AwardStatus.PAUSED}, AwardStatus.ACTIVE),
    "revoke": ({AwardStatus.PREPARING, AwardStatus.ACTIVE, AwardStatus.PAUSED}, AwardStatus.REVOKED),
}


class AnswerToMember(models.TextChoices):
    """The status of a member's claim or report: the state accepts it, or returns it with a reason."""

    DRAFT = "draft", "Draft"
    SENT = "sent", "Waiting for the state"
    ACCEPTED = "accepted", "Accepted"
    RETURNED = "returned", "Returned"


REPORT_OPEN = {AnswerToMember.DRAFT, AnswerToMember.RETURNED}  # the member can still write the report
CLAIM_COUNTS = {AnswerToMember.SENT, AnswerToMember.ACCEPTED}  # against a member's part of the award


class PromiseResult(models.TextChoices):
    """What became of a promise in one period, as its member reports."""

    KEPT = "kept", "Kept"
    CHANGED = "changed", "Changed"
    MISSED = "missed", "Missed"


class AppealGround(models.TextChoices):
    """What an appeal says about the process. The judgment of scorers and the board is no ground."""

    PROCESS = "process", "The published process wasn’t followed"
    CONFLICT = "conflict", "Someone who took part had a conflict of interest"
    FACT = "fact", "We told the state of an error of fact before the decision, and it wasn’t corrected"


class AppealState(models.TextChoices):
    """How far an appeal is. If it is upheld, the board decides again."""

    OPEN = "open", "Waiting for an answer"
    DENIED = "denied", "Denied"
    UPHELD = "upheld", "Upheld: the board decides again"
