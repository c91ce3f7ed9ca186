"""Resetting a lost second step: one administrator requests it, another confirms it, and the owner gets two emails."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts import emails
from accounts.models import RESET_LASTS, SecondStepReset, User
from accounts.permissions import check_can_confirm_second_step_reset, check_can_reset_second_step
from accounts.refusals import Unready
from accounts.rules import problems_with_second_step_reset
from audit import log


@transaction.atomic
def ask_for_second_step_reset(*, person: User, reason: str, by: User, at: datetime.datetime) -> SecondStepReset:
    """The request, which another administrator has two days to confirm. The owner and the administrators get emails."""
    person = User.objects.select_for_update().get(pk=person.pk)
    check_can_reset_second_step(by, person, timezone.localdate(at))
    reason = " ".join(reason.split())
    if problems := problems_with_second_step_reset(
        name=person.name,
        reason=reason,
        is_active=person.is_active,
        has_second_step=person.has_second_step(),
        is_asked=person.second_step_resets.open(at).exists(),
    ):
        raise Unready(*problems)
    asked = SecondStepReset.objects.create(
        person=person, reason=reason, asked_by=by, asked_at=at, expires_at=at + RESET_LASTS
    )
    log.record("second_step.reset_asked", person, by=by, at=at, reason=reason)
    emails.send_second_step_reset_asked(asked, at=at)
    return asked


@transaction.atomic
def confirm_second_step_reset(*, reset: SecondStepReset, by: User, at: datetime.datetime) -> SecondStepReset:
    """Removes the person's app, keys, and codes, and ends the person's sessions. The password stays."""
    reset = _lock(reset)
    check_can_confirm_second_step_reset(by, reset, timezone.localdate(at))
    if reset.confirmed_at is not None:
        return reset
    _check_is_open(reset, at)
    if not reset.person.is_active:
        raise Unready("This account is closed, so there is nothing to reset.")
    reset.confirmed_by, reset.confirmed_at = by, at
    reset.save(update_fields=["confirmed_by", "confirmed_at"])
    person = reset.person
    person.forget_second_step()
    person.end_sessions()
    log.record("second_step.reset", person, by=by, at=at, asked_by=str(reset.asked_by))
    emails.send_second_step_reset(reset, at=at)
    return reset


@transaction.atomic
def cancel_second_step_reset(*, reset: SecondStepReset, by: User, at: datetime.datetime) -> SecondStepReset:
    """Cancels the request, by any administrator but the person concerned."""
    reset = _lock(reset)
    check_can_reset_second_step(by, reset.person, timezone.localdate(at))
    if reset.canceled_at is not None:
        return reset
    _check_is_open(reset, at)
    reset.canceled_at = at
    reset.save(update_fields=["canceled_at"])
    log.record("second_step.reset_canceled", reset.person, by=by, at=at)
    return reset


def _lock(reset: SecondStepReset) -> SecondStepReset:
    """The request as it is now; the person is locked, so that two clicks are one."""
    User.objects.select_for_update().get(pk=reset.person_id)
    return SecondStepReset.objects.with_people().get(pk=reset.pk)


def _check_is_open(reset: SecondStepReset, at: datetime.datetime) -> None:
    if not SecondStepReset.objects.open(at).filter(pk=reset.pk).exists():
        raise Unready("This request has expired or was canceled. Ask again if it is still needed.")
