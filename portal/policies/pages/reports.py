"""What the pages of a reporter show."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from accounts.dates import short_day
from policies.models import BarrierDecision, BarrierReport, BarrierStep
from policies.states import BarrierStatus
from portal.components.trails import Trail
from portal.policies.pages.barriers import StateAnswerRow, answers_in_words
from portal.policies.pages.policies import PolicyFact


def report_trail(here: str) -> Trail:
    """The breadcrumbs of a page below the list of one's reports."""
    return [("Your reports of barriers", reverse("policies:report_list")), (here, None)]


def numbers_in_words(report: BarrierReport) -> tuple[str, str]:
    """The students and the money of a report."""
    students = "not stated" if report.students is None else f"{report.students:,}"
    dollars = "not stated" if report.dollars is None else f"${report.dollars:,} a year"
    return students, dollars


@dataclass(frozen=True)
class BarrierReportListPage:
    """The reports of one's districts."""

    reports: Sequence[BarrierReport]
    may_report: bool

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [("Your reports of barriers", None)]


@dataclass(frozen=True)
class BarrierReportPage:
    """A report as it was sent, where it is now, and the State's answer."""

    report: BarrierReport
    # Of the barrier to which the report belongs now.
    steps: Sequence[BarrierStep]
    decisions: Sequence[BarrierDecision]

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return report_trail(f"Report {self.report.pk}")

    @property
    def facts(self) -> list[PolicyFact]:
        """What was sent."""
        report, (students, dollars) = self.report, numbers_in_words(self.report)
        policy = report.policy
        return [
            PolicyFact("Reported for", str(report.party)),
            PolicyFact("Sent", f"{short_day(timezone.localdate(report.reported_at))} by {report.reported_by.name}"),
            PolicyFact("Policy", str(policy or "Citation not known"), policy.get_absolute_url() if policy else ""),
            PolicyFact("What you can’t do together", report.blocks),
            PolicyFact("Students affected", students),
            PolicyFact("Money at stake", dollars),
            PolicyFact("Evidence", report.evidence or "not stated"),
        ]

    @property
    def state(self) -> str:
        """Where the report is now, in a sentence."""
        barrier = self.report.barrier
        return {
            BarrierStatus.RECEIVED: "The State received it and has not reviewed it yet.",
            BarrierStatus.REVIEW: "The State is reviewing it.",
            BarrierStatus.ANSWERED: "The State has answered.",
            BarrierStatus.CLOSED: "The State closed it without review.",
        }[BarrierStatus(barrier.status)]

    @property
    def is_merged(self) -> bool:
        """Whether others reported the same, and the State handles both together."""
        return self.report.barrier_id != self.report.opened_id

    @property
    def is_public(self) -> bool:
        """Whether the barrier has a public page."""
        return self.report.barrier.is_public

    @property
    def answers(self) -> list[StateAnswerRow]:
        """The State's answers, latest first."""
        return answers_in_words(self.decisions)

    @property
    def closing_reason(self) -> str:
        """Why the State closed it; empty if it didn't."""
        if self.report.barrier.status != BarrierStatus.CLOSED:
            return ""
        return next((step.note for step in reversed(self.steps) if step.step == "close"), "")
