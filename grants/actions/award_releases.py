"""Releasing a round's awards: prepared by an administrator, confirmed by another official, once."""

import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from districts.actions.history import touch_registry
from grants.actions.awards import carry_out_decision
from grants.actions.board import record_decision
from grants.actions.fact_replies import close_replies
from grants.actions.letters import send_letters
from grants.emails.deciding import send_decision
from grants.models import Application, AwardRelease, BoardDecision, Competition
from grants.permissions.board import check_can_cancel_release, check_can_confirm_release, check_can_release
from grants.reads.board import release_facts
from grants.reads.board_proofs import digest_of_release
from grants.reads.funding import without_a_reason
from grants.reads.rankings import bands_of, rankings_for
from grants.rules.board import STILL_OPEN, problems_with_release
from grants.rules.texts import LONGEST_NOTE, cleaned

WAITING = "Another release of this round is waiting for a second official. Confirm or cancel it first."
CHANGED = "Decisions changed since this release was prepared. Cancel it and prepare it again."
CANCELED = "This release was canceled."
DONE = "This release was confirmed, so it can’t be canceled."


@transaction.atomic
def release_awards(*, competition: Competition, reason: str = "", by: User, at: datetime.datetime) -> AwardRelease:
    """Prepare the release of all unreleased decisions. Nothing is released until another person confirms it.

    If the button is pressed twice, it is prepared once.
    """
    competition = Competition.objects.locked(competition.pk)
    check_can_release(by, competition, timezone.localdate(at))
    if competition.is_draft or (competition.reviewed_after and at <= competition.reviewed_after):
        raise Unready(STILL_OPEN)
    reason, facts = cleaned(reason), release_facts(competition)
    if waiting := AwardRelease.objects.of_round(competition).waiting().first():
        if waiting.prepared_by_id == by.pk and waiting.digest == facts.digest:
            return waiting
        raise Unready(WAITING)
    passed_over = without_a_reason(competition, rankings_for(competition, "").computed, at)
    if problems := problems_with_release(facts.counts, reason, facts.waiting, passed_over):
        raise Unready(*problems)
    release = AwardRelease.objects.create(
        competition=competition,
        counts=facts.counts,
        digest=facts.digest,
        reason=reason[:LONGEST_NOTE],
        prepared_by=by,
        prepared_at=at,
    )
    _record("awards.prepared", release, by=by, at=at)
    return release


@transaction.atomic
def confirm_release(*, release: AwardRelease, by: User, at: datetime.datetime) -> AwardRelease:
    """The second official releases what was prepared, if it is still the same. Confirming twice changes nothing."""
    competition = Competition.objects.locked(release.competition_id)
    release = AwardRelease.objects.select_related("competition").get(pk=release.pk)
    check_can_confirm_release(by, release, timezone.localdate(at))
    if release.confirmed_at:
        return release
    if release.canceled_at:
        raise Unready(CANCELED)
    # What a withdrawal or a new decision would change waits until this commits.
    list(Application.objects.filter(competition=competition).order_by("pk").select_for_update().values_list("pk"))
    facts = release_facts(competition)
    if facts.waiting or (facts.digest, facts.counts) != (release.digest, release.counts):
        raise Unready(CHANGED)
    release.confirmed_by, release.confirmed_at = by, at
    release.save(update_fields=["confirmed_by", "confirmed_at"])
    decisions = list(
        BoardDecision.objects.to_release(competition).select_related(
            "application__consortium", "application__competition"
        )
    )
    bands = bands_of(rankings_for(competition, "").computed)
    close_replies(competition=competition, by=by, at=at)
    send_letters(decisions, by=by, at=at)
    for decision in decisions:
        decision.release = release
        if band := bands.get(decision.application.reference):
            decision.band, decision.bands = band, max(bands.values())
        decision.save(update_fields=["release", "band", "bands"])
        record_decision("board.released", decision, by=by, at=at)
        carry_out_decision(decision=decision, by=by, at=at)
        send_decision(decision, at=at)
    touch_registry()
    _record("awards.released", release, by=by, at=at)
    return release


@transaction.atomic
def cancel_release(*, release: AwardRelease, by: User, at: datetime.datetime) -> AwardRelease:
    """Cancel a release that no one has confirmed. Canceling twice changes nothing."""
    Competition.objects.locked(release.competition_id)
    release = AwardRelease.objects.select_related("competition").get(pk=release.pk)
    check_can_cancel_release(by, release, timezone.localdate(at))
    if release.canceled_at:
        return release
    if release.confirmed_at:
        raise Unready(DONE)
    release.canceled_at = at
    release.save(update_fields=["canceled_at"])
    _record("awards.canceled", release, by=by, at=at)
    return release


def _record(event: str, release: AwardRelease, *, by: User, at: datetime.datetime) -> None:
    log.record(event, release.competition, by=by, at=at, release=release.pk, digest=digest_of_release(release))
