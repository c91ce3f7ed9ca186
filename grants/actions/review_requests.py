"""Asking an officer for a second review of an application, or to decide because officers differ."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import locked
from grants.emails.reviewing import send_officer_asked
from grants.models import Application, Review, ReviewRequest
from grants.permissions.review import check_can_ask_officer, check_can_end_request, check_can_review
from grants.reads.conclusion import determinations_on
from grants.rules.application import problems_with_step
from grants.rules.conclusion import AGREED_MEANWHILE, officers_differ, problems_with_asking
from grants.rules.texts import LONGEST_NOTE, cleaned
from grants.states import AskedFor


@transaction.atomic
def ask_officer(
    *, application: Application, officer: User, kind: str, note: str = "", by: User, at: datetime.datetime
) -> ReviewRequest:
    """Ask an officer without a conflict for a second review, or to decide between determinations that differ.

    Everyone on the desk sees that it was asked for. Asking the same officer twice at once asks once.
    """
    application = locked(application)
    on = timezone.localdate(at)
    determinations = determinations_on(application)
    is_concluded_by = any(one.officer == by.pk for one in determinations)
    check_can_ask_officer(by, application, on, decides=kind == AskedFor.DECISION, has_determined=is_concluded_by)
    check_can_review(officer, application, on)
    if problems := problems_with_step("take", application.status):
        raise Unready(*problems)
    if kind not in AskedFor.values:
        raise Unready("Choose what you’re asking for.")
    problems = problems_with_asking(
        officer.name,
        is_self=officer.pk == by.pk,
        has_determined=any(one.officer == officer.pk for one in determinations),
        is_asked=ReviewRequest.objects.of(application).open().filter(officer=officer).exists(),
        decides=kind == AskedFor.DECISION,
        differ=officers_differ(determinations),
    )
    if problems:
        raise Unready(*problems)
    asked = ReviewRequest.objects.create(
        application=application,
        kind=kind,
        officer=officer,
        note=cleaned(note)[:LONGEST_NOTE],
        asked_by=by,
        asked_at=at,
    )
    log.record("review.asked", application, by=by, at=at, kind=kind, officer=str(officer), request=asked.pk)
    send_officer_asked(asked, at=at)
    return asked


@transaction.atomic
def end_review_request(*, request: ReviewRequest, reason: str, by: User, at: datetime.datetime) -> ReviewRequest:
    """The officer who was asked declines, or whoever may ask withdraws the request; both give a reason."""
    application = locked(request.application)
    request = ReviewRequest.objects.select_related("officer").get(pk=request.pk)
    request.application = application
    check_can_end_request(by, request, timezone.localdate(at))
    reason = cleaned(reason)
    if request.ended_at is not None:
        raise Unready("This request has already ended.")
    if not reason:
        raise Unready("Enter the reason.")
    _end(request, reason[:LONGEST_NOTE], by=by, at=at)
    step = "declined" if by.pk == request.officer_id else "withdrawn"
    log.record("review.ask_ended", application, by=by, at=at, request=request.pk, how=step, reason=request.reason)
    return request


def end_requests_met_by(review: Review, *, by: User, at: datetime.datetime) -> None:
    """A determination ends the request for it. In the transaction of the caller."""
    rows = ReviewRequest.objects.of(review.application).open()
    for request in rows.filter(officer=by, kind=AskedFor.SECOND_REVIEW):
        _end(request, "", by=by, at=at)


def end_decision_asked(request: ReviewRequest, *, by: User, at: datetime.datetime) -> None:
    """A decision ends the request for it. In the transaction of the caller."""
    _end(request, "", by=by, at=at)


def end_decisions_not_needed(application: Application, *, by: User, at: datetime.datetime) -> None:
    """Officers who agree end the requests to decide between them. In the transaction of the caller."""
    for request in ReviewRequest.objects.of(application).open().to_decide():
        _end(request, AGREED_MEANWHILE, by=by, at=at)
        log.record("review.ask_ended", application, by=by, at=at, request=request.pk, how="met", reason=request.reason)


def _end(request: ReviewRequest, reason: str, *, by: User, at: datetime.datetime) -> None:
    request.ended_at, request.ended_by, request.reason = at, by, reason
    request.save(update_fields=["ended_at", "ended_by", "reason"])
