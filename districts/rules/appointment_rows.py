"""Rows of the file of people and their roles. Pure."""

import datetime
from typing import NamedTuple

from districts.rules.places import state_of


class AppointmentFact(NamedTuple):
    """A person's role in a district or school between two dates; an unknown end is None."""

    file: str
    line: int
    email: str
    name: str
    office: str
    place: str  # LEAID or NCESSCH
    starts_on: datetime.date
    ends_on: datetime.date | None
    powers: tuple[str, ...] | None  # None: those on record or, for someone new, the usual ones

    @property
    def key(self) -> tuple[str, ...]:
        """What must be unique: a role of a person in a place from a day."""
        return (self.email, self.place, self.office, str(self.starts_on))

    @property
    def shown_key(self) -> str:
        """What names the row in lists."""
        return self.email

    @property
    def shown_name(self) -> str:
        """The person."""
        return self.name

    @property
    def shown_state(self) -> str:
        """The state of the district or school."""
        return state_of(self.place) or ""


def problems_with_name(*, email: str, name: str, known_name: str) -> list[str]:
    """An address that belongs to someone of another name; a blank name is no problem."""
    if not name or not known_name or _plain(name) == _plain(known_name):
        return []
    return [
        f"{email} is the address of {known_name} in this portal, not of {name}. Correct the address, or leave the name "
        "blank to give the role to that person."
    ]


def problems_with_fewer_powers(place: str, missing: list[str]) -> list[str]:
    """Permissions on record that the file does not name: an import takes none away."""
    if not missing:
        return []
    return [
        f"The person also has these permissions for {place}: {', '.join(missing)}. A file can’t take permissions away. "
        "Add them to the row, or end the role on the district’s page of people."
    ]


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
