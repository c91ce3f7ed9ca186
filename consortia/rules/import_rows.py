"""Rows of the files of consortia and of their members. Pure."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from consortia.rules.record_changes import FormerName, PurposeEntry
from districts.rules.periods import Period, share_a_day
from districts.rules.places import state_of


class ConsortiumFact(NamedTuple):
    """A consortium as a file states it; `values` are the facts of its record as text, blank if not stated."""

    file: str
    line: int
    slug: str
    name: str
    state: str
    values: Mapping[str, str]
    legal_form_from: datetime.date | None
    former_names: tuple[FormerName, ...]
    purposes: tuple[PurposeEntry, ...]
    lead: str
    lead_authority: str
    not_a_duplicate_because: str

    @property
    def key(self) -> tuple[str, ...]:
        """What must be unique: its slug, or else its name in its state."""
        return (self.slug or self.name.casefold(), self.state)

    @property
    def shown_key(self) -> str:
        """What names the row in lists."""
        return self.slug

    @property
    def shown_name(self) -> str:
        """The consortium."""
        return self.name

    @property
    def shown_state(self) -> str:
        """The state that the row names."""
        return self.state


class MembershipFact(NamedTuple):
    """A member of a consortium between two dates; unknown dates are None."""

    file: str
    line: int
    place: str  # LEAID or NCESSCH
    slug: str
    membership_class: str
    role: str
    joins_on: datetime.date | None
    leaves_on: datetime.date | None
    authority: str
    authority_on: datetime.date | None

    @property
    def key(self) -> tuple[str, ...]:
        """What must be unique: a member may belong to one consortium twice, one period after the other."""
        return (self.place, self.slug, str(self.joins_on))

    @property
    def shown_key(self) -> str:
        """What names the row in lists."""
        return self.place

    @property
    def shown_name(self) -> str:
        """The consortium by its slug."""
        return self.slug

    @property
    def shown_state(self) -> str:
        """The state of the member."""
        return state_of(self.place) or ""


def overlapping_rows(facts: Iterable[MembershipFact]) -> dict[MembershipFact, MembershipFact]:
    """Rows in which one member belongs to one consortium on the same day as in another row, which is the value."""
    by_pair: dict[tuple[str, str], list[MembershipFact]] = defaultdict(list)
    for fact in facts:
        by_pair[fact.place, fact.slug].append(fact)
    return {
        one: other
        for rows in by_pair.values()
        for one in rows
        for other in rows
        if one is not other and share_a_day(one.joins_on, one.leaves_on, Period(other.joins_on, other.leaves_on))
    }


def problems_with_open_proposal(consortium: str) -> list[str]:
    """A file that names a proposal. Its district would not see what changed, and the registrar would approve it."""
    return [f"{consortium} is proposed and awaits your decision. Decide on the proposal first, then import the file."]


def problems_with_other_lead(consortium: str, lead: str, other: str) -> list[str]:
    """A file that names another lead than the one on record."""
    return [
        f"The lead of {consortium} is {lead}, not {other}. Record the change of roles on the page of the membership, "
        "and name the new lead in the file after that."
    ]


def note_on_kept_facts(consortium: str, labels: Iterable[str], *, is_form_dated: bool = True) -> str:
    """What a row asks for and did not get, because someone acts for the lead or only a new legal form has a date."""
    kept = ", ".join(labels)
    notes = [f"Not changed, because people who act for {consortium} maintain it: {kept}."] if kept else []
    if not is_form_dated:
        notes.append("The start date of the legal form was not recorded, because the legal form is not new.")
    return " ".join(notes)


def note_on_kept_authority(fact: MembershipFact, authority: str, authority_on: datetime.date | None) -> str:
    """What a row says of the authority of a membership that has the same dates and another authority."""
    is_same = fact.authority in ("", authority) and fact.authority_on in (None, authority_on)
    return "" if is_same else "The membership is on record with another authority, or none, which a file can’t change."
