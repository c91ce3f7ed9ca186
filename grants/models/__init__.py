"""Competitions, applications with their plans, sealed versions, findings, reviews."""

from grants.models.amendment import Amendment
from grants.models.appeal import Appeal
from grants.models.application import Application
from grants.models.assignment_proposal import AssignmentProposal
from grants.models.attachment import Attachment, StoredFile
from grants.models.award import Allocation, Award, ChecklistItem
from grants.models.board import AwardRelease, BoardDecision, BoardVote
from grants.models.budget import BudgetLine, BudgetLineProposal
from grants.models.calibration import Anchor, AnchorScore, CalibrationSet, CalibrationTalk
from grants.models.claim import Claim, PlannedPayment
from grants.models.competition import ROUND_KEEPERS, Competition, Criterion, Element, RuleStrengthChange, RulesVersion
from grants.models.deadline_reminder import DeadlineReminder
from grants.models.fact_reply import FactReply, ReplyWindow
from grants.models.funding import FundingScenario, PassedOver
from grants.models.history import ApplicationStep
from grants.models.intent import IntentToApply
from grants.models.late_request import LateRequest
from grants.models.legal_hold import LegalHold
from grants.models.letter import DecisionLetter, LetterEdit
from grants.models.log_check import LogCheck
from grants.models.meeting import ConsensusMeeting, Dissent, MeetingItem, ScoreChange
from grants.models.participant import Participant
from grants.models.plan import Activity, Answer, Commitment, CommitmentProposal, Partner
from grants.models.plan_change import BudgetUpload, PlanChange
from grants.models.promise import Promise, PromiseChange
from grants.models.ranking import RoundRanking
from grants.models.recusal import ConsideredConnection, Recusal
from grants.models.reference_counter import ReferenceCounter
from grants.models.report import AwardReport, ReportedPromise
from grants.models.returned import ApplicationReturn, ReturnQuestion
from grants.models.review import Citation, Determination, FindingAnswer, Mark, Review
from grants.models.review_pdf import ReviewPDF
from grants.models.review_request import ReviewRequest
from grants.models.scorer import Scorer
from grants.models.scoring import EarlierScores, Score, ScoreCitation, ScorerAssignment
from grants.models.scoring_offer import ScoringOffer
from grants.models.screen import IneligibilityNotice, Reinstatement, Screening
from grants.models.sealed import Explanation, Recheck, StoredFinding, Version
from grants.models.sealed_packet import SealedPacket
from grants.models.section import ApplicationSection
from grants.models.signature import Signature, SigningRequest
from grants.models.slate import BoardSlate, SlateItem, SlateVote
from grants.models.state_answer import AnswerConsent, StateAnswer
from grants.models.writing import AnswerVersion, ApplicationVisit, SectionComment

__all__ = [
    "ROUND_KEEPERS",
    "Activity",
    "Allocation",
    "Amendment",
    "Anchor",
    "AnchorScore",
    "Answer",
    "AnswerConsent",
    "AnswerVersion",
    "Appeal",
    "Application",
    "ApplicationReturn",
    "ApplicationSection",
    "ApplicationStep",
    "ApplicationVisit",
    "AssignmentProposal",
    "Attachment",
    "Award",
    "AwardRelease",
    "AwardReport",
    "BoardDecision",
    "BoardSlate",
    "BoardVote",
    "BudgetLine",
    "BudgetLineProposal",
    "BudgetUpload",
    "CalibrationSet",
    "CalibrationTalk",
    "ChecklistItem",
    "Citation",
    "Claim",
    "Commitment",
    "CommitmentProposal",
    "Competition",
    "ConsensusMeeting",
    "ConsideredConnection",
    "Criterion",
    "DeadlineReminder",
    "DecisionLetter",
    "Determination",
    "Dissent",
    "EarlierScores",
    "Element",
    "Explanation",
    "FactReply",
    "FindingAnswer",
    "FundingScenario",
    "IneligibilityNotice",
    "IntentToApply",
    "LateRequest",
    "LegalHold",
    "LetterEdit",
    "LogCheck",
    "Mark",
    "MeetingItem",
    "Participant",
    "Partner",
    "PassedOver",
    "PlanChange",
    "PlannedPayment",
    "Promise",
    "PromiseChange",
    "Recheck",
    "Recusal",
    "ReferenceCounter",
    "Reinstatement",
    "ReplyWindow",
    "ReportedPromise",
    "ReturnQuestion",
    "Review",
    "ReviewPDF",
    "ReviewRequest",
    "RoundRanking",
    "RuleStrengthChange",
    "RulesVersion",
    "Score",
    "ScoreChange",
    "ScoreCitation",
    "Scorer",
    "ScorerAssignment",
    "ScoringOffer",
    "Screening",
    "SealedPacket",
    "SectionComment",
    "Signature",
    "SigningRequest",
    "SlateItem",
    "SlateVote",
    "StateAnswer",
    "StoredFile",
    "StoredFinding",
    "Version",
]
