"""Consensus meetings: opening freezes first scores, scorers change them with reasons, closing makes changes count."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.review import resolve_citations
from grants.actions.scoring_stages import close_stage
from grants.models import Competition, ConsensusMeeting, Dissent, MeetingItem, Score, ScoreChange, Scorer
from grants.permissions.scoring import (
    check_can_conclude,
    check_can_run_meeting,
    check_can_write_in_meeting,
    check_is_own_invitation,
)
from grants.reads.consensus import running_order_of
from grants.reads.meetings import begun_in, missing_scores, read_item, scorers_of
from grants.reads.proofs_of_meetings import digest_of_change, digest_of_dissent, digest_of_item, digest_of_meeting
from grants.rules.meeting import (
    has_quorum,
    problems_with_change,
    problems_with_closing_meeting,
    problems_with_concluding,
    problems_with_dissent,
    problems_with_item,
    problems_with_opening,
)
from grants.rules.texts import cleaned
from grants.states import ScoringStage
from reviews.rules import Cited


@transaction.atomic
def open_meeting(
    *,
    competition: Competition,
    held_on: datetime.date,
    attendees: Collection[Scorer],
    is_without_missing: bool = False,
    by: User,
    at: datetime.datetime,
) -> ConsensusMeeting:
    """Open a meeting: both stages of scoring close, and first scores are frozen. Raises Refused or Unready."""
    competition = Competition.objects.locked(competition.pk)
    check_can_run_meeting(by, competition, timezone.localdate(at))
    chosen = list(Scorer.objects.of_round(competition).accepted().filter(pk__in=[one.pk for one in attendees]))
    pks = {one.pk for one in chosen}
    order = running_order_of(competition, by, at, attendees=pks).items
    problems = problems_with_opening(
        is_open=ConsensusMeeting.objects.of_round(competition).still_open().exists(),
        applications=len(order),
        attendees=len(chosen),
        missing=len(missing_scores(competition, by)),
        is_without_missing=is_without_missing,
    )
    if problems:
        raise Unready(*problems)
    for stage in ScoringStage:
        close_stage(competition=competition, stage=stage, by=by, at=at)
    meeting = ConsensusMeeting.objects.create(
        competition=competition, held_on=held_on, quorum=competition.consensus_quorum, opened_by=by, opened_at=at
    )
    meeting.attendees.set(chosen)
    own = scorers_of([one.pk for one in order])
    for position, one in enumerate(order, start=1):
        present = len(own.get(one.pk, set()) & pks - one.away)
        item = MeetingItem.objects.create(
            meeting=meeting,
            application_id=one.pk,
            position=position,
            present=present,
            has_quorum=has_quorum(present, meeting.quorum),
        )
        if one.away:
            item.away.set(one.away)
    _log_meeting("meeting.opened", meeting, by=by, at=at)
    return meeting


@transaction.atomic
def change_score(
    *,
    item: MeetingItem,
    score: Score,
    level: int | None,
    reason: str,
    cited: Cited | None,
    by: User,
    at: datetime.datetime,
) -> ScoreChange:
    """Change a first score in the meeting. An officer's entry waits for its scorer. Raises Refused or Unready."""
    item = _locked(item)
    scorer = score.assignment.scorer
    check_can_write_in_meeting(by, item, scorer, timezone.localdate(at))
    known = read_item(item)
    _check_open(item)
    if score.pk not in {one.pk for one in known.scores} or scorer.pk not in known.present:
        raise Unready("Choose a score of a scorer who is in the room.")
    waits = any(one.score_id == score.pk and not one.confirmed_at for one in known.changes)
    current = known.current(score)
    kind = cited.kind if cited else ""
    if problems := problems_with_change(level=level, current=current, reason=reason, kind=kind, waits=waits):
        raise Unready(*problems)
    version = score.assignment.version
    if cited is None or level is None or version is None:
        raise Unready("This page is out of date. Reload it, and enter the change again.")
    (resolved,) = resolve_citations([cited], version)
    change = ScoreChange.objects.create(
        item=item,
        score=score,
        from_level=current,
        level=level,
        reason=cleaned(reason),
        kind=resolved.kind,
        place=resolved.place,
        start=resolved.start,
        end=resolved.end,
        quote=resolved.quote,
        cited_at=at,
        entered_by=by,
        confirmed_at=at if by.pk == scorer.person_id else None,
    )
    _log_change("meeting.score_changed", change, by=by, at=at)
    return change


@transaction.atomic
def confirm_change(*, change: ScoreChange, by: User, at: datetime.datetime) -> ScoreChange:
    """The scorer confirms what an officer entered. Twice changes nothing. Raises Refused or Unready."""
    change, scorer = _locked_change(change)
    check_is_own_invitation(by, scorer, timezone.localdate(at))
    check_can_write_in_meeting(by, change.item, scorer, timezone.localdate(at))
    if change.confirmed_at:
        return change
    _check_open(change.item)
    if change.withdrawn_at:
        raise Unready("This change was withdrawn.")
    change.confirmed_at = at
    change.save(update_fields=["confirmed_at"])
    _log_change("meeting.change_confirmed", change, by=by, at=at)
    return change


@transaction.atomic
def withdraw_change(*, change: ScoreChange, by: User, at: datetime.datetime) -> ScoreChange:
    """Withdraw a change that isn't confirmed. Twice changes nothing. Raises Refused or Unready."""
    change, scorer = _locked_change(change)
    check_can_write_in_meeting(by, change.item, scorer, timezone.localdate(at))
    if change.withdrawn_at:
        return change
    _check_open(change.item)
    if change.confirmed_at:
        raise Unready("The scorer confirmed this change. Enter another change instead.")
    change.withdrawn_at = at
    change.save(update_fields=["withdrawn_at"])
    _log_change("meeting.change_withdrawn", change, by=by, at=at)
    return change


@transaction.atomic
def record_dissent(*, item: MeetingItem, scorer: Scorer, words: str, by: User, at: datetime.datetime) -> Dissent:
    """Keep what a scorer in the room disagrees with. Raises Refused or Unready."""
    item = _locked(item)
    check_can_write_in_meeting(by, item, scorer, timezone.localdate(at))
    _check_open(item)
    if scorer.pk not in read_item(item).present:
        raise Unready("Choose a scorer who is in the room.")
    if problems := problems_with_dissent(words):
        raise Unready(*problems)
    dissent = Dissent.objects.create(item=item, scorer=scorer, words=cleaned(words), entered_by=by, entered_at=at)
    proof = {"dissent": dissent.pk, "digest": digest_of_dissent(dissent)}
    log.record("meeting.dissented", item.application, by=by, at=at, **proof)
    return dissent


@transaction.atomic
def conclude_application(*, item: MeetingItem, by: User, at: datetime.datetime) -> MeetingItem:
    """Close an application in the meeting: its changes count. Twice changes nothing. Raises Refused or Unready."""
    item = _locked(item)
    check_can_conclude(by, item, timezone.localdate(at))
    if item.closed_at:
        return item
    _check_open(item)
    if problems := problems_with_concluding(ScoreChange.objects.unconfirmed().filter(item=item).count()):
        raise Unready(*problems)
    item.closed_by, item.closed_at = by, at
    item.save(update_fields=["closed_by", "closed_at"])
    proof = {"item": item.pk, "digest": digest_of_item(item)}
    log.record("meeting.application_closed", item.application, by=by, at=at, **proof)
    return item


@transaction.atomic
def close_meeting(*, meeting: ConsensusMeeting, by: User, at: datetime.datetime) -> ConsensusMeeting:
    """Close the meeting; the minutes no longer change. Twice changes nothing. Raises Refused or Unready."""
    competition = Competition.objects.locked(meeting.competition_id)
    check_can_run_meeting(by, competition, timezone.localdate(at))
    meeting = ConsensusMeeting.objects.select_for_update().get(pk=meeting.pk)
    if meeting.closed_at:
        return meeting
    if problems := problems_with_closing_meeting(begun_in(meeting)):
        raise Unready(*problems)
    meeting.closed_by, meeting.closed_at = by, at
    meeting.save(update_fields=["closed_by", "closed_at"])
    _log_meeting("meeting.closed", meeting, by=by, at=at)
    return meeting


# ---- parts ----


def _locked(item: MeetingItem) -> MeetingItem:
    """The application of the meeting, locked after the meeting, so that closing the meeting waits."""
    ConsensusMeeting.objects.select_for_update().get(pk=item.meeting_id)
    return MeetingItem.objects.locked().get(pk=item.pk)


def _locked_change(change: ScoreChange) -> tuple[ScoreChange, Scorer]:
    item = _locked(change.item)
    change = ScoreChange.objects.select_related("score__assignment__scorer").get(pk=change.pk)
    change.item = item
    return change, change.score.assignment.scorer


def _check_open(item: MeetingItem) -> None:
    problems = problems_with_item(
        is_meeting_closed=item.meeting.closed_at is not None,
        is_closed=item.closed_at is not None,
        is_quorate=item.has_quorum,
    )
    if problems:
        raise Unready(*problems)


def _log_meeting(event: str, meeting: ConsensusMeeting, *, by: User, at: datetime.datetime) -> None:
    proof = {"meeting": meeting.pk, "digest": digest_of_meeting(meeting)}
    log.record(event, meeting.competition, by=by, at=at, **proof)


def _log_change(event: str, change: ScoreChange, *, by: User, at: datetime.datetime) -> None:
    """The log keeps the digest, and neither the level nor the reason."""
    proof = {"change": change.pk, "digest": digest_of_change(change)}
    log.record(event, change.item.application, by=by, at=at, **proof)
