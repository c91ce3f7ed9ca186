"""The deadline for an answer that emails about memberships ask for. Pure."""

import datetime

# A later answer still counts; after this, a reminder is sent.
ANSWER_WITHIN = datetime.timedelta(days=14)


def answer_by(on: datetime.date) -> datetime.date:
    """The date by which an email of that day asks for an answer."""
    return on + ANSWER_WITHIN
