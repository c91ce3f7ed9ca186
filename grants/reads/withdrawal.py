"""What decides whether an application can be withdrawn or restored, and the withdrawn ones that officials see."""

import datetime
from collections.abc import Iterable

from accounts.models import User
from grants.models import Application, ApplicationStep, Determination
from grants.reads.board import settled_outcome
from grants.rules.withdrawal import problems_with_undoing, problems_with_withdrawing
from grants.states import Status


def problems_before_withdrawing(application: Application) -> list[str]:
    """Why the application can't be withdrawn now; one or two queries if it was submitted."""
    if not application.is_submitted:
        return problems_with_withdrawing(application.status, is_determined=False)
    is_determined = Determination.objects.filter(review__application=application).exists()
    return problems_with_withdrawing(
        application.status, is_determined=is_determined, released="" if is_determined else settled_outcome(application)
    )


def problems_before_restoring(application: Application, at: datetime.datetime, *, is_administrator: bool) -> list[str]:
    """Why the withdrawal can't be undone at this moment; two queries if it is withdrawn."""
    if application.status != Status.WITHDRAWN:
        return problems_with_undoing(application.status, withdrawn_at=None, at=at, is_administrator=False, other="")
    withdrawal = withdrawal_of(application)
    others = Application.objects.in_the_running().filter(
        competition=application.competition_id, consortium=application.consortium_id
    )
    return problems_with_undoing(
        application.status,
        withdrawn_at=withdrawal.at if withdrawal else None,
        at=at,
        is_administrator=is_administrator,
        other=others.values_list("reference", flat=True).first() or "",
    )


def withdrawal_of(application: Application) -> ApplicationStep | None:
    """The step that withdrew it; None if it isn't withdrawn."""
    step = application.steps.order_by("-at", "-pk").first()
    return step if step and step.step == "withdraw" else None


def withdrawn_rows(user: User) -> Iterable[tuple[Application, ApplicationStep]]:
    """The applications that were withdrawn after submission, each with its last withdrawal, the latest first.

    Without those of a district or school that the official represents. Two queries.
    """
    applications = {row.pk: row for row in Application.objects.withdrawn_from_desk_of(user).for_desk()}
    steps = ApplicationStep.objects.filter(application__in=applications, step="withdraw").select_related("by")
    last = {step.application_id: step for step in steps.order_by("at", "pk")}
    rows = [(applications[pk], step) for pk, step in last.items()]
    return sorted(rows, key=lambda row: row[1].at, reverse=True)
