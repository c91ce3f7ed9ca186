"""Placing and lifting a legal hold on everything that the portal keeps of a round."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.models import Competition, LegalHold
from grants.permissions.legal_holds import check_can_hold

LONGEST_REASON = 2_000


@transaction.atomic
def place_hold(*, competition: Competition, reason: str, by: User, at: datetime.datetime) -> LegalHold:
    """From now on, nothing in the round is deleted. Raises Refused, or Unready without a reason or if one is there."""
    check_can_hold(by, timezone.localdate(at))
    round_ = Competition.objects.select_for_update().get(pk=competition.pk)
    if round_.is_draft:
        raise Unready("A draft has nothing to hold yet.")
    if LegalHold.objects.of_round(round_).in_force().exists():
        raise Unready("This round is already on legal hold.")
    hold = LegalHold.objects.create(competition=round_, reason=_given(reason), placed_by=by, placed_at=at)
    log.record("legal_hold.placed", round_, by=by, at=at, reason=hold.reason)
    return hold


@transaction.atomic
def lift_hold(*, competition: Competition, reason: str, by: User, at: datetime.datetime) -> LegalHold:
    """Deletion of what is due resumes. Raises Refused, or Unready without a reason or if there is no hold."""
    check_can_hold(by, timezone.localdate(at))
    hold = LegalHold.objects.of_round(competition).in_force().select_for_update(of=("self",)).first()
    if hold is None:
        raise Unready("This round isn’t on legal hold. It was lifted meanwhile.")
    hold.lift_reason, hold.lifted_by, hold.lifted_at = _given(reason), by, at
    hold.save()
    log.record("legal_hold.lifted", competition, by=by, at=at, reason=hold.lift_reason)
    return hold


def _given(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Unready("Enter the reason.")
    if len(reason) > LONGEST_REASON:
        raise Unready(f"Shorten the reason to {LONGEST_REASON:,} characters.")
    return reason
