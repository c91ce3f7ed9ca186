"""When a person’s visit to a draft ends, and so what is new at the next one."""

import datetime

# Whoever comes back within this time is still on the same visit, and sees the same changes as new.
PAUSE = datetime.timedelta(minutes=30)
# A visit is written at most this often.
SHORTEST_WRITE = datetime.timedelta(minutes=5)
# Who has never been here sees what changed in this time.
AT_FIRST = datetime.timedelta(days=7)


def is_new_visit(seen_at: datetime.datetime, at: datetime.datetime) -> bool:
    """Whether a person last seen then begins another visit now."""
    return at >= seen_at + PAUSE


def is_worth_writing(seen_at: datetime.datetime, at: datetime.datetime) -> bool:
    """Whether a person last seen then is recorded as seen again now."""
    return at >= seen_at + SHORTEST_WRITE
