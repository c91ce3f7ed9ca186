"""Tasks about awards for the people of their members."""

from collections.abc import Iterable

from django.urls import reverse

from grants.models import Allocation, Participant
from portal.my.pages.tasks import Task


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


def checklist_tasks(participants: Iterable[Participant]) -> list[Task]:
    """For people of a member: each checklist that isn’t finished before an award starts."""
    return [
        Task(
            text=f"Finish the checklist of {one.name} for award {one.application.reference}.",
            about=f"{one.application.consortium.name}. The award starts when all members have finished.",
            button="Open checklist",
            url=reverse("awards:award_checklist", args=[one.application.reference, one.key]),
        )
        for one in participants
    ]
