"""Emails to people who are asked to score."""

import datetime

from accounts.addresses import page
from accounts.emails import full_address, queue_email
from accounts.models import OutgoingEmail
from grants.models import Scorer


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
