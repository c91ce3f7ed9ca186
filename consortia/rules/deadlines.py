"""When letters about memberships ask for an answer. Pure."""

import datetime

# Nobody loses anything by answering later; after this a reminder goes.
ANSWER_WITHIN = datetime.timedelta(days=14)


def answer_by(on: datetime.date) -> datetime.date:
    """The day until which a letter of that day asks for an answer."""
    return on + ANSWER_WITHIN
