"""Members that left the consortium, or closed, after they took part in an application."""

import datetime
from dataclasses import dataclass

from grants.rules.collaboration.findings.phrasing import date_in_words, short_text

# How long a lead has to decide what becomes of the application, counted from the day the member left.
TIME_TO_DECIDE = datetime.timedelta(days=14)
# A departure is announced to the lead so long before; a membership that ends later is a fixed term.
ANNOUNCED_WITHIN = datetime.timedelta(days=90)


@dataclass(frozen=True)
class Departure:
    """A member that is no longer there: the last day of its membership, or the day it closed."""

    key: str
    name: str
    on: datetime.date
    has_closed: bool
    is_announced: bool = False  # the day is still to come

    @property
    def decide_by(self) -> datetime.date:
        """Until when the lead decides what becomes of the application."""
        return self.on + TIME_TO_DECIDE

    @property
    def no_signature(self) -> str:
        """Why the member no longer signs."""
        return f"{self.sentence} Members that have left or closed no longer sign this application."

    @property
    def sentence(self) -> str:
        """What the registry says, with the day."""
        if self.is_announced and self.has_closed:
            return f"{short_text(self.name)} will close on {date_in_words(self.on)}."
        if self.is_announced:
            return f"{short_text(self.name)} will leave the consortium. Its membership ends {date_in_words(self.on)}."
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


def announced_departure_of(
    key: str,
    name: str,
    *,
    leaves_on: datetime.date | None,
    closed_on: datetime.date | None,
    on: datetime.date,
) -> Departure | None:
    """The departure that the registry has for a later day, if it is near; None if the member has left already."""
    if departure_of(key, name, leaves_on=leaves_on, closed_on=closed_on, on=on):
        return None
    days = [(day, closes) for day, closes in ((closed_on, True), (leaves_on, False)) if day]
    if not days or (first := min(days))[0] > on + ANNOUNCED_WITHIN:
        return None
    return Departure(key, name, first[0], has_closed=first[1], is_announced=True)
