"""When letters about memberships ask for an answer, and how they name the sides. Pure."""

import datetime

# Nobody loses anything by answering later; after this a reminder goes.
ANSWER_WITHIN = datetime.timedelta(days=14)


def answer_by(on: datetime.date) -> datetime.date:
    """The day until which a letter of that day asks for an answer."""
    return on + ANSWER_WITHIN


def in_a_row(words: list[str]) -> str:
    """Several things as one reads them in a sentence: a, b and c."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
