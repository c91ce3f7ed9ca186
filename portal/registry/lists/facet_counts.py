"""Counting a list by its facets: each value with the number of records it would leave. Pure.

A row is a combination of values: a cell for each facet, and at the end the number of records with exactly these
cells. A cell is one value, or a tuple of values where a record may have several.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple


class FacetColumn(NamedTuple):
    """The column of a facet in the rows; its name is also its parameter."""

    name: str
    has_many: bool = False


class Counts(NamedTuple):
    """The records that match every filter and, by facet and value, those that match the other facets' filters."""

    total: int
    by: dict[str, dict[Any, int]]


Row = tuple[Any, ...]
Chosen = Mapping[str, frozenset[Any]]


def count_facets(rows: Iterable[Row], columns: Sequence[FacetColumn], chosen: Chosen) -> Counts:
    """Count in one pass: a row that matches every filter counts everywhere, one that fails one facet only there."""
    tests = [
        (place, column.has_many, chosen[column.name]) for place, column in enumerate(columns) if column.name in chosen
    ]
    matching: list[Row] = []
    failing: dict[int, list[Row]] = {place: [] for place, _, _ in tests}
    for row in rows:
        failed = _failed(row, tests)
        if failed is None:
            continue
        (matching if failed < 0 else failing[failed]).append(row)
    by: dict[str, dict[Any, int]] = {}
    for place, column in enumerate(columns):
        numbers: dict[Any, int] = {}
        for row in (*matching, *failing.get(place, ())):
            for value in row[place] if column.has_many else (row[place],):
                numbers[value] = numbers.get(value, 0) + row[-1]
        by[column.name] = numbers
    return Counts(sum(row[-1] for row in matching), by)


def _failed(row: Row, tests: Sequence[tuple[int, bool, frozenset[Any]]]) -> int | None:
    """The column of the one facet that the row fails; -1 where it fails none, None where it fails several."""
    failed = -1
    for place, has_many, wanted in tests:
        matches = not wanted.isdisjoint(row[place]) if has_many else row[place] in wanted
        if not matches:
            if failed >= 0:
                return None
            failed = place
    return failed


def merge_rows(rows: Iterable[Row]) -> list[Row]:
    """The same rows with each combination once, their numbers added."""
    numbers: dict[Row, int] = {}
    for row in rows:
        numbers[row[:-1]] = numbers.get(row[:-1], 0) + row[-1]
    return [(*cells, number) for cells, number in numbers.items()]


# --- grade bands, by the lowest and highest grade as numbers (pre-K is -1, kindergarten 0)

BANDS = {"pre-k": (-1, -1), "k-5": (0, 5), "6-8": (6, 8), "9-12": (9, 12)}


def bands_between(first: int | None, last: int | None) -> tuple[str, ...]:
    """The grade bands that these grades overlap; “unknown” where either grade is not known."""
    if first is None or last is None:
        return ("unknown",)
    return tuple(name for name, (lowest, highest) in BANDS.items() if first <= highest and last >= lowest)


# --- NCES locale codes

LOCALE_GROUPS = {"1": "city", "2": "suburb", "3": "town", "4": "rural"}


def locale_cell(code: int | None) -> tuple[str, ...]:
    """A locale counts under its group and under its code."""
    group = LOCALE_GROUPS.get(str(code)[:1]) if code else None
    return (group, str(code)) if group else ("unknown",)


def locale_codes(values: Iterable[str], known: Iterable[int]) -> tuple[set[int], bool]:
    """The locale codes that these values include, and whether they include records without a locale."""
    wanted = set(values)
    codes = {code for code in known if not wanted.isdisjoint(locale_cell(code))}
    return codes, "unknown" in wanted
