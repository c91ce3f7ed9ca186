"""Returning a submitted application with questions, answering them, and sending a new version to the state."""

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from accounts.models import OutgoingEmail, User
from accounts.refusals import Unready
from audit import log
from grants.actions.application import CHANGED, SEALED_COUNTS, seal_version
from grants.actions.attachments import mark_as_submitted
from grants.actions.pen import STALE, locked
from grants.actions.rechecks import ask_for_receipts
from grants.actions.signing_links import send_to_signers
from grants.emails.returns import (
    send_return_answered,
    send_return_extended,
    send_return_reminder,
    send_return_withdrawn,
    send_returned,
)
from grants.models import Application, ApplicationReturn, Competition, ReturnQuestion, Version
from grants.permissions.application import check_can_edit, check_can_submit
from grants.permissions.review import check_can_return
from grants.reads.packets import Packet, SignedMembers, is_current, packet_of, signed_members_of
from grants.reads.readiness import problems_with_changes
from grants.reads.returns import answer_of, open_return, returning_of
from grants.reads.rounds import window_of
from grants.rules.application import problems_with_lengths, problems_with_reviewing
from grants.rules.returns import (
    REASON,
    AskedQuestion,
    problems_with_answer_lengths,
    problems_with_answers,
    problems_with_due,
    problems_with_extending,
    problems_with_questions,
    problems_with_returning,
)
from grants.rules.sections import ATTACHMENTS
from grants.rules.texts import LONGEST_NOTE, cleaned
from signing.rules import digest_of

NOT_RETURNED = "The state isn’t waiting for an answer to this application. What you submitted last counts."


@transaction.atomic
def return_application(
    *,
    application: Application,
    questions: Sequence[AskedQuestion],
    due_at: datetime.datetime | None,
    by: User,
    at: datetime.datetime,
) -> ApplicationReturn:
    """Ask the applicant, and unlock the named sections until then. The submitted version counts meanwhile."""
    application = locked(application)
    check_can_return(by, application, timezone.localdate(at))
    questions = [AskedQuestion(one.section, cleaned(one.text), one.unlocks) for one in questions]
    problems = problems_with_returning(returning_of(application), at)
    problems += problems_with_reviewing(window_of(application.competition), at)
    problems = problems or problems_with_questions(questions) + problems_with_due(due_at, at)
    if problems or due_at is None:
        raise Unready(*problems)
    returned = ApplicationReturn.objects.create(
        application=application,
        number=application.returns.count() + 1,
        version=application.versions.latest("number"),
        asked_by=by,
        asked_at=at,
        due_at=due_at,
    )
    ReturnQuestion.objects.bulk_create(
        ReturnQuestion(returned=returned, position=place, section=one.section, text=one.text, unlocks=one.unlocks)
        for place, one in enumerate(questions, start=1)
    )
    _wait_until(application, due_at)
    _record_step(application, "return", "", by=by, at=at)
    log.record(
        "application.returned", application, by=by, at=at, number=returned.number, due_at=due_at,
        version=returned.version.number,
        questions=[{"section": one.section, "text": one.text, "unlocks": one.unlocks} for one in questions],
    )  # fmt: skip
    send_returned(returned, at=at)
    return returned


@transaction.atomic
def extend_return(
    *, returned: ApplicationReturn, due_at: datetime.datetime | None, by: User, at: datetime.datetime
) -> ApplicationReturn:
    """Give the applicant more time. Members' people are told."""
    application, returned = _locked_return(returned)
    check_can_return(by, application, timezone.localdate(at))
    now = returned.due_at if application.is_returned(at) and returned.is_waiting(at) else None
    if problems := problems_with_extending(now, due_at, at=at):
        raise Unready(*problems)
    before, returned.due_at, returned.reminded_at = returned.due_at, due_at or returned.due_at, None
    returned.save(update_fields=["due_at", "reminded_at"])
    _wait_until(application, returned.due_at)
    _record_step(application, "extend_return", "", by=by, at=at)
    log.record(
        "application.return_extended", application, by=by, at=at, number=returned.number, before=before,
        due_at=returned.due_at,
    )  # fmt: skip
    send_return_extended(returned, at=at)
    return returned


@transaction.atomic
def withdraw_return(*, returned: ApplicationReturn, reason: str, by: User, at: datetime.datetime) -> ApplicationReturn:
    """Take the questions back before they are answered. Nothing that the applicant changed since counts."""
    application, returned = _locked_return(returned)
    check_can_return(by, application, timezone.localdate(at))
    reason = cleaned(reason)
    problems = problems_with_lengths(("The reason", reason, LONGEST_NOTE)) if reason else ["Enter the reason"]
    if not (application.is_returned(at) and returned.is_waiting(at)):
        problems = ["The deadline to answer has passed, or the questions were answered or withdrawn."]
    if problems:
        raise Unready(*problems)
    returned.withdrawn_at, returned.withdrawn_by, returned.reason = at, by, reason
    returned.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
    _wait_until(application, None)
    _record_step(application, "withdraw_return", reason, by=by, at=at)
    log.record("application.return_withdrawn", application, by=by, at=at, number=returned.number, reason=reason)
    send_return_withdrawn(returned, at=at)
    return returned


@transaction.atomic
def save_return_answers(
    *, application: Application, answers: Mapping[int, str], revision: int, by: User, at: datetime.datetime
) -> ApplicationReturn:
    """Save answers in words by the number of their question; nothing is sent to the state.

    `revision` is the one that the person's page was made from. Raises Refused or Unready.
    """
    application = locked(application)
    check_can_edit(by, application, timezone.localdate(at))
    returned = _answerable(application, at)
    answers = {number: cleaned(text) for number, text in answers.items()}
    if problems := problems_with_answer_lengths(answers):
        raise Unready(*problems)
    changed = [one for one in returned.questions.all() if answers.get(one.position, one.answer) != one.answer]
    if not changed:
        return returned
    if revision != returned.revision:
        raise Unready(STALE)
    for question in changed:
        question.answer = answers[question.position]
    ReturnQuestion.objects.bulk_update(changed, ["answer"])
    returned.revision += 1
    returned.save(update_fields=["revision"])
    log.record(
        "application.return_written", application, by=by, at=at, number=returned.number,
        questions=[one.position for one in changed],
    )  # fmt: skip
    return returned


@transaction.atomic
def send_return_answer(
    *, application: Application, seen: str | None = None, by: User, at: datetime.datetime
) -> Version:
    """Send the answers and the changed sections to the state as a new version. Sending twice returns the same one.

    `at` is when the person's click arrived. `seen` is the digest of what the person's page showed. Sections that the
    state didn't unlock are as in the version before, whatever the draft has. Raises Refused or Unready.
    """
    competition = Competition.objects.held(application.competition_id)
    application = locked(application, held=competition)
    check_can_submit(by, application, timezone.localdate(at))
    last = application.returns.select_related("answer_version").last()
    if last is not None and last.answer_version is not None:
        return last.answer_version
    returned = _answerable(application, at)
    prefetch_related_objects([competition], "elements")
    signed = signed_members_of(application)
    answer = answer_of(returned, packet_of(application, signed.members))
    digest = digest_of(answer.packet)
    problems = problems_with_answers(answer.questions, answer.changed, answer.sealed, answer.packet)
    problems += problems_with_changes(application, answer.sealed, answer.packet)
    if seen is not None and seen != digest:
        problems.insert(0, CHANGED)
    if problems:
        raise Unready(*problems)
    version = seal_version(application, answer.packet, signed, digest=digest, by=by, at=at)
    returned.answered_at, returned.answered_by, returned.answer_version = at, by, version
    returned.save(update_fields=["answered_at", "answered_by", "answer_version"])
    application.returned_until = None
    application.save(update_fields=["returned_until", *SEALED_COUNTS])
    _record_step(application, "answer_return", REASON, by=by, at=at)
    ask_for_receipts(version, at=at)
    again = _to_sign_again(signed, answer.sealed, answer.packet)
    members = application.participants.filter(key__in=again).select_related("district", "school")
    send_to_signers(list(members), by=by, at=at)
    if ATTACHMENTS in returned.sections:
        mark_as_submitted(application)
    log.record("application.submitted", application, by=by, at=at, version=version.number, digest=digest)
    log.record(
        "application.return_answered", application, by=by, at=at, number=returned.number, version=version.number,
        digest=digest, sections=answer.changed,
    )  # fmt: skip
    send_return_answered(returned, at=at)
    return version


@transaction.atomic
def remind_of_return(*, returned: ApplicationReturn, by: str, at: datetime.datetime) -> list[OutgoingEmail]:
    """Remind the members' people once before their time is over; nothing is sent if it isn't needed anymore."""
    application, returned = _locked_return(returned)
    if returned.reminded_at is not None or not (application.is_returned(at) and returned.is_waiting(at)):
        return []
    returned.reminded_at = at
    returned.save(update_fields=["reminded_at"])
    sent = send_return_reminder(returned, at=at)
    log.record("application.return_reminded", application, by=by, at=at, number=returned.number, letters=len(sent))
    return sent


def _to_sign_again(signed: SignedMembers, before: Packet, after: Packet) -> set[str]:
    """The keys of the members whose signature the answer reopens."""
    pairs = [(member.key, signed.signatures.get(member.pk)) for member in signed.members]
    return {key for key, one in pairs if is_current(before, key, one) and not is_current(after, key, one)}


def _answerable(application: Application, at: datetime.datetime) -> ApplicationReturn:
    """The return that the locked application's people can answer now. Raises Unready."""
    returned = open_return(application, at) if application.is_returned(at) else None
    if returned is None:
        raise Unready(NOT_RETURNED)
    returned.application = application
    return returned


def _locked_return(returned: ApplicationReturn) -> tuple[Application, ApplicationReturn]:
    """Both, read anew after the application is locked: of an answer and a withdrawal, one counts."""
    application = locked(returned.application)
    returned = ApplicationReturn.objects.prefetch_related("questions").get(pk=returned.pk)
    returned.application = application
    return application, returned


def _wait_until(application: Application, due_at: datetime.datetime | None) -> None:
    application.returned_until = due_at
    application.save(update_fields=["returned_until"])


def _record_step(application: Application, step: str, reason: str, *, by: User, at: datetime.datetime) -> None:
    """One line of the history; the status stays."""
    now = application.status
    application.steps.create(step=step, before=now, after=now, reason=reason, by=by, at=at)
