"""A number over the years as columns: where each stands on the sheet, and the same in words."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

# In the units of the sheet, which the page shows one to one where there is room.
STEP, COLUMN, ROOF, FLOOR, FOOT = 58, 40, 20, 140, 22
YEARS_AT_MOST = 8


class Column(NamedTuple):
    """One year: its box, the middle for its words, and both words. A year without a number has no height."""

    year: str
    value: int | None
    left: int
    top: int
    width: int
    height: int
    middle: int

    @property
    def base(self) -> int:
        """Where the words of the number stand: just above the column."""
        return self.top - 5


class Chart(NamedTuple):
    """Columns on a sheet, and what they show in one or two sentences."""

    label: str
    width: int
    height: int
    floor: int
    columns: list[Column]
    summary: str

    @property
    def feet(self) -> int:
        """Where the years are written."""
        return self.floor + 16


def chart_of(label: str, numbers: Sequence[tuple[str, int | None]]) -> Chart | None:
    """The columns of these (year, number), the earliest first; None where fewer than two years have a number.

    The last eight years. Columns stand on zero, so that twice as high is twice as many.
    """
    shown = list(numbers)[-YEARS_AT_MOST:]
    known = [(year, number) for year, number in shown if number is not None]
    if len(known) < 2:
        return None
    most = max(1, *(number for _, number in known))
    columns = []
    for place, (year, number) in enumerate(shown):
        height = round((FLOOR - ROOF) * (number or 0) / most)
        left = place * STEP + (STEP - COLUMN) // 2
        columns.append(Column(year, number, left, FLOOR - height, COLUMN, height, place * STEP + STEP // 2))
    return Chart(label, STEP * len(shown), FLOOR + FOOT, FLOOR, columns, summary_of(label, known))


def summary_of(label: str, known: Sequence[tuple[str, int]]) -> str:
    """What became of it between the first and the last year, and the highest and lowest where they lie between."""
    (first_year, first), (last_year, last) = known[0], known[-1]
    if first == last:
        text = f"{label} was {first:,} in {first_year} and in {last_year}."
    else:
        way = "rose" if last > first else "fell"
        share = f", {abs(last - first) / first:.0%}" if first else ""
        text = (
            f"{label} {way} from {first:,} in {first_year} to {last:,} in {last_year}: "
            f"{abs(last - first):,} {'more' if last > first else 'fewer'}{share}."
        )
    highest, lowest = max(known, key=lambda one: one[1]), min(known, key=lambda one: one[1])
    if highest[1] > max(first, last):
        text += f" The most was {highest[1]:,} in {highest[0]}."
    if lowest[1] < min(first, last):
        text += f" The fewest was {lowest[1]:,} in {lowest[0]}."
    return text


def enrollments(rows: Iterable[Any]) -> list[tuple[str, int]]:
    """(year, students) of these rows of figures; what an applicant wrote into a file of its own does not count."""
    return [
        (row.school_year, row.enrollment)
        for row in rows
        if row.enrollment is not None and row.source != "application_file"
    ]


def every_year(numbers: Sequence[tuple[str, int]]) -> list[tuple[str, int | None]]:
    """The same with the school years that lie between and have no number; the earliest first, each year once.

    Of two numbers for one year the first in the order given counts. Years that are no school years stay as they are.
    """
    by_year: dict[str, int | None] = {}
    for year, number in numbers:
        by_year.setdefault(year, number)
    starts = [int(year[:4]) for year in by_year if _is_school_year(year)]
    if starts and len(starts) == len(by_year):
        for start in range(min(starts), max(starts)):
            by_year.setdefault(f"{start}-{(start + 1) % 100:02d}", None)
    return sorted(by_year.items())


def _is_school_year(text: str) -> bool:
    return len(text) == 7 and text[4] == "-" and (text[:4] + text[5:]).isdigit()
