"""Inviting people to score a round, and what they answer."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from accounts.refusals import Unready
from audit import log
from districts.models import Region
from grants.actions.ended_assignments import end_assignment_now
from grants.actions.stage_results import settle_application
from grants.emails.scoring import send_scorer_invitation
from grants.models import Application, Competition, ConsideredConnection, Scorer, ScorerAssignment, ScoringOffer
from grants.permissions.scoring import check_can_manage_scorers, check_can_withdraw_scorer, check_is_own_invitation
from grants.reads.proofs_of_scorers import digest_of_offer, digest_of_scorer
from grants.reads.scorer_conflicts import connections_with_round, notices_to_consider
from grants.rules.scorer_conflicts import problems_with_connections
from grants.rules.scorers import (
    CURRENT_AGREEMENT,
    problems_with_acceptance,
    problems_with_agreement,
    problems_with_invitation,
    problems_with_scorer_reason,
    problems_with_scorer_step,
)
from grants.rules.texts import cleaned


@transaction.atomic
def invite_scorer(
    *, competition: Competition, person: User, considered: bool = False, by: User, at: datetime.datetime
) -> Scorer:
    """Invite a scorer to score applications of this round, even one who declined or left before.

    `considered`: the officer read the person's connections with the applications. Raises Refused or Unready.
    """
    competition = Competition.objects.held(competition.pk)
    on = timezone.localdate(at)
    check_can_manage_scorers(by, competition, on)
    is_scorer = person.held_role_on(on, Role.SCORER)
    problems = problems_with_invitation(
        person.name, is_scorer=is_scorer, is_active=person.is_active, is_draft=competition.is_draft
    )
    scorer, is_new = Scorer.objects.select_for_update().get_or_create(
        competition=competition, person=person, defaults={"invited_by": by, "invited_at": at}
    )
    if not is_new:
        problems += problems_with_scorer_step("invite again", scorer.status)
    connections = connections_with_round(person, competition, by, on)
    notices = notices_to_consider(scorer, None, connections.sentences())
    if not problems:
        problems = problems_with_connections(
            person.name, bars=connections.bars_from_all(), notices=notices, is_considered=considered
        )
    if problems:
        raise Unready(*problems)
    if not is_new:
        scorer.move("invite again")
        scorer.invited_by, scorer.invited_at, scorer.answered_at, scorer.reason = by, at, None, ""
        scorer.save(update_fields=["status", "invited_by", "invited_at", "answered_at", "reason"])
    for offer in ScoringOffer.objects.of(person, competition):
        offer.move("invite")
        offer.answered_by, offer.answered_at = by, at
        offer.save(update_fields=["status", "answered_by", "answered_at"])
        log.record("scorer.offer_invited", offer, by=by, at=at, offer=offer.pk, digest=digest_of_offer(offer))
    consider_connections(scorer, notices, by=by, at=at)
    log.record("scorer.invited", scorer, by=by, at=at, **_proof(scorer), again=not is_new, considered=notices)
    send_scorer_invitation(scorer, at=at)
    return scorer


@transaction.atomic
def accept_invitation(
    *,
    scorer: Scorer,
    capacity: int | None,
    expertise: str,
    region: Region | None = None,
    agreed: Collection[int],
    by: User,
    at: datetime.datetime,
) -> Scorer:
    """Accept the invitation to score up to `capacity` applications, and sign the agreement for a year.

    `agreed` are the sentences of the agreement that the person agreed to, counted from 0. Raises Refused or Unready.
    """
    scorer = locked_scorer(scorer)
    check_is_own_invitation(by, scorer, timezone.localdate(at))
    if problems := problems_with_scorer_step("accept", scorer.status):
        raise Unready(*problems)
    if problems := problems_with_acceptance(capacity, expertise, agreed):
        raise Unready(*problems)
    scorer.move("accept")
    scorer.capacity, scorer.expertise, scorer.region = capacity or 0, expertise, region
    scorer.answered_at, scorer.agreed_at, scorer.agreement_version = at, at, CURRENT_AGREEMENT
    scorer.save()
    facts = {"capacity": capacity, "expertise": expertise, "region": region.name if region else ""}
    log.record("scorer.accepted", scorer, by=by, at=at, **_proof(scorer), agreement=CURRENT_AGREEMENT, **facts)
    return scorer


@transaction.atomic
def sign_agreement(*, scorer: Scorer, agreed: Collection[int], by: User, at: datetime.datetime) -> Scorer:
    """Sign the current agreement for another year. Raises Refused or Unready."""
    scorer = locked_scorer(scorer)
    check_is_own_invitation(by, scorer, timezone.localdate(at))
    problems = [] if scorer.has_accepted() else ["Accept the invitation before you sign the agreement."]
    if problems := problems or problems_with_agreement(agreed):
        raise Unready(*problems)
    scorer.agreed_at, scorer.agreement_version = at, CURRENT_AGREEMENT
    scorer.save(update_fields=["agreed_at", "agreement_version"])
    log.record("scorer.agreed", scorer, by=by, at=at, **_proof(scorer), agreement=CURRENT_AGREEMENT)
    return scorer


@transaction.atomic
def decline_invitation(*, scorer: Scorer, reason: str = "", by: User, at: datetime.datetime) -> Scorer:
    """Decline to score in this round. Raises Refused or Unready."""
    scorer = locked_scorer(scorer)
    check_is_own_invitation(by, scorer, timezone.localdate(at))
    if problems := problems_with_scorer_step("decline", scorer.status):
        raise Unready(*problems)
    return _end(scorer, "decline", reason, by=by, at=at)


@transaction.atomic
def withdraw_scorer(*, scorer: Scorer, reason: str, by: User, at: datetime.datetime) -> Scorer:
    """Leave the round, or take a scorer off it, which ends what wasn't submitted. Raises Refused or Unready."""
    scorer = locked_scorer(scorer)
    check_can_withdraw_scorer(by, scorer, timezone.localdate(at))
    problems = problems_with_scorer_step("withdraw", scorer.status)
    if problems := problems or problems_with_scorer_reason(reason):
        raise Unready(*problems)
    scorer = _end(scorer, "withdraw", reason, by=by, at=at)
    for assignment in ScorerAssignment.objects.of_scorer(scorer).current().unsubmitted().locked():
        end_locked(assignment, reason="The scorer no longer scores in this round.", by=by, at=at)
    return scorer


def end_locked(
    assignment: ScorerAssignment, *, reason: str, event: str = "scoring.ended", by: User, at: datetime.datetime
) -> None:
    """End an assignment that the caller has locked and may end; at the gate, the other votes may decide now."""
    end_assignment_now(assignment, reason=reason, event=event, by=by, at=at)
    if assignment.is_of_gate:
        settle_application(assignment.application, by=by, at=at)


def consider_connections(
    scorer: Scorer, sentences: list[str], *, application: Application | None = None, by: User, at: datetime.datetime
) -> None:
    """Store that an officer considered these sentences; the caller holds the scorer's lock and logs its own step."""
    if sentences:
        ConsideredConnection.objects.create(
            scorer=scorer, application=application, sentences=sentences, considered_by=by, considered_at=at
        )


def locked_scorer(scorer: Scorer) -> Scorer:
    """The scorer, read anew and locked until the caller commits; with the person and the round."""
    return Scorer.objects.select_for_update(of=("self",)).select_related("person", "competition").get(pk=scorer.pk)


def _end(scorer: Scorer, step: str, reason: str, *, by: User, at: datetime.datetime) -> Scorer:
    scorer.move(step)
    scorer.reason, scorer.answered_at = cleaned(reason), scorer.answered_at or at
    scorer.save(update_fields=["status", "reason", "answered_at"])
    event = "scorer.declined" if step == "decline" else "scorer.withdrawn"
    log.record(event, scorer, by=by, at=at, **_proof(scorer), reason=reason)
    return scorer


def _proof(scorer: Scorer) -> dict[str, object]:
    return {"invitation": scorer.pk, "digest": digest_of_scorer(scorer)}
