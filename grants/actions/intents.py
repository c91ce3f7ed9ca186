"""Telling the state of an intent to apply, withdrawing it, and reminding of the deadline."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import OutgoingEmail, User
from accounts.refusals import Unready
from audit import log
from consortia.models import Consortium, Membership
from districts.models import District
from grants.emails.reminders import send_intent_reminder
from grants.models import Competition, IntentToApply
from grants.permissions.intents import check_can_state_intent
from grants.reads.intents import needs_reminder, reference_started_by
from grants.reads.readiness import lead_facts, problems_before_starting, problems_with_consortium
from grants.reads.rounds import lead_rule_of, window_of
from grants.rules.eligibility import problems_with_lead
from grants.rules.intents import (
    problems_with_district,
    problems_with_intent,
    problems_with_new_intent,
    problems_with_time,
)
from grants.rules.texts import on_one_line


@transaction.atomic
def state_intent(
    *,
    competition: Competition,
    applicant: Consortium | District,
    members: int | None = None,
    subject: str = "",
    by: User,
    at: datetime.datetime,
) -> IntentToApply:
    """Tell the state that a consortium, or a district without one, intends to apply, or change what was told.

    Possible from when the round is announced until it closes. Raises Refused or Unready.
    """
    competition = Competition.objects.held(competition.pk)
    on, subject = timezone.localdate(at), on_one_line(subject)
    check_can_state_intent(by, applicant, on)
    problems = problems_with_time(window_of(competition), at, is_draft=competition.is_draft)
    problems += problems_with_intent(members, subject)
    of = {"consortium": applicant} if isinstance(applicant, Consortium) else {"district": applicant}
    is_told = IntentToApply.objects.of_round(competition).current().filter(**of).exists()
    problems += _problems_with_applicant(competition, applicant, on)
    if not is_told:
        problems += problems_with_new_intent(applicant.name, reference_started_by(competition, applicant))
    if problems:
        raise Unready(*problems)
    intent, _ = IntentToApply.objects.update_or_create(
        competition=competition,
        **of,
        defaults={"members": members, "subject": subject, "stated_by": by, "stated_at": at, "withdrawn_at": None},
    )
    event = "intent.changed" if is_told else "intent.stated"
    log.record(event, intent, by=by, at=at, members=members, main_subject=subject)
    return intent


@transaction.atomic
def withdraw_intent(*, intent: IntentToApply, by: User, at: datetime.datetime) -> None:
    """Take the intent back until the round closes. Raises Refused or Unready."""
    competition = Competition.objects.held(intent.competition_id)
    intent = IntentToApply.objects.select_for_update().get(pk=intent.pk)
    check_can_state_intent(by, intent.applicant, timezone.localdate(at))
    problems = problems_with_time(window_of(competition), at, is_draft=competition.is_draft)
    if intent.withdrawn_at is not None:
        problems.append("This intent is already withdrawn.")
    if problems:
        raise Unready(*problems)
    intent.withdrawn_at = at
    intent.save(update_fields=["withdrawn_at"])
    log.record("intent.withdrawn", intent, by=by, at=at)


@transaction.atomic
def remind_of_intent(
    *, intent: IntentToApply, days: Collection[int], by: str, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Email the person who stated an intent that no application was started, once for each deadline of the round."""
    competition = Competition.objects.held(intent.competition_id)
    intent = IntentToApply.objects.select_for_update().get(pk=intent.pk)
    intent.competition = competition
    if not needs_reminder(intent, days, at=at):
        return []
    intent.reminded_of = competition.closes_at
    intent.save(update_fields=["reminded_of"])
    log.record("intent.reminded", intent, by=by, at=at)
    return [send_intent_reminder(intent, at=at)]


def _problems_with_applicant(
    competition: Competition, applicant: Consortium | District, on: datetime.date
) -> list[str]:
    memberships = Membership.objects.in_force(on)
    if isinstance(applicant, Consortium):
        leads = memberships.filter(consortium=applicant).leading().select_related("district", "school__district")
        lead = leads.first()
        return problems_with_consortium(applicant) + (problems_before_starting(competition, lead) if lead else [])
    has_consortium = memberships.filter(district=applicant).exists()
    problems = problems_with_district(
        applicant.name, has_consortium=has_consortium, is_open=applicant.closed_on is None
    )
    rule = lead_rule_of(competition)
    return problems + (problems_with_lead(rule, lead_facts(applicant, None)) if rule.restricts else [])
