"""What waits for the people of an application: to write it, to sign it."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from portal.my.pages.tasks import Task


def writing_tasks(applications: Iterable[Any], at: datetime.datetime) -> list[Task]:
    """For a lead district: each application that still can be handed in, by this person or by who may sign for it."""
    return [
        Task(
            text=f"{'Finish and submit' if application.reader_submits else 'Help to finish'} application "
            f"{application.reference}, {application.consortium.name}.",
            about=application.competition.name,
            button="Continue writing",
            url=reverse("applicant:application_detail", args=[application.reference]),
            due=application.competition.closes_at,
        )
        for application in applications
        if not application.is_too_late(at)
    ]


def signing_tasks(participants: Iterable[Any], at: datetime.datetime) -> list[Task]:
    """For a signer: each member whose part of an application waits for a signature that still counts."""
    return [
        Task(
            text=f"Sign the part of {participant.name} in application {participant.application.reference}.",
            about=f"{participant.application.consortium.name} asks for it.",
            button="Read and sign",
            url=reverse("applicant:application_signatures", args=[participant.application.reference]),
            due=participant.application.competition.closes_at,
        )
        for participant in participants
        if not participant.application.is_too_late(at)
    ]
