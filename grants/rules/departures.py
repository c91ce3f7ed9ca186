"""Members that left the consortium, or closed, after they took part in an application."""

import datetime
from dataclasses import dataclass

from grants.rules.collaboration.findings.phrasing import date_in_words, short_text


@dataclass(frozen=True)
class Departure:
    """A member that is no longer there: the last day of its membership, or the day it closed."""

    key: str
    name: str
    on: datetime.date
    has_closed: bool

    @property
    def sentence(self) -> str:
        """What the registry says, with the day."""
        if self.has_closed:
            return f"{short_text(self.name)} closed on {date_in_words(self.on)}."
        return f"{short_text(self.name)} left the consortium. Its membership ended {date_in_words(self.on)}."


def departure_of(
    key: str,
    name: str,
    *,
    leaves_on: datetime.date | None,
    closed_on: datetime.date | None,
    on: datetime.date,
) -> Departure | None:
    """The member's departure, if it has left or closed by that day; its last day still counts as a member's.

    A departure that is only recorded for a later day is none yet: it can still be canceled.
    """
    if closed_on is not None and closed_on <= on:
        return Departure(key, name, closed_on, has_closed=True)
    if leaves_on is not None and leaves_on < on:
        return Departure(key, name, leaves_on, has_closed=False)
    return None
