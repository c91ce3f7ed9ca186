"""Reinstating an application that failed the screen or the gate: one official proposes it, another confirms it."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from districts.actions.history import touch_registry
from grants.actions.officers import check_reviewing_began
from grants.actions.pen import locked
from grants.actions.stage_results import settle_application
from grants.emails.screening import send_reinstated
from grants.models import Application, IneligibilityNotice, Reinstatement
from grants.permissions.reinstatement import (
    check_can_confirm_reinstatement,
    check_can_propose_reinstatement,
    check_can_reinstate,
)
from grants.reads.screen_proofs import digest_of_reinstatement
from grants.reads.stage_results import why_not_reinstated
from grants.rules.reinstatement import (
    CANCELED,
    DONE,
    WAITING,
    problems_with_reinstatement,
)
from grants.rules.texts import cleaned
from grants.states import ReinstatedStage


@transaction.atomic
def propose_reinstatement(
    *,
    application: Application,
    stage: ReinstatedStage,
    ground: str,
    reason: str,
    by: User,
    at: datetime.datetime,
) -> Reinstatement:
    """Propose that the application continues. Nothing changes before another official confirms it.

    If the button is pressed twice, it is proposed once. Raises Refused or Unready.
    """
    application = locked(application)
    check_can_propose_reinstatement(by, application, timezone.localdate(at))
    check_reviewing_began(application, at)
    if waiting := Reinstatement.objects.of(application, stage).waiting().first():
        if (waiting.proposed_by_id, waiting.reason) == (by.pk, cleaned(reason)):
            return waiting
        raise Unready(WAITING)
    _check_is_out(application, stage)
    if problems := problems_with_reinstatement(ground=ground, reason=reason):
        raise Unready(*problems)
    row = Reinstatement.objects.create(
        application=application, stage=stage, ground=ground, reason=cleaned(reason), proposed_by=by, proposed_at=at
    )
    _log("reinstatement.proposed", row, by=by, at=at)
    return row


@transaction.atomic
def confirm_reinstatement(*, reinstatement: Reinstatement, by: User, at: datetime.datetime) -> Reinstatement:
    """The second official confirms it: the application continues. Members who were informed get an email.

    Confirming twice changes nothing. Raises Refused or Unready.
    """
    application = locked(reinstatement.application)
    row = Reinstatement.objects.select_related("application__competition").get(pk=reinstatement.pk)
    check_can_confirm_reinstatement(by, row, timezone.localdate(at))
    if row.confirmed_at:
        return row
    if row.canceled_at:
        raise Unready(CANCELED)
    check_reviewing_began(application, at)
    _check_is_out(application, ReinstatedStage(row.stage))
    row.confirmed_by, row.confirmed_at = by, at
    row.save(update_fields=["confirmed_by", "confirmed_at"])
    touch_registry()
    _log("reinstatement.confirmed", row, by=by, at=at)
    settle_application(application, by=by, at=at)
    if row.stage == ReinstatedStage.SCREEN and (notice := IneligibilityNotice.objects.of(application).first()):
        send_reinstated(notice, row, at=at)
    return row


@transaction.atomic
def cancel_reinstatement(*, reinstatement: Reinstatement, by: User, at: datetime.datetime) -> Reinstatement:
    """Cancel a reinstatement that was not confirmed. Canceling twice changes nothing."""
    application = locked(reinstatement.application)
    row = Reinstatement.objects.get(pk=reinstatement.pk)
    check_can_reinstate(by, application, timezone.localdate(at))
    if row.canceled_at:
        return row
    if row.confirmed_at:
        raise Unready(DONE)
    row.canceled_at = at
    row.save(update_fields=["canceled_at"])
    _log("reinstatement.canceled", row, by=by, at=at)
    return row


def _check_is_out(application: Application, stage: ReinstatedStage) -> None:
    if reason := why_not_reinstated(application, stage):
        raise Unready(reason)


def _log(event: str, row: Reinstatement, *, by: User, at: datetime.datetime) -> None:
    proof = {"reinstatement": row.pk, "digest": digest_of_reinstatement(row)}
    log.record(event, row.application, by=by, at=at, stage=row.stage, **proof)
