"""When a saved text is a version of its own, and when it continues the one before."""

import datetime

SITTING = datetime.timedelta(minutes=10)
# Of its words, how many a text may lose and still continue the version before: who deletes more wants a way back.
LARGEST_LOSS = 0.2


def continues(
    *, is_same_person: bool, began_at: datetime.datetime, at: datetime.datetime, words_before: int, words: int
) -> bool:
    """Whether a text that is saved now takes the place of the version before.

    A person who writes for a quarter of an hour makes two versions, not forty. A text that lost many words is always a
    version of its own, so that what was deleted by mistake is still there.
    """
    is_loss = words < words_before * (1 - LARGEST_LOSS)
    return is_same_person and not is_loss and began_at <= at < began_at + SITTING
