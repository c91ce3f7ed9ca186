"""Closing the stages of a round's scoring, by date or by hand, and reopening one that was closed by mistake."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from districts.actions.history import touch_registry
from grants.actions.stage_results import settle_results
from grants.models import Competition, ConsensusMeeting
from grants.permissions.scoring import check_can_manage_scorers
from grants.rules.meeting import FROZEN
from grants.rules.scoring import problems_with_closing_date, problems_with_reason_to_end
from grants.rules.texts import cleaned
from grants.states import ScoringStage


@transaction.atomic
def schedule_closing(
    *,
    competition: Competition,
    stage: ScoringStage,
    closes_at: datetime.datetime | None,
    by: User,
    at: datetime.datetime,
) -> Competition:
    """Set when the stage closes; None for no date. A closed stage is reopened first. Raises Refused or Unready."""
    competition = _locked(competition, by=by, at=at)
    problems = problems_with_closing_date(closes_at, at, is_closed=competition.is_stage_closed(stage, at))
    if problems:
        raise Unready(*problems)
    if closes_at != competition.stage_closes_at(stage):
        _set(competition, stage, closes_at)
        log.record("scoring.closing_set", competition, by=by, at=at, stage=stage, closes=closes_at)
    return competition


@transaction.atomic
def close_stage(*, competition: Competition, stage: ScoringStage, by: User, at: datetime.datetime) -> Competition:
    """Close the stage now: from here on, no score is saved or submitted. Closing twice changes nothing."""
    competition = _locked(competition, by=by, at=at)
    if not competition.is_stage_closed(stage, at):
        _set(competition, stage, at)
        log.record("scoring.stage_closed", competition, by=by, at=at, stage=stage)
        if stage == ScoringStage.GATE:
            settle_results(competition, by=by, at=at)
    return competition


@transaction.atomic
def reopen_stage(
    *, competition: Competition, stage: ScoringStage, reason: str, by: User, at: datetime.datetime
) -> Competition:
    """Open a closed stage again, without a date. Raises Refused or Unready; an open stage stays as it is."""
    competition = _locked(competition, by=by, at=at)
    if not competition.is_stage_closed(stage, at):
        return competition
    if ConsensusMeeting.objects.of_round(competition).exists():
        raise Unready(FROZEN)
    if problems := problems_with_reason_to_end(reason):
        raise Unready(*problems)
    closed_at = competition.stage_closes_at(stage)
    _set(competition, stage, None)
    facts = {"stage": stage, "closed": closed_at, "reason": cleaned(reason)}
    log.record("scoring.stage_reopened", competition, by=by, at=at, **facts)
    if stage == ScoringStage.GATE:
        settle_results(competition, by=by, at=at)
    return competition


def _locked(competition: Competition, *, by: User, at: datetime.datetime) -> Competition:
    competition = Competition.objects.locked(competition.pk)
    check_can_manage_scorers(by, competition, timezone.localdate(at))
    return competition


def _set(competition: Competition, stage: ScoringStage, closes_at: datetime.datetime | None) -> None:
    field = f"{stage}_closes_at"
    setattr(competition, field, closes_at)
    competition.save(update_fields=[field])
    touch_registry()
