"""Every write of a round's calibration: its excerpts and settings, scorers' levels, and an officer's conversation."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.scorers import locked_scorer
from grants.models import (
    Anchor,
    AnchorScore,
    CalibrationSet,
    CalibrationTalk,
    Competition,
    Criterion,
    Scorer,
)
from grants.permissions.scoring import check_can_calibrate, check_is_own_invitation
from grants.reads.calibration import calibration_of_scorer
from grants.reads.proofs_of_calibration import (
    digest_of_anchor,
    digest_of_anchor_score,
    digest_of_calibration,
    digest_of_talk,
)
from grants.rules.calibration import (
    AnchorWords,
    problems_with_anchor,
    problems_with_anchor_score,
    problems_with_clearing,
    problems_with_opening,
    problems_with_settings,
)
from grants.rules.scoring import problems_with_reason_to_end
from grants.rules.texts import cleaned, on_one_line
from grants.states import CalibrationStanding

NOT_ITS_TURN = (
    "This excerpt isn’t the one to score next. Open your list of applications to score, and continue from there."
)


@transaction.atomic
def set_up_calibration(
    *, competition: Competition, tolerance: int | None, repeat_every: int | None, by: User, at: datetime.datetime
) -> CalibrationSet:
    """Set how close scorers have to come, and how often an excerpt comes again. Raises Refused or Unready."""
    calibration = _locked(competition, by=by, at=at)
    if problems := problems_with_settings(tolerance, repeat_every, is_open=calibration.is_open):
        raise Unready(*problems)
    calibration.tolerance, calibration.repeat_every = tolerance or 0, repeat_every or 0
    calibration.save(update_fields=["tolerance", "repeat_every"])
    _log_calibration("calibration.set_up", calibration, by=by, at=at)
    return calibration


@transaction.atomic
def add_anchor(
    *, competition: Competition, criterion: Criterion, words: AnchorWords, by: User, at: datetime.datetime
) -> Anchor:
    """Add an excerpt with its agreed score to the round's calibration. Raises Refused or Unready."""
    calibration = _locked(competition, by=by, at=at)
    anchor = Anchor(calibration=calibration, written_by=by, written_at=at)
    _write(anchor, criterion, words, is_scored=False)
    _log_anchor("calibration.excerpt_added", anchor, by=by, at=at)
    return anchor


@transaction.atomic
def change_anchor(
    *, anchor: Anchor, criterion: Criterion, words: AnchorWords, by: User, at: datetime.datetime
) -> Anchor:
    """Change an excerpt that no scorer has scored. Raises Refused or Unready."""
    anchor = _locked_anchor(anchor, by=by, at=at)
    _write(anchor, criterion, words, is_scored=anchor.scores.exists(), was_for_checks=anchor.is_for_checks)
    _log_anchor("calibration.excerpt_changed", anchor, by=by, at=at)
    return anchor


@transaction.atomic
def retire_anchor(*, anchor: Anchor, reason: str, by: User, at: datetime.datetime) -> Anchor:
    """Retire an excerpt: it stays on record, and its scores no longer count. Raises Refused or Unready.

    Retiring it twice changes nothing.
    """
    anchor = _locked_anchor(anchor, by=by, at=at)
    if anchor.retired_at:
        return anchor
    if problems := problems_with_reason_to_end(reason):
        raise Unready(*problems)
    anchor.retired_at, anchor.retired_by, anchor.retire_reason = at, by, cleaned(reason)
    anchor.save(update_fields=["retired_at", "retired_by", "retire_reason"])
    _log_anchor("calibration.excerpt_retired", anchor, by=by, at=at)
    return anchor


@transaction.atomic
def open_calibration(*, competition: Competition, by: User, at: datetime.datetime) -> CalibrationSet:
    """Make the round's scorers practice before they score. Opening it twice changes nothing."""
    calibration = _locked(competition, by=by, at=at)
    if calibration.is_open:
        return calibration
    levels = [anchor.level for anchor in calibration.anchors.in_use().filter(is_for_checks=False)]
    if problems := problems_with_opening(levels, is_draft=calibration.competition.is_draft):
        raise Unready(*problems)
    calibration.opened_at, calibration.opened_by = at, by
    calibration.save(update_fields=["opened_at", "opened_by"])
    _log_calibration("calibration.opened", calibration, by=by, at=at)
    return calibration


@transaction.atomic
def close_calibration(*, competition: Competition, by: User, at: datetime.datetime) -> CalibrationSet:
    """Stop asking scorers to practice; their scores are kept. Closing it twice changes nothing."""
    calibration = _locked(competition, by=by, at=at)
    if not calibration.is_open:
        return calibration
    calibration.opened_at = calibration.opened_by = None
    calibration.save(update_fields=["opened_at", "opened_by"])
    _log_calibration("calibration.closed", calibration, by=by, at=at)
    return calibration


@transaction.atomic
def score_anchor(
    *, scorer: Scorer, anchor: Anchor, level: int | None, reason: str, by: User, at: datetime.datetime
) -> AnchorScore:
    """Give the excerpt that comes next a level and a reason; it can't be changed. Raises Refused or Unready."""
    scorer = locked_scorer(scorer)
    check_is_own_invitation(by, scorer, timezone.localdate(at))
    if not scorer.has_accepted():
        raise Unready("Accept the invitation before you score excerpts.")
    state = calibration_of_scorer(scorer)
    following = state.following
    if following is None or following.pk != anchor.pk:
        raise Unready(NOT_ITS_TURN)
    if problems := problems_with_anchor_score(level, reason):
        raise Unready(*problems)
    is_practice = state.standing == CalibrationStanding.TO_DO
    given = AnchorScore.objects.create(
        scorer=scorer,
        anchor=following,
        occasion=0 if is_practice else _checks_so_far(scorer) + 1,
        level=level or 0,
        reason=cleaned(reason),
        scored_at=at,
    )
    proof = {"anchor_score": given.pk, "digest": digest_of_anchor_score(given)}
    log.record("calibration.scored", scorer, by=by, at=at, **proof)
    return given


@transaction.atomic
def clear_scorer(*, scorer: Scorer, note: str, by: User, at: datetime.datetime) -> CalibrationTalk:
    """Record a conversation with a scorer who wasn't within tolerance, and open scoring. Raises Refused or Unready."""
    scorer = locked_scorer(scorer)
    check_can_calibrate(by, scorer.competition, timezone.localdate(at))
    if problems := problems_with_clearing(note, calibration_of_scorer(scorer).standing):
        raise Unready(*problems)
    talk = CalibrationTalk.objects.create(scorer=scorer, note=cleaned(note), cleared_by=by, cleared_at=at)
    log.record("calibration.cleared", scorer, by=by, at=at, talk=talk.pk, digest=digest_of_talk(talk))
    return talk


# ---- parts ----


def _locked(competition: Competition, *, by: User, at: datetime.datetime) -> CalibrationSet:
    """The round's calibration, made if there is none, locked until the caller commits. Raises Refused."""
    competition = Competition.objects.held(competition.pk)
    check_can_calibrate(by, competition, timezone.localdate(at))
    calibration, _ = CalibrationSet.objects.select_for_update().get_or_create(competition=competition)
    calibration.competition = competition
    return calibration


def _locked_anchor(anchor: Anchor, *, by: User, at: datetime.datetime) -> Anchor:
    calibration = _locked(anchor.calibration.competition, by=by, at=at)
    anchor = calibration.anchors.get(pk=anchor.pk)
    anchor.calibration = calibration
    return anchor


def _write(
    anchor: Anchor, criterion: Criterion, words: AnchorWords, *, is_scored: bool, was_for_checks: bool = True
) -> None:
    if anchor.retired_at:
        raise Unready("This excerpt is no longer used, so it can’t be changed.")
    if criterion.competition_id != anchor.calibration.competition_id:
        raise Unready("This criterion belongs to another round.")
    is_open = anchor.calibration.is_open
    if problems := problems_with_anchor(words, is_scored=is_scored, is_open=is_open, was_for_checks=was_for_checks):
        raise Unready(*problems)
    anchor.criterion, anchor.level, anchor.is_for_checks = criterion, words.level or 0, words.is_for_checks
    anchor.title, anchor.excerpt = on_one_line(words.title)[:200], cleaned(words.excerpt)
    anchor.reasons = cleaned(words.reasons)
    anchor.save()


def _checks_so_far(scorer: Scorer) -> int:
    """How many checks the scorer has had, of excerpts that were retired too."""
    return AnchorScore.objects.filter(scorer=scorer, occasion__gt=0).count()


def _log_calibration(event: str, calibration: CalibrationSet, *, by: User, at: datetime.datetime) -> None:
    proof = {"calibration": calibration.pk, "digest": digest_of_calibration(calibration)}
    log.record(event, calibration.competition, by=by, at=at, **proof)


def _log_anchor(event: str, anchor: Anchor, *, by: User, at: datetime.datetime) -> None:
    """The log keeps a digest and no level: scorers who are auditors too would read it."""
    proof = {"excerpt": anchor.pk, "digest": digest_of_anchor(anchor)}
    log.record(event, anchor.calibration.competition, by=by, at=at, title=anchor.title, **proof)
