"""The pages of claims and reports."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import day_in_words
from grants.models import Award, AwardReport, Claim, Participant, ReportedPromise
from grants.reads.award_reports import ClaimsOfMember
from grants.reads.awards import MemberOfAward
from grants.rules.award_reports import ReportPeriod
from grants.rules.payments import PlannedRow
from portal.awards.pages.overview import ON_HOLD, benefits_in_words, contributes_in_words


class ClaimTotals(NamedTuple):
    """A member's part of the award and what it claimed."""

    name: str
    amount: str
    waiting: str
    accepted: str
    left: str
    claim_address: str  # empty: the reader can't claim for it


class ScheduleRow(NamedTuple):
    """A planned payment, with what is planned and was paid by its day."""

    day: str
    amount: str
    planned_by_then: str
    paid_by_then: str


class ClaimRow(NamedTuple):
    """One claim in the list."""

    member: str
    category: str
    spent: str
    amount: str
    status: str
    address: str


@dataclass(frozen=True)
class ClaimsPage:
    """All claims of an award, and what is left for each member."""

    reference: str
    summary: str
    totals: list[ClaimTotals]  # the reader’s own members first
    can_claim: bool  # for a member at least
    not_yet: str  # why the reader’s members can’t claim now; "" if they can, or the reader has none
    schedule: list[ScheduleRow]
    schedule_address: str  # for officials who can change it
    claims: list[ClaimRow]
    file_address: str


def claims_page(
    award: Award,
    members: Sequence[ClaimsOfMember],
    claims: Iterable[Claim],
    own: set[int],
    schedule: Iterable[PlannedRow],
    *,
    plans: bool,
) -> ClaimsPage:
    """The page; `own` are the members (row ids) for which the reader can claim.

    `plans`: the reader can change the payment schedule.
    """
    reference = award.application.reference
    accepted = sum(one.accepted for one in members)
    return ClaimsPage(
        reference=reference,
        summary=(
            f"The state has accepted ${accepted:,} in claims against the award of ${award.amount:,}. "
            "Payments are made in the state’s accounting system."
        ),
        can_claim=award.is_active and bool(own),
        not_yet=_not_yet(award) if own else "",
        totals=[
            ClaimTotals(
                one.participant.name,
                f"${one.amount:,}",
                f"${one.waiting:,}",
                f"${one.accepted:,}",
                f"${one.left:,}",
                reverse("awards:claim_new", args=[reference, one.participant.key])
                if award.is_active and one.participant.pk in own
                else "",
            )
            for one in sorted(members, key=lambda one: one.participant.pk not in own)
        ],
        schedule=[
            ScheduleRow(
                day_in_words(one.on),
                f"${one.amount:,}",
                f"${one.planned_by_then:,}",
                "Not yet due" if one.paid_by_then is None else f"${one.paid_by_then:,}",
            )
            for one in schedule
        ],
        schedule_address=reverse("awards:payment_schedule", args=[reference]) if plans else "",
        claims=[
            ClaimRow(
                one.participant.name,
                one.get_category_display(),
                f"{day_in_words(one.spent_from)} to {day_in_words(one.spent_to)}",
                f"${one.amount:,}",
                f"Paid {day_in_words(one.paid_on)}" if one.paid_on else one.get_status_display(),
                reverse("awards:claim_answer", args=[reference, one.pk]),
            )
            for one in claims
        ],
        file_address=reverse("awards:award_download", args=[reference, "claims"]),
    )


def _not_yet(award: Award) -> str:
    if award.is_paused:
        return f"This award is on hold. {ON_HOLD}"
    if award.is_closed:
        return "This award is closed, so members can’t claim more money."
    return "Your members can claim money once the award starts." if award.is_being_prepared else ""


class ReportCell(NamedTuple):
    """One member's report on one period."""

    label: str
    status: str
    address: str


class ReportsOfMember(NamedTuple):
    """A member with its reports by period."""

    name: str
    cells: list[ReportCell]


@dataclass(frozen=True)
class ReportListPage:
    """Who has reported on which period."""

    reference: str
    summary: str
    periods: list[str]
    rows: list[ReportsOfMember]


def report_list_page(
    award: Award,
    members: Iterable[Participant],
    periods: Sequence[ReportPeriod],
    reports: Mapping[tuple[int, int], AwardReport],
    on: datetime.date,
    own: set[int],
) -> ReportListPage:
    """The page on that day; `own` are the members (row ids) for which the reader reports, which come first."""
    reference = award.application.reference
    rows = [
        ReportsOfMember(
            one.name,
            [
                ReportCell(
                    _period_with_due_date(period),
                    _status(reports.get((one.pk, period.number)), period, on),
                    reverse("awards:report_detail", args=[reference, period.number, one.key]),
                )
                for period in periods
            ],
        )
        for one in sorted(members, key=lambda one: one.pk not in own)
    ]
    submitted = sum(1 for one in reports.values() if not one.is_open)
    return ReportListPage(
        reference=reference,
        summary=f"{submitted} of {len(rows) * len(periods)} reports submitted.",
        periods=[_period_with_due_date(one) for one in periods],
        rows=rows,
    )


def _period_in_words(period: ReportPeriod) -> str:
    return f"{day_in_words(period.starts_on)} to {day_in_words(period.ends_on)}"


def _period_with_due_date(period: ReportPeriod) -> str:
    return f"{_period_in_words(period)}; due {day_in_words(period.due_on)}"


def _status(report: AwardReport | None, period: ReportPeriod, on: datetime.date) -> str:
    if report is not None and not report.is_open:
        return report.get_status_display()
    if on < period.starts_on:
        return "Not started yet"
    late = "Overdue" if on > period.due_on else ""
    words = report.get_status_display() if report and report.revision else "No report yet"
    return f"{late}: {words.lower()}" if late else words


class ReportedLine(NamedTuple):
    """A promise and what its member reports on it."""

    activity: str
    promised: str
    result: str
    explanation: str
    before: str
    now: str
    offered_by: str


@dataclass(frozen=True)
class ReportPage:
    """One report as its readers see it."""

    title: str
    facts: list[tuple[str, str]]
    refused: str
    lines: list[ReportedLine]
    answer_address: str
    back: str


def report_page(
    award: Award,
    member: MemberOfAward,
    report: AwardReport,
    period: ReportPeriod,
    lines: Iterable[ReportedPromise],
    refused: str,
) -> ReportPage:
    """The page; `refused` says why the reader can't write the report."""
    args = [award.application.reference, period.number, member.participant.key]
    facts = [("Period", _period_in_words(period)), ("Due", day_in_words(period.due_on))]
    if report.revision:
        facts.append(("Status", report.get_status_display()))
    if report.sent_at:
        facts.append(("Submitted", day_in_words(timezone.localdate(report.sent_at))))
    if report.reason:
        facts.append(("Reason for returning it", report.reason))
    return ReportPage(
        title=f"{member.participant.name}: report {period.number}",
        facts=facts,
        refused=refused,
        lines=[_line(one) for one in lines],
        answer_address=reverse("awards:report_answer", args=args),
        back=reverse("awards:report_list", args=args[:1]),
    )


def _line(line: ReportedPromise) -> ReportedLine:
    promise = line.promise
    return ReportedLine(
        promise.activity,
        f"Contributes: {contributes_in_words(promise)}. Benefits: {benefits_in_words(promise)}",
        line.get_result_display() or "Not reported",
        line.explanation,
        "" if line.students_before is None else f"{line.students_before:,}",
        "" if line.students_now is None else f"{line.students_now:,}",
        line.offered_by.name if line.offered_by else "",
    )


def hosts_in(packet: Mapping[str, Any]) -> dict[str, str]:
    """The key of the member that leads each activity in the submitted plan: who probably offers it."""
    return {one["key"]: one["owner"] for one in packet.get("activities", []) if one["owner"]}
