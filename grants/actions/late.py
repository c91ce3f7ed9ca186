"""Asking to submit after the deadline, and answering that."""

import datetime
from dataclasses import replace

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import locked
from grants.emails.late import send_late_answer, send_late_request
from grants.models import Application, Competition, LateRequest
from grants.permissions.application import check_can_answer_late, check_can_submit
from grants.reads.late import lateness_of
from grants.rules.late import problems_with_answering, problems_with_asking, problems_with_reason


@transaction.atomic
def ask_to_submit_late(*, application: Application, reason: str, by: User, at: datetime.datetime) -> LateRequest:
    """Ask the state to accept the draft after the deadline. Administrators who may answer are told."""
    competition = Competition.objects.held(application.competition_id)
    application = locked(application, held=competition)
    check_can_submit(by, application, timezone.localdate(at))
    reason = reason.strip()
    problems = problems_with_asking(lateness_of(application), at)
    if problems := problems or problems_with_reason(reason):
        raise Unready(*problems)
    request = LateRequest.objects.create(application=application, reason=reason, asked_by=by, asked_at=at)
    log.record("application.late_asked", application, by=by, at=at, reason=reason)
    send_late_request(request, at=at)
    return request


@transaction.atomic
def answer_late_request(
    *,
    request: LateRequest,
    accepts: bool,
    until: datetime.datetime | None = None,
    reason: str,
    by: User,
    at: datetime.datetime,
) -> LateRequest:
    """Accept the application until a moment after the deadline, or decline that. Members' people are told.

    The applicant then has until that moment, whatever officers determine meanwhile.
    """
    competition = Competition.objects.held(request.application.competition_id)
    application = locked(request.application, held=competition)
    request = LateRequest.objects.get(pk=request.pk)  # read after the lock: of two answers, one counts
    request.application = application
    check_can_answer_late(by, application, timezone.localdate(at))
    reason, late = reason.strip(), replace(lateness_of(application), is_waiting=request.is_waiting)
    if problems := problems_with_answering(late, until, reason, accepts=accepts, at=at):
        raise Unready(*problems)
    request.until = until if accepts else None
    request.answer_reason, request.answered_by, request.answered_at = reason, by, at
    request.save(update_fields=["until", "answer_reason", "answered_by", "answered_at"])
    if accepts:
        application.late_until = until
        application.save(update_fields=["late_until"])
    event = "application.late_accepted" if accepts else "application.late_declined"
    log.record(event, application, by=by, at=at, until=request.until, reason=reason)
    send_late_answer(request, at=at)
    return request
