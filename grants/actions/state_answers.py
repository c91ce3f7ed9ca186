"""The state's answer to its question about an application: proposed, agreed to, recorded, replaced."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import locked
from grants.actions.review_requests import end_decision_asked, end_decisions_not_needed
from grants.emails.reviewing import send_answer_proposed
from grants.models import AnswerConsent, Application, Review, StateAnswer, Version
from grants.permissions.review import check_can_agree, check_can_cancel_answer, check_can_give_state_answer
from grants.reads.conclusion import decision_asked_of, determinations_on, reviewers_waited_for
from grants.reads.proofs import digest_of_state_answer
from grants.rules.application import problems_with_step
from grants.rules.conclusion import (
    RETURNED,
    CountedDetermination,
    basis_of,
    problems_with_state_answer,
    problems_with_waiting,
    who_must_agree,
)
from grants.rules.texts import LONGEST_NOTE, cleaned
from grants.states import AnswerState

CHANGED = (
    "An officer changed a determination after this answer was proposed. Its author has to cancel it and propose a new "
    "one."
)
PROPOSED = "Another proposed answer is waiting for officers to agree. Its author or an administrator can cancel it."
STALE = "The state’s answer changed after you opened this page. Read it again before you record yours."


@transaction.atomic
def propose_state_answer(
    *,
    application: Application,
    verdict: str,
    reasons: str,
    replaces_reason: str = "",
    seen: int | None = None,
    by: User,
    at: datetime.datetime,
) -> StateAnswer:
    """Record the state's answer, or propose it if officers differ: it then becomes final when all of them agree.

    An officer who was asked to decide records it at once, which ends a proposal that others wait for. The same
    answer sent twice (a double click) is written once.
    `seen` is the answer that the officer's page showed (0 for none): if another one was recorded since, nothing is
    written.
    """
    application = locked(application)
    determinations, asked = determinations_on(application), decision_asked_of(by, application)
    own = next((one for one in determinations if one.officer == by.pk), None)
    has_determined = own is not None and own.is_complete
    on = timezone.localdate(at)
    check_can_give_state_answer(by, application, on, has_determined=has_determined, is_decider=asked is not None)
    _check_open(application, at)
    reasons, replaces_reason = cleaned(reasons), cleaned(replaces_reason)
    current = StateAnswer.objects.of(application).recorded().first()
    waiting = StateAnswer.objects.of(application).proposed().first()
    for one in (current, waiting):
        if one and (one.proposed_by_id, one.verdict, one.reasons) == (by.pk, verdict, reasons):
            return one
    if waiting and not asked:
        raise Unready(PROPOSED)
    if seen is not None and seen != (current.pk if current else 0):
        raise Unready(STALE)
    others = who_must_agree(determinations, proposed_by=by.pk, is_decider=asked is not None)
    problems = problems_with_state_answer(
        verdict,
        reasons,
        determinations=determinations,
        others=others,
        waiting_for=reviewers_waited_for(application),
        replaces=current is not None,
        replaces_reason=replaces_reason,
    )
    if problems:
        raise Unready(*problems)
    if waiting:
        _end(waiting, AnswerState.CANCELED, "answer.canceled", by=by, at=at)
    answer = StateAnswer.objects.create(
        application=application,
        version=_version_reviewed(application),
        verdict=verdict,
        reasons=reasons[:LONGEST_NOTE],
        basis=basis_of(determinations, is_decider=asked is not None),
        rests_on=_rests_on(determinations),
        state=AnswerState.PROPOSED,
        proposed_by=by,
        proposed_at=at,
        replaces=current,
        replacement_reason=replaces_reason[:LONGEST_NOTE] if current else "",
    )
    AnswerConsent.objects.bulk_create(AnswerConsent(answer=answer, officer_id=one.officer) for one in others)
    if asked:
        end_decision_asked(asked, by=by, at=at)
    if others:
        _record("answer.proposed", answer, by=by, at=at)
        send_answer_proposed(answer, at=at)
    else:
        _settle(answer, by=by, at=at)
    return answer


@transaction.atomic
def answer_proposal(
    *, answer: StateAnswer, agrees: bool, reason: str = "", by: User, at: datetime.datetime
) -> StateAnswer:
    """An officer agrees to the proposed answer, or says why not. The last one to agree records it.

    An officer who agrees keeps his or her own determination: the answer is the state's.
    """
    application = locked(answer.application)
    answer = StateAnswer.objects.select_related("application").prefetch_related("consents").get(pk=answer.pk)
    consents = list(answer.consents.all())
    check_can_agree(by, application, [one.officer_id for one in consents], timezone.localdate(at))
    mine = next(one for one in consents if one.officer_id == by.pk)
    if mine.agrees is agrees:
        return answer
    _check_open(application, at)
    if answer.state != AnswerState.PROPOSED:
        raise Unready("This proposed answer is closed.")
    reason = cleaned(reason)[:LONGEST_NOTE]
    if not agrees and not reason:
        raise Unready("Enter the reason you don’t agree.")
    if agrees and _determinations(answer.rests_on) != _determinations(_rests_on(determinations_on(application))):
        raise Unready(CHANGED)
    if agrees and (problems := problems_with_waiting(reviewers_waited_for(application))):
        raise Unready(*problems)
    mine.agrees, mine.reason, mine.given_at = agrees, reason, at
    mine.save(update_fields=["agrees", "reason", "given_at"])
    if not agrees:
        _end(answer, AnswerState.DECLINED, "answer.declined", by=by, at=at)
    elif all(one.agrees for one in consents):
        _settle(answer, by=by, at=at)
        end_decisions_not_needed(application, by=by, at=at)
    else:
        _record("answer.agreed", answer, by=by, at=at)
    return answer


@transaction.atomic
def cancel_state_answer(*, answer: StateAnswer, by: User, at: datetime.datetime) -> StateAnswer:
    """Its author or an administrator cancels a proposed answer. Canceling twice changes nothing."""
    locked(answer.application)
    answer = StateAnswer.objects.select_related("application").get(pk=answer.pk)
    check_can_cancel_answer(by, answer.proposed_by_id, timezone.localdate(at))
    if answer.state == AnswerState.CANCELED:
        return answer
    if answer.state != AnswerState.PROPOSED:
        raise Unready("This proposed answer is closed.")
    _end(answer, AnswerState.CANCELED, "answer.canceled", by=by, at=at)
    return answer


# ---- parts ----


def _check_open(application: Application, at: datetime.datetime) -> None:
    if problems := problems_with_step("take", application.status):
        raise Unready(*problems)
    if application.is_returned(at):
        raise Unready(RETURNED)


def _rests_on(determinations: list[CountedDetermination]) -> list[dict[str, object]]:
    rows = sorted(determinations, key=lambda one: one.determination)
    return [{"determination": one.determination, "officer": one.name, "verdict": one.verdict} for one in rows]


def _version_reviewed(application: Application) -> Version:
    """The newest version that an officer determined; one that the applicant sent later was judged by no one."""
    determined = Review.objects.filter(application=application).exclude(standing_verdict="")
    return application.versions.filter(pk__in=determined.order_by().values("version")).latest("number")


def _determinations(rests_on: list[dict[str, object]]) -> list[object]:
    return [one["determination"] for one in rests_on]


def _settle(answer: StateAnswer, *, by: User, at: datetime.datetime) -> None:
    """Make the answer final; the one it replaces stays readable."""
    if before := answer.replaces:
        _end(before, AnswerState.REPLACED, "answer.replaced", by=by, at=at)
    answer.recorded_at = at
    _end(answer, AnswerState.RECORDED, "answer.recorded", by=by, at=at)


def _end(answer: StateAnswer, state: AnswerState, event: str, *, by: User, at: datetime.datetime) -> None:
    answer.state = state
    answer.save(update_fields=["state", "recorded_at"])
    _record(event, answer, by=by, at=at)


def _record(event: str, answer: StateAnswer, *, by: User, at: datetime.datetime) -> None:
    fresh = StateAnswer.objects.prefetch_related("consents").get(pk=answer.pk)
    log.record(
        event, answer.application, by=by, at=at, answer=answer.pk, verdict=answer.verdict, basis=answer.basis,
        rests_on=answer.rests_on, digest=digest_of_state_answer(fresh),
    )  # fmt: skip
