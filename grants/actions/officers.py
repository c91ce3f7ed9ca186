"""Which officer an application is assigned to."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import locked
from grants.models import Application
from grants.permissions.review import check_can_reassign, check_can_review
from grants.reads.rounds import window_of
from grants.rules.application import problems_with_reviewing, problems_with_step
from grants.states import Status


@transaction.atomic
def assign_application(*, application: Application, by: User, at: datetime.datetime) -> Application:
    """Assign the application to this officer. Of two at the same moment, the second learns who was first."""
    application = locked(application)
    check_can_review(by, application, timezone.localdate(at))
    if application.assigned_to_id == by.pk:
        return application
    if application.assigned_to_id:
        raise Unready(
            f"This application is assigned to {application.assigned_to}. Ask them or an administrator to reassign it."
        )
    check_reviewing_began(application, at)
    return assign(application, by, by=by, at=at)


@transaction.atomic
def reassign_application(*, application: Application, to: User, by: User, at: datetime.datetime) -> Application:
    """Assign an application to another grants officer. Reviews stay with the officers who wrote them."""
    application = locked(application)
    if application.assigned_to_id is None:
        raise Unready("This application isn’t assigned to anyone yet.")
    check_can_reassign(by, application, timezone.localdate(at))
    if to.pk == application.assigned_to_id:
        return application
    check_can_review(to, application, timezone.localdate(at))
    check_reviewing_began(application, at)
    return assign(application, to, by=by, at=at)


@transaction.atomic
def release_application(*, application: Application, by: User, at: datetime.datetime) -> Application:
    """Unassign an application, so that another officer can take it on. Reviews stay with their officers.

    Releasing it twice changes nothing.
    """
    application = locked(application)
    if application.assigned_to_id is None:
        return application
    check_can_reassign(by, application, timezone.localdate(at))
    before = application.assigned_to
    if application.status == Status.UNDER_REVIEW:
        application.move("release", by=by, at=at)
    application.assigned_to, application.assigned_at = None, None
    application.save(update_fields=["assigned_to", "assigned_at"])
    log.record("application.released", application, by=by, at=at, before=str(before))
    return application


def check_reviewing_began(application: Application, at: datetime.datetime) -> None:
    """Raises Unready while the applicant can still reopen the application, and once it is withdrawn."""
    problems = problems_with_step("take", application.status)
    if problems := problems + problems_with_reviewing(window_of(application.competition), at):
        raise Unready(*problems)


def assign(application: Application, officer: User, *, by: User, at: datetime.datetime) -> Application:
    """Assign a locked application, whatever was checked before, and write it to the log."""
    before = application.assigned_to
    application.move("take", by=by, at=at)
    application.assigned_to, application.assigned_at = officer, at
    application.save(update_fields=["assigned_to", "assigned_at"])
    if before is None:
        log.record("application.taken", application, by=by, at=at)
    else:
        log.record("application.handed_over", application, by=by, at=at, before=str(before), to=str(officer))
    return application
