"""Tasks about records: yearly verification for leaders, reported errors for the registrar."""

import datetime
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils import timezone

from accounts.dates import short_day
from consortia.models import Consortium, Membership, ScheduledClosure
from consortia.rules.reminders import DUE_SOON
from consortia.states import ConsortiumStatus
from districts.models import Appointment, District, FactDispute, School
from districts.rules.freshness import freshness, member_since
from portal.my.pages.dashboard import WaitingRow
from portal.my.pages.tasks import Task, end_of_day


def confirmation_tasks(
    appointments: Iterable[Appointment], memberships: Sequence[Membership], on: datetime.date
) -> list[Task]:
    """For appointed people: each of their records whose yearly verification is due within 30 days or overdue.

    `appointments` come with their districts and schools; `memberships` are today's, of all of them.
    """
    records: dict[tuple[str, int], District | School] = {}
    for appointment in appointments:
        record = appointment.district or appointment.school
        if record and (appointment.can_register_membership or appointment.school_id):
            records.setdefault(("district_id" if appointment.district_id else "school_id", record.pk), record)
    tasks = []
    for (column, key), record in records.items():
        own = [membership for membership in memberships if getattr(membership, column) == key]
        fresh = freshness(confirmed_on=record.confirmed_on, member_since=member_since(own), on=on)
        if fresh.due_on is not None and fresh.due_on <= on + DUE_SOON:
            page = "membership:district_confirm" if isinstance(record, District) else "membership:school_confirm"
            url = reverse(page, args=[record.federal_id])
            tasks.append(_task(record.name, url, fresh.due_on, is_overdue=fresh.is_overdue))
    return tasks


def consortium_confirmation_tasks(consortia: Iterable[Consortium], on: datetime.date) -> list[Task]:
    """For people who act for these consortia: each whose yearly verification is due within 30 days or overdue."""
    tasks = []
    for consortium in dict.fromkeys(consortia):
        fresh = freshness(confirmed_on=consortium.confirmed_on, member_since=consortium.asked_since, on=on)
        is_due = fresh.due_on is not None and fresh.due_on <= on + DUE_SOON
        if is_due and fresh.due_on and consortium.status == ConsortiumStatus.REGISTERED:
            url = reverse("membership:consortium_confirm", args=[consortium.slug])
            tasks.append(_task(consortium.name, url, fresh.due_on, is_overdue=fresh.is_overdue))
    return tasks


def reported_rows(disputes: Iterable[FactDispute]) -> list[WaitingRow]:
    """The errors that the reader reported and that the registrar has not decided."""
    return [
        WaitingRow(
            f"Your report about {dispute.record}: the registrar needs to decide. "
            f"Waiting since {short_day(timezone.localdate(dispute.raised_at))}.",
            dispute.record.get_absolute_url(),
        )
        for dispute in disputes
    ]


def blocked_closure_tasks(blocked: Iterable[ScheduledClosure]) -> list[Task]:
    """For a registrar: mergers and dissolutions that could not be carried out on their day, each with the reason."""
    return [
        Task(
            text=f"Decide what happens to {closure.ends}. Its scheduled change could not be carried out.",
            about=f"It was due {short_day(closure.on)}. {' '.join(closure.problems)}",
            button="Review and decide",
            url=closure.get_absolute_url(),
            is_overdue=True,
            due=end_of_day(closure.on),
        )
        for closure in blocked
    ]


def dispute_tasks(waiting: int) -> list[Task]:
    """For a registrar: the errors that districts and schools reported, as one task."""
    if not waiting:
        return []
    return [
        Task(
            text="Review 1 reported error." if waiting == 1 else f"Review {waiting:,} reported errors.",
            about="Districts or schools say that a recorded fact is wrong.",
            button="Review and decide",
            url=reverse("registrar:dispute_list"),
        )
    ]


def _task(name: str, url: str, due_on: datetime.date, *, is_overdue: bool) -> Task:
    return Task(
        text=f"Confirm {name}’s record.",
        about=f"Overdue since {short_day(due_on)}." if is_overdue else "Once a year.",
        button="Review and confirm",
        url=url,
        due=end_of_day(due_on),
        is_overdue=is_overdue,
    )
