"""Emails to people who are asked to score."""

import datetime

from django.utils import timezone

from accounts.addresses import page
from accounts.emails import full_address, queue_email, queue_email_to_each
from accounts.models import OutgoingEmail, Role, User
from grants.models import Scorer, ScoringOffer


def send_scorer_invitation(scorer: Scorer, *, at: datetime.datetime) -> OutgoingEmail:
    """Invite the person to score applications of a round."""
    about = page("scorer invitation", scorer.competition.slug)
    return queue_email(
        template="grants/emails/scorer_invited.txt",
        to=scorer.person.email,
        to_user=scorer.person,
        values={
            "recipient": scorer.person.name,
            "sender": scorer.invited_by.name,
            "round": scorer.competition.name,
            "page": full_address(about),
        },
        about=about,
        at=at,
    )


def send_applications_to_score(scorer: Scorer, count: int, *, at: datetime.datetime) -> OutgoingEmail:
    """Tell a scorer how many applications were assigned at once; not which ones."""
    about = page("scoring list")
    return queue_email(
        template="grants/emails/applications_to_score.txt",
        to=scorer.person.email,
        to_user=scorer.person,
        values={
            "recipient": scorer.person.name,
            "count": str(count),
            "round": scorer.competition.name,
            "page": full_address(about),
        },
        about=about,
        at=at,
    )


def send_offer_declined(offer: ScoringOffer, *, at: datetime.datetime) -> OutgoingEmail:
    """Tell a person who offered to score what the state answered."""
    about = page("offer to score", offer.competition.slug)
    return queue_email(
        template="grants/emails/offer_declined.txt",
        to=offer.person.email,
        to_user=offer.person,
        values={
            "recipient": offer.person.name,
            "round": offer.competition.name,
            "answer": offer.answer,
            "page": full_address(about),
        },
        about=about,
        at=at,
    )


def send_conflict_declared(scorer: Scorer, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tell the officer who invited the scorer of a conflict, or all officers if that person no longer is one.

    It names no application and no reason: an officer with a conflict of the same kind may read it.
    """
    officers = User.objects.holding(Role.GRANTS_OFFICER, on=timezone.localdate(at))
    inviting = [officer for officer in officers if officer.pk == scorer.invited_by_id]
    about = page("scoring progress", scorer.competition.slug)
    return queue_email_to_each(
        inviting or list(officers),
        template="grants/emails/scorer_conflict.txt",
        values={"scorer": scorer.person.name, "round": scorer.competition.name, "page": full_address(about)},
        about=about,
        at=at,
    )
