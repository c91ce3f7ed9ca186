"""What officers say in the eligibility screen and in reviews, and the state’s answer."""

from django.db import models


class RuleJudgment(models.TextChoices):
    """What an officer says about one rule of a round in the eligibility screen."""

    PASS = "pass", "Meets the rule"
    FAIL = "fail", "Doesn’t meet the rule"
    LOOK = "look", "Needs review"


class ScreenOutcome(models.TextChoices):
    """What one officer concludes in the eligibility screen."""

    ELIGIBLE = "eligible", "Eligible"
    INELIGIBLE = "ineligible", "Ineligible"
    LOOK = "look", "Needs review"


class ScreenResult(models.TextChoices):
    """The result of an application in the eligibility screen. `grants.rules.screen` says which of them it is."""

    NOT_SCREENED = "not_screened", "Not screened"
    ONE = "one", "Screened by one officer"
    LOOK = "look", "Needs review"
    DIFFER = "differ", "Officers differ"
    ELIGIBLE = "eligible", "Eligible"
    INELIGIBLE = "ineligible", "Ineligible"


# Two officers agree.
SCREENED = {ScreenResult.ELIGIBLE, ScreenResult.INELIGIBLE}


class CheckResult(models.TextChoices):
    """Whether a consortium meets a rule of a round; unknown where the registry doesn't say."""

    PASS = "pass", "Pass"
    FAIL = "fail", "Fail"
    UNKNOWN = "unknown", "Unknown"


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


class ResponseKind(models.TextChoices):
    """What an officer says about a finding. The share of "Incorrect" shows how often a check is wrong."""

    CONSIDERED = "considered", "Considered"
    RESOLVED = "resolved", "Resolved"
    NOT_SO = "not_so", "Incorrect"


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
    """The status of the state's answer."""

    PROPOSED = "proposed", "Waiting for other officers to agree"
    RECORDED = "recorded", "Recorded"
    REPLACED = "replaced", "Replaced by a later answer"
    DECLINED = "declined", "Not agreed to"
    CANCELED = "canceled", "Canceled"


# The answer is final, or will be when other officers agree.
ANSWER_COUNTS = {AnswerState.PROPOSED, AnswerState.RECORDED}


class LogResult(models.TextChoices):
    """What a check of the audit log that an auditor requested found."""

    WHOLE = "whole", "The log is intact"
    BROKEN = "broken", "The log was altered"
    FAILED = "failed", "The check didn’t finish"
