"""Emails about requests to submit after the deadline."""

import datetime
from functools import partial

from django.utils import timezone

from accounts.addresses import page
from accounts.dates import moment_for_email
from accounts.emails import full_address, queue_email_to_each
from accounts.models import OutgoingEmail, Role, User
from grants.emails import facts_of, people_of_members
from grants.models import LateRequest
from grants.permissions.application import check_can_answer_late, may


def send_late_request(request: LateRequest, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell the administrators who may answer it that an applicant asks to submit late; nothing of the draft."""
    application, on = request.application, timezone.localdate(at)
    administrators = User.objects.holding(Role.ADMINISTRATOR, on=on).filter(is_active=True).order_by("pk")
    may_answer = [one.pk for one in administrators if may(partial(check_can_answer_late, one, application, on))]
    about = page("late requests")
    return queue_email_to_each(
        User.objects.filter(pk__in=may_answer).order_by("pk"),
        template="grants/emails/late_requested.txt",
        values={**facts_of(application), "sender": request.asked_by.name, "page": full_address(about)},
        about=about,
        at=at,
    )


def send_late_answer(request: LateRequest, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell every member's people, and the person who asked, whether the state accepts the application late."""
    application = request.application
    return queue_email_to_each(
        people_of_members(application, request.asked_by_id, at=at),
        template="grants/emails/late_answered.txt",
        values={
            **facts_of(application),
            "until": moment_for_email(request.until) if request.until else "",
            "reason": request.answer_reason,
            "page": full_address(application),
        },
        about=application.get_absolute_url(),
        at=at,
    )
