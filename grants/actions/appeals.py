"""Appeals on process: filed by the lead after the release, answered by an official who took no part."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from districts.actions.history import touch_registry
from grants.actions.pen import locked
from grants.actions.recusals import exclude_scores
from grants.emails.deciding import send_appeal_answered
from grants.models import Appeal, Application, ScorerAssignment
from grants.permissions.appeals import (
    check_can_answer_appeal,
    check_can_appeal,
    check_can_assign_appeal,
    check_is_independent,
)
from grants.reads.appeals import decision_to_appeal, done_by, problems_before_appealing
from grants.reads.proofs_of_appeals import digest_of_appeal
from grants.rules.appeals import ANSWERED, DAYS_TO_ANSWER, problems_with_answer, problems_with_appeal
from grants.rules.texts import LONGEST_NOTE, cleaned
from grants.states import AppealState


@transaction.atomic
def file_appeal(*, application: Application, ground: str, text: str, by: User, at: datetime.datetime) -> Appeal:
    """Appeal the released decision on its process. Raises Refused or Unready. If it is sent twice, it is filed once."""
    application, on = locked(application), timezone.localdate(at)
    check_can_appeal(by, application, on)
    decision, text = decision_to_appeal(application), cleaned(text)
    filed = getattr(decision, "appeal", None)
    if filed and (filed.filed_by_id, filed.ground, filed.text) == (by.pk, ground, text):
        return Appeal.objects.get(pk=filed.pk)
    problems = problems_before_appealing(application, decision, on) or problems_with_appeal(ground, text)
    if problems or decision is None:
        raise Unready(*problems)
    appeal = Appeal.objects.create(
        application=application,
        decision=decision,
        ground=ground,
        text=text,
        filed_by=by,
        filed_at=at,
        due_on=on + datetime.timedelta(days=DAYS_TO_ANSWER),
    )
    _record("appeal.filed", appeal, by=by, at=at)
    return appeal


@transaction.atomic
def assign_appeal(*, appeal: Appeal, handler: User, by: User, at: datetime.datetime) -> Appeal:
    """Choose the official who answers: one who took no part in the decision. Choosing the same one changes nothing."""
    appeal, on = _locked(appeal), timezone.localdate(at)
    check_can_assign_appeal(by, appeal, on)
    if not appeal.is_open:
        raise Unready(ANSWERED)
    check_is_independent(handler, appeal, done_by(handler, appeal.application), on)
    if appeal.handler_id == handler.pk:
        return appeal
    appeal.handler, appeal.assigned_by, appeal.assigned_at = handler, by, at
    appeal.save(update_fields=["handler", "assigned_by", "assigned_at"])
    _record("appeal.assigned", appeal, by=by, at=at)
    return appeal


@transaction.atomic
def answer_appeal(
    *,
    appeal: Appeal,
    outcome: str,
    reasons: str,
    excluded: ScorerAssignment | None = None,
    by: User,
    at: datetime.datetime,
) -> Appeal:
    """Deny or grant it, with reasons, and tell the members' people. If granted, the board decides again.

    `excluded`: a granted appeal about a scorer's conflict can also exclude that scorer's scores. Nothing is decided
    about the application here: the earlier decision counts until the board's new one is released.
    """
    appeal, on = _locked(appeal), timezone.localdate(at)
    check_can_answer_appeal(by, appeal, done_by(by, appeal.application), on)
    if not appeal.is_open:
        raise Unready(ANSWERED)
    reasons = cleaned(reasons)
    if problems := problems_with_answer(outcome, reasons, excludes=excluded is not None):
        raise Unready(*problems)
    if excluded is not None:
        if excluded.application_id != appeal.application_id:
            raise Unready("These scores are for another application.")
        exclude_scores(assignment=excluded, reason=reasons, by=by, at=at)
    appeal.state, appeal.reasons, appeal.answered_at = AppealState(outcome), reasons[:LONGEST_NOTE], at
    appeal.excluded = excluded
    appeal.save(update_fields=["state", "reasons", "answered_at", "excluded"])
    touch_registry()
    _record("appeal.answered", appeal, by=by, at=at)
    send_appeal_answered(appeal, at=at)
    return appeal


def _locked(appeal: Appeal) -> Appeal:
    application = locked(appeal.application)
    appeal = Appeal.objects.select_related("decision", "handler").get(pk=appeal.pk)
    appeal.application = application
    return appeal


def _record(event: str, appeal: Appeal, *, by: User, at: datetime.datetime) -> None:
    """The digest proves the appeal without revealing it."""
    log.record(event, appeal.application, by=by, at=at, appeal=appeal.pk, digest=digest_of_appeal(appeal))
