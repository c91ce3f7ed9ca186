"""What waits for a person about facts: yearly confirmations, and disputes for the registrar."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.dates import short_day
from consortia.rules.reminders import DUE_SOON
from districts.rules.freshness import freshness, member_since
from portal.my.pages.tasks import Task


def confirmation_tasks(appointments: Iterable[Any], lines: Sequence[Any], on: datetime.date) -> list[Task]:
    """For people with a post: each record of theirs whose yearly confirmation is due within 30 days, or overdue.

    `posts` with their districts and schools; `lines` the memberships of today of all of them.
    """
    records: dict[tuple[str, int], Any] = {}
    for appointment in appointments:
        if appointment.can_register_membership or appointment.school_id:
            record = appointment.district or appointment.school
            records.setdefault(("district_id" if appointment.district_id else "school_id", record.pk), record)
    tasks = []
    for (column, key), record in records.items():
        own = [line for line in lines if getattr(line, column) == key]
        fresh = freshness(confirmed_on=record.confirmed_on, member_since=member_since(own), on=on)
        if fresh.due_on is not None and fresh.due_on <= on + DUE_SOON:
            tasks.append(_task(record, fresh.due_on, is_overdue=fresh.is_overdue))
    return tasks


def dispute_tasks(waiting: int) -> list[Task]:
    """For a registrar: the facts that districts and schools dispute, as one line."""
    if not waiting:
        return []
    words = "One fact is disputed" if waiting == 1 else f"{waiting:,} facts are disputed"
    return [
        Task(
            text=f"{words}.",
            about="The record is corrected, or stays.",
            button="Answer",
            url=reverse("registrar:dispute_list"),
        )
    ]


def _task(record: Any, due_on: datetime.date, *, is_overdue: bool) -> Task:
    end_of_day = timezone.make_aware(datetime.datetime.combine(due_on, datetime.time(23, 59)))
    return Task(
        text=f"Confirm that what the register says of {record.name} is right.",
        about=f"Overdue since {short_day(due_on)}." if is_overdue else "Once a year.",
        button="Look and confirm",
        url=f"{record.get_absolute_url()}confirm/",
        due=None if is_overdue else end_of_day,
    )
