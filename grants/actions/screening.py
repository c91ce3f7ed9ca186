"""The eligibility screen: officers' conclusions, many at once where every fact passes, and informing the applicant."""

import datetime
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refusal, Unready
from audit import log
from districts.actions.history import touch_registry
from grants.actions.officers import check_reviewing_began
from grants.actions.pen import locked
from grants.actions.stage_results import settle_application
from grants.emails.screening import send_ineligible
from grants.models import Application, Competition, IneligibilityNotice, Screening
from grants.permissions.review import check_can_review
from grants.permissions.scoring import check_can_manage_scorers
from grants.reads.eligibility import ScreenedFacts
from grants.reads.screen import facts_of, reasons_against, result_of, why_not_informed
from grants.reads.screen_proofs import digest_of_notice, digest_of_screening
from grants.rules.eligibility_checks import EligibilityRule
from grants.rules.screen import (
    JudgedRule,
    outcome_of,
    passes_everything,
    problems_with_informing,
    problems_with_judgments,
    problems_with_screening,
)
from grants.rules.texts import LONGEST_NOTE, cleaned
from grants.states import RuleJudgment

NO_VERSION = "This application has no submitted version, so it can’t be screened."
CHANGED = "What the registry says changed after you opened this page. Read the facts again."


@transaction.atomic
def record_screening(
    *,
    application: Application,
    judged: Mapping[str, JudgedRule],
    reason: str = "",
    seen: Sequence[str] | None = None,
    by: User,
    at: datetime.datetime,
) -> Screening:
    """Record what an officer says about each rule. The same sent twice (a double click) is written once.

    `seen` are the rules that the officer's page showed; if the round has others by now, nothing is written. `reason`
    says why an earlier conclusion of the officer changes. Raises Refused or Unready.
    """
    application = locked(application)
    facts = facts_of(application.competition, [application.pk], by).get(application.pk)
    screening = _record(application, facts, judged, reason=reason, seen=seen, by=by, at=at)
    settle_application(application, by=by, at=at)
    return screening


@transaction.atomic
def confirm_passing(
    *, competition: Competition, references: Collection[str], by: User, at: datetime.datetime
) -> tuple[list[str], list[str]]:
    """Record "meets the rule" on all rules of these applications, where every fact says so.

    Returns the references that were recorded, and those left out because a fact fails or someone else was first.
    """
    mine = Application.objects.on_desk_of(by).filter(competition=competition, reference__in=references)
    applications = [locked(one) for one in mine.order_by("pk")]
    facts = facts_of(competition, [one.pk for one in applications], by)
    done, left = [], []
    for one in applications:
        known = facts.get(one.pk)
        try:
            if known is None or not passes_everything(known.rules):
                raise Unready(CHANGED)
            judged = {rule.key: JudgedRule(RuleJudgment.PASS) for rule in known.rules}
            _record(one, known, judged, in_list=True, by=by, at=at)
        except Refusal:
            left.append(one.reference)
        else:
            done.append(one.reference)
    return done, left


@transaction.atomic
def inform_ineligible(
    *, application: Application, answer_by: datetime.date | None, how_to_answer: str, by: User, at: datetime.datetime
) -> IneligibilityNotice:
    """Email the members why the application is ineligible, how to respond, and by when. Only once."""
    application, on = locked(application), timezone.localdate(at)
    check_can_review(by, application, on)
    check_reviewing_began(application, at)
    if notice := IneligibilityNotice.objects.of(application).first():
        return notice
    if reason := why_not_informed(application):
        raise Unready(reason)
    if problems := problems_with_informing(answer_by=answer_by, on=on, how=how_to_answer):
        raise Unready(*problems)
    notice = IneligibilityNotice.objects.create(
        application=application,
        reasons=reasons_against(application),
        how_to_answer=cleaned(how_to_answer)[:LONGEST_NOTE],
        answer_by=answer_by or on,
        sent_by=by,
        sent_at=at,
    )
    touch_registry()
    log.record(
        "screen.informed", application, by=by, at=at, notice=notice.pk, digest=digest_of_notice(notice)
    )  # fmt: skip
    send_ineligible(notice, at=at)
    return notice


@transaction.atomic
def schedule_screening(
    *, competition: Competition, screened_by: datetime.date | None, by: User, at: datetime.datetime
) -> Competition:
    """Set the date by which officers screen applications; None for no date. A goal, not a limit. Raises Refused."""
    competition = Competition.objects.locked(competition.pk)
    check_can_manage_scorers(by, competition, timezone.localdate(at))
    if competition.screened_by != screened_by:
        competition.screened_by = screened_by
        competition.save(update_fields=["screened_by"])
        touch_registry()
        log.record("screen.scheduled", competition, by=by, at=at, until=screened_by)
    return competition


# ---- parts ----


def _record(
    application: Application,
    facts: ScreenedFacts | None,
    judged: Mapping[str, JudgedRule],
    *,
    reason: str = "",
    seen: Sequence[str] | None = None,
    in_list: bool = False,
    by: User,
    at: datetime.datetime,
) -> Screening:
    check_can_review(by, application, timezone.localdate(at))
    check_reviewing_began(application, at)
    if facts is None:
        raise Unready(NO_VERSION)
    if seen is not None and list(seen) != [rule.key for rule in facts.rules]:
        raise Unready(CHANGED)
    if problems := problems_with_judgments(facts.rules, judged):
        raise Unready(*problems)
    rows = [_row(rule, judged[rule.key]) for rule in facts.rules]
    own = Screening.objects.of(application).current().filter(officer=by).first()
    is_changed = own is None or [_answers(row) for row in own.judgments] != [_answers(row) for row in rows]
    if own is not None and not is_changed:
        return own
    problems = problems_with_screening(
        result_of(application),
        own.outcome if own else None,
        is_changed=is_changed,
        is_informed=IneligibilityNotice.objects.of(application).exists(),
        reason=reason,
    )
    if problems:
        raise Unready(*problems)
    if own is not None:
        own.replaced_at, own.change_reason = at, cleaned(reason)
        own.save(update_fields=["replaced_at", "change_reason"])
        _log("screen.replaced", own, by=by, at=at)
    screening = Screening.objects.create(
        application=application,
        version_id=facts.version,
        officer=by,
        outcome=outcome_of([one.answer for one in judged.values()]),
        judgments=rows,
        is_confirmed_in_list=in_list,
        recorded_at=at,
    )
    _log("screen.recorded", screening, by=by, at=at)
    touch_registry()
    return screening


def _row(rule: EligibilityRule, judged: JudgedRule) -> dict[str, object]:
    return {
        "rule": rule.key,
        "title": rule.title,
        "fact": rule.answer.result,
        "facts": list(rule.answer.facts),
        "source": rule.answer.source,
        "answer": judged.answer,
        "evidence": cleaned(judged.evidence),
    }


def _answers(row: Mapping[str, object]) -> tuple[object, object, object]:
    return row["rule"], row["answer"], row["evidence"]


def _log(event: str, screening: Screening, *, by: User, at: datetime.datetime) -> None:
    proof = {"screening": screening.pk, "digest": digest_of_screening(screening)}
    log.record(event, screening.application, by=by, at=at, **proof)
