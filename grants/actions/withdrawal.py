"""Withdrawing an application from its round, and undoing that."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import locked
from grants.actions.rechecks import ask_to_compare
from grants.emails import send_restored, send_withdrawn
from grants.models import Application, Competition, Review
from grants.permissions.application import check_can_restore, check_can_submit
from grants.reads.withdrawal import problems_before_restoring, problems_before_withdrawing, withdrawal_of
from grants.rules.withdrawal import problems_with_reason_to_restore, problems_with_reason_to_withdraw
from grants.states import RESTORING, SUBMITTED_STATUSES, Status


@transaction.atomic
def withdraw_application(*, application: Application, reason: str = "", by: User, at: datetime.datetime) -> Application:
    """Withdraw the application from the round. Versions, marks, and signatures stay; members' people are told.

    Not possible once there is a determination. One that is being recorded at this moment is waited for.
    """
    application = locked(application)
    check_can_submit(by, application, timezone.localdate(at))
    list(Review.objects.select_for_update().filter(application=application).order_by("pk").values_list("pk"))
    reason, was_submitted = reason.strip(), application.status in SUBMITTED_STATUSES
    problems = problems_before_withdrawing(application)
    if problems := problems or problems_with_reason_to_withdraw(reason, was_submitted=was_submitted):
        raise Unready(*problems)
    application.move("withdraw", reason=reason, by=by, at=at)
    if was_submitted:
        ask_to_compare(application, at=at)
    log.record("application.withdrawn", application, by=by, at=at, reason=reason)
    send_withdrawn(application, reason=reason, by=by, at=at)
    return application


@transaction.atomic
def restore_application(*, application: Application, reason: str = "", by: User, at: datetime.datetime) -> Application:
    """Undo a withdrawal: the application has the status, the officer, and the reviews that it had before.

    The lead district can do it for a day, an administrator at any time with a reason. Members' people are told.
    """
    Competition.objects.locked(application.competition_id)  # no other application is started meanwhile
    application = locked(application)
    check_can_restore(by, application, timezone.localdate(at))
    reason = reason.strip()
    is_administrator = by.held_role_on(timezone.localdate(at), Role.ADMINISTRATOR)
    problems = problems_before_restoring(application, at, is_administrator=is_administrator)
    if problems := problems or problems_with_reason_to_restore(reason, is_administrator=is_administrator):
        raise Unready(*problems)
    withdrawal = withdrawal_of(application)
    before = Status(withdrawal.before) if withdrawal else Status.DRAFT
    application.move(RESTORING[before], reason=reason, by=by, at=at)
    if before in SUBMITTED_STATUSES:
        ask_to_compare(application, at=at)
    log.record("application.restored", application, by=by, at=at, reason=reason)
    send_restored(application, reason=reason, by=by, at=at)
    return application
