"""The scorers of a round as officers see them, and an invitation as the person who was invited sees it."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.dates import moment_in_words, short_day
from accounts.models import User
from grants.models import Competition, Scorer, ScoringOffer
from grants.reads.scoring import StageProgress
from grants.rules.scorers import (
    AGREEMENTS,
    CURRENT_AGREEMENT,
    agreement_ends_on,
    is_agreement_current,
    problems_with_scorer_step,
)

_TONES = {"accepted": "good", "invited": "part"}


class ScorerRow(NamedTuple):
    """One scorer in the officers' list."""

    pk: int
    name: str
    email: str
    status: str
    tone: str
    details: str
    load: str
    expertise: str
    region: str
    agreement: str
    withdraw_address: str  # "" if there is nothing to withdraw
    may_be_invited_again: bool
    person: int


class PersonFound(NamedTuple):
    """Someone whom a search found."""

    pk: int
    name: str
    email: str


@dataclass(frozen=True)
class ScorersPage:
    """The list, with a sentence that counts it, and the people whom a search found."""

    summary: str
    rows: list[ScorerRow]
    text: str
    found: list[PersonFound]


def scorers_page(
    scorers: Sequence[Scorer],
    loads: Mapping[int, StageProgress],
    found: Iterable[User],
    text: str,
    competition: Competition,
    on: datetime.date,
) -> ScorersPage:
    """The officers' page of the scorers of a round."""
    accepted = sum(scorer.has_accepted() for scorer in scorers)
    return ScorersPage(
        summary=f"{accepted:,} of {len(scorers):,} people invited have accepted." if scorers else "",
        rows=[_row(scorer, loads.get(scorer.pk), competition, on) for scorer in scorers],
        text=text,
        found=[PersonFound(person.pk, person.name, person.email) for person in found],
    )


def _row(scorer: Scorer, load: StageProgress | None, competition: Competition, on: datetime.date) -> ScorerRow:
    ends = not problems_with_scorer_step("withdraw", scorer.status)
    return ScorerRow(
        pk=scorer.pk,
        name=scorer.person.name,
        email=scorer.person.email,
        status=scorer.get_status_display(),
        tone=_TONES.get(scorer.status, ""),
        details=_details(scorer),
        load=_load(scorer, load),
        expertise=scorer.get_expertise_display() or "Not stated",
        region=scorer.region.name if scorer.region else "Not stated",
        agreement=agreement_in_words(scorer, on),
        withdraw_address=reverse("review:scorer_withdraw", args=[competition.slug, scorer.pk]) if ends else "",
        may_be_invited_again=not problems_with_scorer_step("invite again", scorer.status),
        person=scorer.person_id,
    )


def _load(scorer: Scorer, load: StageProgress | None) -> str:
    if not load and not scorer.has_accepted():
        return "—"
    assigned, submitted = load or (0, 0)
    return f"{assigned} of {scorer.capacity} assigned, {submitted} submitted"


def _details(scorer: Scorer) -> str:
    when = scorer.answered_at or scorer.invited_at
    since = f"on {short_day(timezone.localdate(when))}"
    return f"{since}. {scorer.reason}" if scorer.reason else since


def agreement_in_words(scorer: Scorer, on: datetime.date) -> str:
    """Whether the scorer's agreement was signed, and how long it is valid."""
    if scorer.agreed_at is None:
        return "Not signed"
    signed_on = timezone.localdate(scorer.agreed_at)
    last = short_day(agreement_ends_on(signed_on))
    return f"Signed, valid through {last}" if is_agreement_current(signed_on, on) else f"Expired {last}"


@dataclass(frozen=True)
class InvitationPage:
    """What a person who was invited reads and can do."""

    round_name: str
    invited: str
    state: str  # what was answered, in a sentence; "" before the answer
    may_accept: bool
    may_withdraw: bool
    must_sign: bool
    hides_names: bool

    @property
    def may_declare(self) -> bool:
        """Whether a conflict of interest still matters."""
        return self.may_accept or self.may_withdraw


def invitation_page(scorer: Scorer, on: datetime.date) -> InvitationPage:
    """The invitation, or how the person answered."""
    signed_on = timezone.localdate(scorer.agreed_at) if scorer.agreed_at else None
    return InvitationPage(
        round_name=scorer.competition.name,
        invited=f"{scorer.invited_by.name} invited you on {moment_in_words(scorer.invited_at)}.",
        state=_state(scorer),
        may_accept=not problems_with_scorer_step("accept", scorer.status),
        may_withdraw=scorer.has_accepted(),
        must_sign=scorer.has_accepted() and not is_agreement_current(signed_on, on),
        hides_names=scorer.competition.hides_names_from_scorers,
    )


def answers_so_far(scorer: Scorer, offer: ScoringOffer | None, on: datetime.date) -> dict[str, object]:
    """What the form of the invitation starts with: the earlier answer, or else what the person said in an offer."""
    if scorer.capacity or offer is None:
        return {"capacity": scorer.capacity or None, "expertise": scorer.expertise, "region": scorer.region}
    regions = list(offer.regions.all())
    agreed = offer.agreement_version == CURRENT_AGREEMENT and is_agreement_current(
        timezone.localdate(offer.offered_at), on
    )
    return {
        "capacity": offer.capacity,
        "expertise": offer.expertise,
        "region": regions[0] if len(regions) == 1 else None,
        "agreed": list(range(len(AGREEMENTS[CURRENT_AGREEMENT]))) if agreed else [],
    }


def _state(scorer: Scorer) -> str:
    if scorer.has_accepted():
        count = "1 application" if scorer.capacity == 1 else f"{scorer.capacity} applications"
        return f"You accepted this invitation and can score up to {count}."
    when = f" on {short_day(timezone.localdate(scorer.answered_at))}" if scorer.answered_at else ""
    return {
        "declined": f"You declined this invitation{when}.",
        "withdrawn": "You no longer score in this round.",
    }.get(scorer.status, "")
