"""Closing an award at its end, and opening it again."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from districts.actions.history import touch_registry
from grants.actions.awards import locked_award, record_award
from grants.emails.awards import send_award_closed, send_award_reopened
from grants.models import Award
from grants.permissions.awards import check_can_oversee, check_can_reopen
from grants.reads.award_closing import closing_facts, final_state
from grants.rules.award_closing import problems_with_closing
from grants.rules.texts import LONGEST_NOTE, cleaned
from grants.states import AWARD_STEPS

NOT_ACTIVE = "Only an active award can be closed."
NOT_CLOSED = "Only a closed award can be reopened."
REASON = "Enter the reason."


@transaction.atomic
def close_award(*, award: Award, reason: str, without_reports: bool, by: User, at: datetime.datetime) -> Award:
    """Close an award whose money and reports are settled. Members can’t claim or report anymore.

    Closing twice changes nothing. Raises Refused or Unready.
    """
    award, on = locked_award(award), timezone.localdate(at)
    check_can_oversee(by, award, on)
    if award.is_closed:
        return award
    if award.status not in AWARD_STEPS["close"][0]:
        raise Unready(NOT_ACTIVE)
    reason, facts = cleaned(reason)[:LONGEST_NOTE], closing_facts(award, on)
    if problems := problems_with_closing(facts, on, reason=reason, without_reports=without_reports):
        raise Unready(*problems)
    award.move("close")
    award.closing_reason, award.closed_by, award.closed_at = reason, by, at
    award.save(update_fields=["status", "closing_reason", "closed_by", "closed_at"])
    touch_registry()
    missing = len(facts.without_last_report)
    record_award("award.closed", award, by=by, at=at, unclaimed=final_state(award).unclaimed, without_reports=missing)
    send_award_closed(award, at=at)
    return award


@transaction.atomic
def reopen_award(*, award: Award, reason: str, by: User, at: datetime.datetime) -> Award:
    """Open a closed award again, so that members claim and report. The reason goes into the audit log."""
    award = locked_award(award)
    check_can_reopen(by, award, timezone.localdate(at))
    if not award.is_closed:
        raise Unready(NOT_CLOSED)
    if not (reason := cleaned(reason)[:LONGEST_NOTE]):
        raise Unready(REASON)
    award.move("reopen")
    award.closing_reason, award.closed_by, award.closed_at = "", None, None
    award.save(update_fields=["status", "closing_reason", "closed_by", "closed_at"])
    touch_registry()
    record_award("award.reopened", award, by=by, at=at, reason=reason)
    send_award_reopened(award, at=at)
    return award
