"""Counting a list by its facets: each option with the number that it would leave under the other filters. Pure.

The rows are combinations: one cell for each facet, and at the end how many records have just these cells. A cell is one
value, or a tuple of values where a record may have several.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple


class Column(NamedTuple):
    """A facet's place in the rows: the name is also its parameter."""

    name: str
    has_many: bool = False


class Counts(NamedTuple):
    """How many records fit every filter, and for each facet and value how many fit all filters but the facet's own."""

    total: int
    by: dict[str, dict[Any, int]]


Row = tuple[Any, ...]
Chosen = Mapping[str, frozenset[Any]]


def counted(rows: Iterable[Row], columns: Sequence[Column], chosen: Chosen) -> Counts:
    """Count in one walk: what fits everything counts everywhere, what fails one facet counts in that facet only."""
    tests = [
        (place, column.has_many, chosen[column.name]) for place, column in enumerate(columns) if column.name in chosen
    ]
    fitting: list[Row] = []
    failing: dict[int, list[Row]] = {place: [] for place, _, _ in tests}
    for row in rows:
        failed = _failed(row, tests)
        if failed is None:
            continue
        (fitting if failed < 0 else failing[failed]).append(row)
    by: dict[str, dict[Any, int]] = {}
    for place, column in enumerate(columns):
        numbers: dict[Any, int] = {}
        for row in (*fitting, *failing.get(place, ())):
            for value in row[place] if column.has_many else (row[place],):
                numbers[value] = numbers.get(value, 0) + row[-1]
        by[column.name] = numbers
    return Counts(sum(row[-1] for row in fitting), by)


def _failed(row: Row, tests: Sequence[tuple[int, bool, frozenset[Any]]]) -> int | None:
    """The one facet that the row fails; -1 where it fails none, None where it fails more than one."""
    failed = -1
    for place, has_many, wanted in tests:
        fits = not wanted.isdisjoint(row[place]) if has_many else row[place] in wanted
        if not fits:
            if failed >= 0:
                return None
            failed = place
    return failed


def summed(rows: Iterable[Row]) -> list[Row]:
    """The same rows with each combination once."""
    numbers: dict[Row, int] = {}
    for row in rows:
        numbers[row[:-1]] = numbers.get(row[:-1], 0) + row[-1]
    return [(*cells, number) for cells, number in numbers.items()]


# --- what a school teaches, by its lowest and highest grade as numbers (pre-K is -1, kindergarten 0)

BANDS = {"pre-k": (-1, -1), "k-5": (0, 5), "6-8": (6, 8), "9-12": (9, 12)}


def bands_between(first: int | None, last: int | None) -> tuple[str, ...]:
    """The grade bands that these grades reach into; where one of the two is not known, neither are the bands."""
    if first is None or last is None:
        return ("unknown",)
    return tuple(name for name, (lowest, highest) in BANDS.items() if first <= highest and last >= lowest)


# --- where a place lies between city and country

LOCALE_GROUPS = {"1": "city", "2": "suburb", "3": "town", "4": "rural"}


def locale_cell(code: int | None) -> tuple[str, ...]:
    """A locale counts in its group and under its code."""
    group = LOCALE_GROUPS.get(str(code)[:1]) if code else None
    return (group, str(code)) if group else ("unknown",)


def locale_codes(values: Iterable[str], known: Iterable[int]) -> tuple[set[int], bool]:
    """The codes that these values stand for, and whether places without a locale are meant too."""
    asked = set(values)
    codes = {code for code in known if not asked.isdisjoint(locale_cell(code))}
    return codes, "unknown" in asked
