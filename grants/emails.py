"""Emails about funding rounds."""

import datetime
from collections.abc import Iterable

from accounts.emails import full_address, queue_email
from accounts.models import OutgoingEmail
from grants.models import RulesVersion
from grants.reads.rounds import Addressee


def send_rules_changed(
    version: RulesVersion, addressees: Iterable[Addressee], *, at: datetime.datetime
) -> list[OutgoingEmail]:
    """Tell everyone who edits an application of the round what changed, why, and where both versions are."""
    competition = version.competition
    return [
        queue_email(
            kind="rules changed",
            to=person.email,
            to_user=person,
            subject=f"The rules of {competition} changed",
            template="grants/emails/rules_changed.txt",
            context={
                "person": person,
                "version": version,
                "competition": competition,
                "applications": " and ".join(references),
                "page": full_address(competition),
            },
            about=competition.get_absolute_url(),
            at=at,
        )
        for person, references in addressees
    ]
