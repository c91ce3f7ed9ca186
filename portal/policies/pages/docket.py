"""What the docket and the review of a barrier show."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from accounts.dates import short_day
from policies.models import Barrier, BarrierDecision, BarrierReport, BarrierStep
from policies.reads.docket import DocketItem, numbers_of_barrier
from policies.states import BARRIER_STEPS, BARRIER_STEPS_THAT_KEEP_THE_STATUS
from portal.components.trails import Trail
from portal.policies.pages.barriers import StateAnswerRow, answers_in_words, districts_in_words
from portal.policies.pages.policies import PolicyFact
from portal.policies.pages.reports import numbers_in_words

DOCKET = "Docket of barriers"


class StepWords(NamedTuple):
    """A step that an official can take: its name in addresses and in the table of steps, and its words."""

    slug: str
    step: str
    title: str
    button: str
    about: str
    done: str

    def trail(self, barrier: Barrier) -> Trail:
        """The breadcrumbs of the step's page."""
        address = reverse("policies:barrier_review", args=[barrier.pk])
        return [(DOCKET, reverse("policies:barrier_docket")), (f"Barrier {barrier.pk}", address), (self.title, None)]


STEP_WORDS = (
    StepWords(
        "publish", "publish", "Publish and review", "Publish text",
        "Write in your own words what districts can’t do together. The public sees this text and the number of "
        "districts, but never the reports.",
        "The text is published. The barrier is under review.",
    ),
    StepWords(
        "decide", "decide", "Answer", "Record and send answer",
        "Everyone who reported this barrier gets the answer by email.",
        "The answer is recorded, and we emailed the districts that reported the barrier.",
    ),
    StepWords(
        "follow-up", "follow up", "Record a follow-up", "Publish follow-up", "",
        "The follow-up is published.",
    ),
    StepWords(
        "reword", "reword", "Edit public text", "Save text",
        "The public sees the new text at once. The audit log keeps that you changed it.",
        "The public text is saved.",
    ),
    StepWords(
        "merge", "merge", "Merge into another barrier", "Merge",
        "All its reports move to the barrier that you choose. You can undo this.",
        "The barriers are merged.",
    ),
    StepWords(
        "close", "close", "Close without review", "Close and tell the district",
        "For reports that aren’t about a state policy. The district gets your reason by email. The public doesn’t see "
        "it.",
        "The report is closed, and we emailed the district.",
    ),
    StepWords("reopen", "reopen", "Review again", "Reopen", "The earlier answer stays public.", "It is reopened."),
    StepWords("restore", "restore", "Restore to the docket", "Restore", "", "It is back on the docket."),
    StepWords(
        "unmerge", "unmerge", "Undo the merge", "Undo merge",
        "Its report comes back to it, and it is on the docket again.",
        "The merge is undone.",
    ),
)  # fmt: skip


def step_words(slug: str) -> StepWords | None:
    """The step of that name in addresses; None if there is none."""
    return next((one for one in STEP_WORDS if one.slug == slug), None)


def steps_from(status: str) -> list[StepWords]:
    """The steps that a barrier with this status allows."""
    starts = {step: start for step, (start, _end) in BARRIER_STEPS.items()} | BARRIER_STEPS_THAT_KEEP_THE_STATUS
    return [one for one in STEP_WORDS if status in starts[one.step]]


class DocketRow(NamedTuple):
    """A barrier on the docket."""

    barrier: Barrier
    label: str
    reporters: str
    districts: int
    students: str
    dollars: str
    age: str
    note: str


@dataclass(frozen=True)
class DocketPage:
    """Barriers without an answer, in order of urgency, and those with one."""

    waiting: Sequence[DocketItem]
    done: Sequence[DocketItem]
    on: datetime.date

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [(DOCKET, None)]

    @property
    def waiting_rows(self) -> list[DocketRow]:
        """The most pressing first."""
        return [self._row(item) for item in self.waiting]

    @property
    def done_rows(self) -> list[DocketRow]:
        """Those with a follow-up date first, the earliest date at the top."""
        rows = sorted(self.done, key=lambda item: _follow_up(item.barrier) or datetime.date.max)
        return [self._row(item) for item in rows]

    def _row(self, item: DocketItem) -> DocketRow:
        numbers, barrier = item.numbers, item.barrier
        others = f" and {item.reports - 1} more" if item.reports > 1 else ""
        return DocketRow(
            barrier,
            barrier.title or Truncator(item.first_words).chars(80),
            f"{item.first_party}{others}",
            numbers.districts,
            f"{numbers.students:,}",
            f"${numbers.dollars:,}",
            _days((self.on - timezone.localdate(numbers.since)).days),
            self._note(barrier),
        )

    def _note(self, barrier: Barrier) -> str:
        due = _follow_up(barrier)
        if due is None:
            return ""
        return f"Follow-up {'overdue since' if due < self.on else 'due'} {short_day(due)}"


def _follow_up(barrier: Barrier) -> datetime.date | None:
    """When the State follows up on its latest answer. Decisions come from `with_decisions`, latest first."""
    decisions = list(barrier.decisions.all())
    return decisions[0].follow_up_on if decisions else None


def _days(number: int) -> str:
    return "1 day" if number == 1 else f"{number:,} days"


class ReviewedReport(NamedTuple):
    """A report as an official reads it."""

    heading: str
    facts: list[PolicyFact]


class BarrierStepRow(NamedTuple):
    """A step that was taken: the day, who took it, and why."""

    day: str
    text: str
    note: str


@dataclass(frozen=True)
class BarrierReviewPage:
    """A barrier with every report of it, its history, and the steps that can be taken."""

    barrier: Barrier
    reports: Sequence[BarrierReport]
    decisions: Sequence[BarrierDecision]
    steps: Sequence[BarrierStep]
    merged: Sequence[Barrier]
    no_steps_because: str

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [(DOCKET, reverse("policies:barrier_docket")), (f"Barrier {self.barrier.pk}", None)]

    @property
    def facts(self) -> list[PolicyFact]:
        """The policy, what is waiting, and since when."""
        numbers, policy = numbers_of_barrier(self.barrier, self.reports), self.barrier.policy
        return [
            PolicyFact("Policy", str(policy or "not known"), policy.get_absolute_url() if policy else ""),
            PolicyFact("Waiver", policy.get_waivable_display() if policy else "not known"),
            PolicyFact("Affected", districts_in_words(numbers.districts)),
            PolicyFact("Students", f"{numbers.students:,} as reported"),
            PolicyFact("Money", f"${numbers.dollars:,} a year as reported"),
            PolicyFact("First reported", short_day(timezone.localdate(numbers.since))),
        ]

    @property
    def available_steps(self) -> list[StepWords]:
        """The steps that this official can take now."""
        return [] if self.no_steps_because else steps_from(self.barrier.status)

    @property
    def answers(self) -> list[StateAnswerRow]:
        """The State's answers, latest first."""
        return answers_in_words(self.decisions)

    @property
    def reviewed_reports(self) -> list[ReviewedReport]:
        """Each report in full."""
        return [_reviewed(report) for report in self.reports]

    @property
    def history(self) -> list[BarrierStepRow]:
        """The steps, latest first."""
        titles = {one.step: one.title for one in STEP_WORDS}
        rows = []
        for step in reversed(self.steps):
            other = f" (barrier {step.other_id})" if step.other_id else ""
            day = short_day(timezone.localdate(step.at))
            rows.append(BarrierStepRow(day, f"{titles[step.step]}{other}, by {step.by.name}", step.note))
        return rows


def _reviewed(report: BarrierReport) -> ReviewedReport:
    students, dollars = numbers_in_words(report)
    day = short_day(timezone.localdate(report.reported_at))
    facts = [
        PolicyFact("Reported by", f"{report.reported_by.name}, {report.district}, on {day}"),
        PolicyFact("Policy cited", str(report.policy or "Citation not known")),
        PolicyFact("What it blocks", report.blocks),
        PolicyFact("Students", students),
        PolicyFact("Money", dollars),
        PolicyFact("Evidence", report.evidence or "not stated"),
    ]
    return ReviewedReport(str(report.party), facts)
