"""Applicants correct factual errors before the board decides, by a deadline that officials set for the round."""

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.pen import locked
from grants.emails.facts import send_reply_window
from grants.models import Application, Competition, FactReply, ReplyWindow
from grants.permissions.application import check_can_edit
from grants.permissions.board import check_can_open_replies
from grants.reads.fact_replies import applications_to_ask, facts_of_application, why_not_opened, window_of
from grants.rules.board import NOT_SUBMITTED
from grants.rules.fact_replies import OVER, problems_with_replies, problems_with_reply_window
from grants.rules.texts import cleaned
from signing.rules import digest_of


@transaction.atomic
def open_replies(
    *, competition: Competition, closes_at: datetime.datetime | None, by: User, at: datetime.datetime
) -> ReplyWindow:
    """Let the round's applicants correct facts until then, and tell them; or give them more time.

    Raises Refused or Unready. The same time again changes nothing.
    """
    competition = Competition.objects.locked(competition.pk)
    check_can_open_replies(by, competition, timezone.localdate(at))
    window = window_of(competition)
    if window and window.closes_at == closes_at:
        return window
    if reason := why_not_opened(competition, at):
        raise Unready(reason)
    problems = problems_with_reply_window(closes_at, at, now_closes_at=window.closes_at if window else None)
    if problems or closes_at is None:
        raise Unready(*problems)
    window = window or ReplyWindow(competition=competition, opened_by=by, opened_at=at)
    window.closes_at = closes_at
    window.save()
    log.record("facts.opened", competition, by=by, at=at, closes_at=closes_at)
    for application in applications_to_ask(competition).for_applicant():
        send_reply_window(application, window, at=at)
    return window


@transaction.atomic
def close_replies(*, competition: Competition, by: User, at: datetime.datetime) -> None:
    """End the time to correct facts, if it hasn't passed: the release of awards announces the decisions."""
    window = window_of(competition)
    if window is None or not window.is_open(at) or window.opened_at >= at:
        return
    window.closes_at = at
    window.save(update_fields=["closes_at"])
    log.record("facts.closed", competition, by=by, at=at, closes_at=at)


@transaction.atomic
def reply_on_facts(
    *, application: Application, replies: Mapping[str, str], by: User, at: datetime.datetime
) -> list[FactReply]:
    """Save what the applicant replies, by the key of each fact; a blank reply removes an earlier one.

    Raises Refused or Unready.
    """
    application = locked(application)
    check_can_edit(by, application, timezone.localdate(at))
    window = window_of(application.competition)
    if not application.is_submitted:
        raise Unready(NOT_SUBMITTED)
    if window is None or not window.is_open(at):
        raise Unready(OVER)
    facts = {fact.key: fact for fact in facts_of_application(application)}
    texts = {key: cleaned(text) for key, text in replies.items()}
    if problems := problems_with_replies(texts, facts):
        raise Unready(*problems)
    before = {row.key: row for row in FactReply.objects.filter(application=application)}
    changed = [key for key, text in texts.items() if text != (before[key].text if key in before else "")]
    for key in changed:
        row = before.get(key) or FactReply(application=application, key=key)
        row.fact = facts[key].in_words if key in facts else row.fact
        row.text, row.written_by, row.written_at = texts[key], by, at
        row.save()
    if changed:
        log.record(
            "facts.replied", application, by=by, at=at,
            facts=len(changed), digest=digest_of({key: texts[key] for key in changed}),
        )  # fmt: skip
    return list(FactReply.objects.of(application))
