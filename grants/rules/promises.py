"""When a promise of a member can change after the award, and what an amendment of the plan does to promises."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Self

from accounts.dates import day_in_words
from grants.rules.application import problems_with_lengths, problems_with_numbers
from grants.rules.award_reports import ReportPeriod
from grants.rules.texts import LONGEST_NOTE

Packet = Mapping[str, Any]
ENDED = "The project has ended, so its promises can’t change."


class PromiseWords(NamedTuple):
    """What a member contributes and how its students benefit, as a promise states it."""

    gives_kind: str
    gives_text: str
    gives_amount: int | None
    gains_text: str
    gains_students: int | None
    gains_grades: str

    @classmethod
    def of(cls, row: object) -> Self:
        """The words of a row that has these columns."""
        return cls(**{name: getattr(row, name) for name in cls._fields})

    @classmethod
    def in_cell(cls, cell: Packet) -> Self:
        """The words of a commitment in a submitted version."""
        gives, gains = cell["gives"], cell["gains"]
        return cls(gives["kind"], gives["text"], gives["amount"], gains["text"], gains["students"], gains["grades"])

    def with_edits(self, before: Self, after: Self) -> Self:
        """These words with what differs between two versions of the plan."""
        edits: dict[str, Any] = {
            name: new for name, old, new in zip(self._fields, before, after, strict=True) if old != new
        }
        return self._replace(**edits)


def earliest_change(
    promised_on: datetime.date, periods: Iterable[ReportPeriod], on: datetime.date
) -> datetime.date | None:
    """The first day from which a promise can be another one; None if the project has ended.

    A report period that ended is reported on as it was promised.
    """
    periods = list(periods)
    if not periods:
        return promised_on
    running = next((one for one in periods if on <= one.ends_on), None)
    return max(promised_on, running.starts_on) if running else None


def problems_with_promise_change(
    before: PromiseWords,
    after: PromiseWords,
    *,
    from_on: datetime.date,
    earliest: datetime.date | None,
    ends_on: datetime.date | None,
    reason: str,
) -> list[str]:
    """Why a promise can't change like this; `ends_on` is the end of the project."""
    if earliest is None:
        return [ENDED]
    problems = []
    if after == before:
        problems.append("You haven’t changed anything. Change what the member contributes or how its students benefit.")
    if not any(after):
        problems.append("Enter what the member contributes or how its students benefit.")
    if from_on < earliest:
        problems.append(
            f"Enter an effective date from {day_in_words(earliest)} on. Earlier periods are reported against the "
            "earlier promise."
        )
    if ends_on and from_on > ends_on:
        problems.append(f"Enter an effective date by {day_in_words(ends_on)}, when the project ends.")
    if not reason:
        problems.append("Enter the reason for the change.")
    texts = (("“What it contributes”", after.gives_text), ("“How its students benefit”", after.gains_text))
    problems += problems_with_lengths(*((what, text, LONGEST_NOTE) for what, text in texts))
    return problems + problems_with_numbers(("The value", after.gives_amount), ("Students", after.gains_students))


class CellKey(NamedTuple):
    """A cell of the members table: the activity, the member, and which of several it is."""

    activity: str
    member: str
    number: int


def numbered(pairs: Iterable[tuple[str, str]]) -> list[CellKey]:
    """The keys of cells that come in their order as (activity, member)."""
    numbers: Counter[tuple[str, str]] = Counter()
    keys = []
    for pair in pairs:
        numbers[pair] += 1
        keys.append(CellKey(*pair, numbers[pair]))
    return keys


def cells_of(packet: Packet) -> dict[CellKey, tuple[str, PromiseWords]]:
    """The cells of a submitted version: the title of the activity, and the words."""
    titles = {activity["key"]: activity["title"] for activity in packet["activities"]}
    cells = packet["commitments"]
    keys = numbered((cell["activity"], cell["participant"]) for cell in cells)
    return {key: (titles[key.activity], PromiseWords.in_cell(cell)) for key, cell in zip(keys, cells, strict=True)}
