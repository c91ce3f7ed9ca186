"""Offers to score a round: making, withdrawing, and declining them, and the last date to offer."""

import datetime
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused, Unready
from audit import log
from districts.actions.history import touch_registry
from districts.models import Region
from grants.emails.scoring import send_offer_declined
from grants.models import Competition, ScoringOffer
from grants.permissions.scoring import check_can_manage_scorers
from grants.reads.proofs_of_scorers import digest_of_offer
from grants.reads.scoring_offers import refusal_to_offer
from grants.reads.stage_results import released_at
from grants.rules.scorers import CURRENT_AGREEMENT
from grants.rules.scoring_offers import (
    OfferWords,
    problems_with_declining,
    problems_with_last_day,
    problems_with_offer,
    problems_with_offer_step,
)
from grants.rules.texts import cleaned


@transaction.atomic
def take_offers(*, competition: Competition, until: datetime.date | None, by: User, at: datetime.datetime) -> None:
    """Accept offers to score until that day, or (None) no longer. Raises Refused or Unready."""
    competition, on = Competition.objects.locked(competition.pk), timezone.localdate(at)
    check_can_manage_scorers(by, competition, on)
    if problems := problems_with_last_day(until, on, is_released=released_at(competition) is not None):
        raise Unready(*problems)
    competition.scoring_offers_until = until
    competition.save(update_fields=["scoring_offers_until"])
    touch_registry()
    log.record("scorer.offers_taken", competition, by=by, at=at, until=until)


@transaction.atomic
def offer_to_score(
    *,
    competition: Competition,
    words: OfferWords,
    regions: Collection[Region] = (),
    agreed: Collection[int],
    by: User,
    at: datetime.datetime,
) -> ScoringOffer:
    """Offer to score applications of the round, or change the offer. Raises Unready.

    `agreed` are the sentences of the scorer agreement that the person agrees to, counted from 0.
    """
    competition, on = Competition.objects.held(competition.pk), timezone.localdate(at)
    offer = ScoringOffer.objects.select_for_update().of(by, competition).first()
    if no := refusal_to_offer(by, competition, offer, on):
        raise Unready(no)
    if problems := problems_with_offer(words, agreed):
        raise Unready(*problems)
    if offer is None:
        offer = ScoringOffer(competition=competition, person=by)
    else:
        offer.move("change" if offer.is_waiting() else "offer again")
    offer.offered_at, offer.agreement_version = at, CURRENT_AGREEMENT
    offer.capacity, offer.expertise, offer.years = words.capacity or 0, words.expertise, words.years or 0
    offer.connections = cleaned(words.connections)
    offer.save()
    offer.regions.set(regions)
    _log("scorer.offered", offer, by=by, at=at)
    return offer


@transaction.atomic
def withdraw_offer(*, offer: ScoringOffer, by: User, at: datetime.datetime) -> ScoringOffer:
    """Withdraw the person's own offer. Raises Refused or Unready."""
    offer = _locked(offer)
    if offer.person_id != by.pk:
        raise Refused("Only the person who offered to score can withdraw the offer.")
    _move(offer, "withdraw")
    offer.save(update_fields=["status"])
    _log("scorer.offer_withdrawn", offer, by=by, at=at)
    return offer


@transaction.atomic
def decline_offer(*, offer: ScoringOffer, words: str, by: User, at: datetime.datetime) -> ScoringOffer:
    """Decline an offer, and tell the person in these words. Raises Refused or Unready."""
    offer = _locked(offer)
    check_can_manage_scorers(by, offer.competition, timezone.localdate(at))
    if problems := problems_with_declining(words):
        raise Unready(*problems)
    _move(offer, "decline")
    offer.answer, offer.answered_by, offer.answered_at = cleaned(words), by, at
    offer.save(update_fields=["status", "answer", "answered_by", "answered_at"])
    _log("scorer.offer_declined", offer, by=by, at=at)
    send_offer_declined(offer, at=at)
    return offer


def _locked(offer: ScoringOffer) -> ScoringOffer:
    rows = ScoringOffer.objects.select_for_update(of=("self",)).select_related("person", "competition")
    return rows.get(pk=offer.pk)


def _move(offer: ScoringOffer, step: str) -> None:
    if problems := problems_with_offer_step(step, offer.status):
        raise Unready(*problems)
    offer.move(step)


def _log(event: str, offer: ScoringOffer, *, by: User, at: datetime.datetime) -> None:
    """The log keeps the digest and not what the person said about other people."""
    log.record(event, offer, by=by, at=at, offer=offer.pk, digest=digest_of_offer(offer))
