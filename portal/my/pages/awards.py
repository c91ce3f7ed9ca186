"""Tasks about awards for the people of their members, and for officers."""

import datetime
from collections.abc import Iterable

from django.urls import reverse
from django.utils import timezone

from grants.models import Allocation, AwardReport, Claim, Participant, PromiseChange
from grants.reads.award_reports import ReportToWrite
from portal.my.pages.tasks import Task, end_of_day


def allocation_tasks(allocations: Iterable[Allocation]) -> list[Task]:
    """For signers of a member: each amount that the member hasn’t accepted."""
    return [
        Task(
            text=f"Accept ${one.amount:,} of award {one.award.application.reference} for {one.participant.name}.",
            about=f"{one.award.application.consortium.name}. The amount differs from the budget that was signed.",
            button="Review amount",
            url=reverse("awards:award_overview", args=[one.award.application.reference]),
        )
        for one in allocations
    ]


def checklist_tasks(participants: Iterable[Participant], today: datetime.date) -> list[Task]:
    """For people of a member: each checklist that isn’t finished before an award starts, by its first due date."""
    return [
        Task(
            text=f"Finish the checklist of {one.name} for award {one.application.reference}.",
            about=f"{one.application.consortium.name}. The award starts when all members have finished.",
            button="Open checklist",
            url=reverse("awards:award_checklist", args=[one.application.reference, one.key]),
            due=end_of_day(one.checklist_due_on) if one.checklist_due_on else None,
            is_overdue=bool(one.checklist_due_on and one.checklist_due_on < today),
        )
        for one in participants
    ]


def report_tasks(reports: Iterable[ReportToWrite], today: datetime.date) -> list[Task]:
    """For people of a member: each report on a period that ended."""
    return [
        Task(
            text=f"Report on award {one.award.application.reference} for {one.participant.name}.",
            about=f"{one.award.application.consortium.name}. The report is prefilled with what the member promised.",
            button="Write report",
            url=reverse(
                "awards:report_detail", args=[one.award.application.reference, one.period.number, one.participant.key]
            ),
            due=end_of_day(one.period.due_on),
            is_overdue=one.period.due_on < today,
        )
        for one in reports
    ]


def promise_agreement_tasks(changes: Iterable[PromiseChange]) -> list[Task]:
    """For signers of a member: each change to a promise that others proposed."""
    return [_promise_task(one, "Agree to a changed promise", "Review change") for one in changes]


def promise_answer_tasks(changes: Iterable[PromiseChange]) -> list[Task]:
    """For officers: each change to a promise that waits for an answer."""
    return [_promise_task(one, "Answer a proposed change to a promise", "Open change") for one in changes]


def _promise_task(change: PromiseChange, words: str, button: str) -> Task:
    promise = change.promise
    application = promise.award.application
    return Task(
        text=f"{words} of {promise.participant.name} in award {application.reference}.",
        about=f"{application.consortium.name}. {promise.activity}.",
        button=button,
        url=reverse("awards:promise_detail", args=[application.reference, promise.position]),
        since=timezone.localdate(change.proposed_at),
    )


def claim_answer_tasks(claims: Iterable[Claim]) -> list[Task]:
    """For officers: each claim that waits for an answer."""
    return [
        Task(
            text=f"Review a claim from {one.participant.name} for award {one.award.application.reference}.",
            about=one.award.application.consortium.name,
            button="Open claim",
            url=reverse("awards:claim_answer", args=[one.award.application.reference, one.pk]),
            since=timezone.localdate(one.sent_at),
        )
        for one in claims
    ]


def report_answer_tasks(reports: Iterable[AwardReport]) -> list[Task]:
    """For officers: each report that waits for an answer."""
    return [
        Task(
            text=f"Review the report from {one.participant.name} on award {one.award.application.reference}.",
            about=one.award.application.consortium.name,
            button="Open report",
            url=reverse(
                "awards:report_detail", args=[one.award.application.reference, one.period, one.participant.key]
            ),
            since=timezone.localdate(one.sent_at) if one.sent_at else None,
        )
        for one in reports
    ]
