"""Tasks about people: emails that were not sent, permissions that a predecessor delegated."""

import datetime
from collections.abc import Iterable

from django.urls import reverse

from accounts.dates import day_in_words
from districts.models import Appointment
from portal.my.pages.tasks import Task, end_of_day


def email_tasks(unsent: int) -> list[Task]:
    """For a registrar: the emails that the mail server refused, as one task."""
    if not unsent:
        return []
    return [
        Task(
            text="1 email was not sent." if unsent == 1 else f"{unsent:,} emails were not sent.",
            about="The mail server refused it. We kept it, and you can send it again."
            if unsent == 1
            else "The mail server refused them. We kept them, and you can send them again.",
            button="Open the outbox",
            url=reverse("staff:email_list") + "?state=problem",
        )
    ]


def second_step_tasks(due_on: datetime.date, *, has_second_step: bool, today: datetime.date) -> list[Task]:
    """For a person with a state-wide role: to set up two-step sign-in by that day."""
    if has_second_step:
        return []
    is_overdue = today > due_on
    return [
        Task(
            text="Set up two-step sign-in to use your state-wide role again."
            if is_overdue
            else f"Set up two-step sign-in by {day_in_words(due_on)}.",
            about="State-wide roles need a second step, such as an app on your phone or a passkey. "
            + ("Your role is paused until you set it up." if is_overdue else "After this date, your role is paused."),
            button="Set up two-step sign-in",
            url=reverse("mfa_index"),
            due=end_of_day(due_on),
            is_overdue=is_overdue,
        )
    ]


def offer_tasks(offered: Iterable[Appointment]) -> list[Task]:
    """For a delegate: the permissions to accept or decline."""
    return [
        Task(
            text=f"Accept or decline: {appointment.delegated_by.user.name} wants you to act for {appointment.place}.",
            about="You can’t use these permissions until you accept them.",
            button="Review and answer",
            url=reverse("my:delegation_answer", args=[appointment.pk]),
            since=appointment.starts_on,
        )
        for appointment in offered
        if appointment.delegated_by
    ]


def delegation_tasks(inherited: Iterable[Appointment]) -> list[Task]:
    """For a superintendent or a principal: the permissions that a predecessor delegated, to be kept or ended."""
    return [
        Task(
            text=f"Keep or end {appointment.user.name}’s authority to act for {appointment.place}.",
            about=f"{head.user.name} delegated it. It continues until you decide.",
            button="Keep or end",
            url=reverse("my:delegate_list"),
        )
        for appointment in inherited
        if (head := appointment.delegated_by)
    ]
