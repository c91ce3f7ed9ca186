"""Comments beneath the sections of a draft: how long, how many, and until when they can be edited."""

import datetime

from grants.rules.texts import LONGEST_NOTE

EDITABLE_FOR = datetime.timedelta(minutes=15)
MOST_IN_SECTION = 200


def problems_with_comment(text: str) -> list[str]:
    """Why a comment can’t be saved."""
    if not text:
        return ["Enter a comment."]
    if len(text) > LONGEST_NOTE:
        return [f"Shorten the comment to {LONGEST_NOTE:,} characters. It has {len(text):,}."]
    return []


def problems_with_another(count: int) -> list[str]:
    """Why no one can add another comment to a section that already has this many."""
    if count < MOST_IN_SECTION:
        return []
    return [f"This section has {MOST_IN_SECTION} comments. Delete some of yours before you add another."]


def can_still_be_edited(written_at: datetime.datetime, at: datetime.datetime) -> bool:
    """Whether its writer may change it: others answer what they have read."""
    return at < written_at + EDITABLE_FOR
