"""Offers to score, as shown to the person who offers and to the officers who answer."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import day_in_words, short_day
from grants.models import Competition, ScoringOffer
from grants.rules.scoring_offers import problems_with_offer_step
from grants.states import OfferStatus

_TONES: dict[str, str] = {OfferStatus.OFFERED: "part", OfferStatus.INVITED: "good"}
_STATES: dict[str, str] = {
    OfferStatus.OFFERED: "You offered to score. The state will answer by email.",
    OfferStatus.INVITED: "The state invited you to score.",
    OfferStatus.DECLINED: "The state declined your offer.",
    OfferStatus.WITHDRAWN: "You withdrew your offer.",
}


@dataclass(frozen=True)
class OfferPage:
    """A person's own offer: its state, what was said, and what the person can do."""

    round_name: str
    until: str
    state: str  # "" before there is an offer
    answer: str
    said: list[tuple[str, str]]
    refused: str  # why no offer can be made or changed; ""
    button: str
    may_withdraw: bool
    invitation_address: str  # "" unless invited


def offer_page(competition: Competition, offer: ScoringOffer | None, refused: str) -> OfferPage:
    """The page of one person."""
    until = competition.scoring_offers_until
    is_waiting = offer is not None and offer.status == OfferStatus.OFFERED
    is_invited = offer is not None and offer.status == OfferStatus.INVITED
    invitation = reverse("review:scorer_answer", args=[competition.slug])
    return OfferPage(
        round_name=competition.name,
        until=day_in_words(until) if until else "",
        state=_STATES[offer.status] if offer else "",
        answer=offer.answer if offer else "",
        said=said_in(offer) if offer else [],
        refused="" if is_invited else refused,
        button="Save changes" if is_waiting else "Offer to score",
        may_withdraw=is_waiting,
        invitation_address=invitation if is_invited else "",
    )


def said_in(offer: ScoringOffer) -> list[tuple[str, str]]:
    """What the person said: label and words."""
    return [
        ("Applications", f"Up to {offer.capacity:,}"),
        ("Experience", _experience(offer)),
        ("Regions", _regions(offer)),
        ("Roles and connections", offer.connections),
        ("Offered", short_day(timezone.localdate(offer.offered_at))),
    ]


def _experience(offer: ScoringOffer) -> str:
    years = "1 year" if offer.years == 1 else f"{offer.years:,} years"
    return f"{offer.get_expertise_display()}, {years}"


def _regions(offer: ScoringOffer) -> str:
    return ", ".join(region.name for region in offer.regions.all()) or "Not in this state"


class OfferRow(NamedTuple):
    """One offer in the officers' list."""

    pk: int
    person: int
    name: str
    email: str
    status: str
    tone: str
    details: str
    capacity: str
    experience: str
    regions: str
    connections: str
    may_invite: bool
    lacks_role: bool
    decline_address: str  # "" if it was answered


def offer_rows(offers: Iterable[ScoringOffer], able: Iterable[int]) -> list[OfferRow]:
    """The offers for a round; `able` are the people who have the role of scorer today."""
    with_role = set(able)
    return [_row(offer, with_role) for offer in offers]


def _row(offer: ScoringOffer, with_role: set[int]) -> OfferRow:
    is_waiting = not problems_with_offer_step("decline", offer.status)
    decline = reverse("review:offer_decline", args=[offer.competition.slug, offer.pk])
    return OfferRow(
        pk=offer.pk,
        person=offer.person_id,
        name=offer.person.name,
        email=offer.person.email,
        status=offer.get_status_display(),
        tone=_TONES.get(offer.status, ""),
        details=_answered(offer),
        capacity="1 application" if offer.capacity == 1 else f"Up to {offer.capacity:,} applications",
        experience=_experience(offer),
        regions=_regions(offer),
        connections=offer.connections,
        may_invite=is_waiting and offer.person_id in with_role,
        lacks_role=is_waiting and offer.person_id not in with_role,
        decline_address=decline if is_waiting else "",
    )


def _answered(offer: ScoringOffer) -> str:
    if not (offer.answered_at and offer.answered_by):
        return f"Offered {short_day(timezone.localdate(offer.offered_at))}"
    by = f"{offer.answered_by}, {short_day(timezone.localdate(offer.answered_at))}."
    return f"{by} {offer.answer}".strip()


def offers_in_words(count: int) -> str:
    """How many offers wait for officers."""
    if not count:
        return "No offers are waiting for an answer."
    return "1 offer is waiting for an answer." if count == 1 else f"{count:,} offers are waiting for an answer."


def last_day_in_words(until: datetime.date | None) -> str:
    """The last date on which the state accepts offers."""
    return (
        f"People can offer to score until {day_in_words(until)}." if until else "The state isn’t accepting offers now."
    )
