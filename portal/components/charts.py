"""A number over the years as a column chart, and the same in words."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from districts.models import DistrictFigures, SchoolFigures

# In the units of the drawing, which the page shows one to one where there is room.
STEP, COLUMN, ROOF, FLOOR, FOOT = 58, 40, 20, 140, 22
YEARS_AT_MOST = 8


class ChartColumn(NamedTuple):
    """The column of one year: its box and the middle for its labels. A year without a number has no height."""

    year: str
    value: int | None
    left: int
    top: int
    width: int
    height: int
    middle: int

    @property
    def base(self) -> int:
        """Where the number is written: just above the column."""
        return self.top - 5


class Chart(NamedTuple):
    """A column chart, and what it shows in one or two sentences."""

    label: str
    width: int
    height: int
    floor: int
    columns: list[ChartColumn]
    summary: str

    @property
    def feet(self) -> int:
        """Where the years are written."""
        return self.floor + 16


def chart_of(label: str, numbers: Sequence[tuple[str, int | None]]) -> Chart | None:
    """The chart of these (year, number), the earliest first; None where fewer than two years have a number.

    It shows the last eight years. Columns start at zero, so that twice as high is twice as many.
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
        columns.append(ChartColumn(year, number, left, FLOOR - height, COLUMN, height, place * STEP + STEP // 2))
    return Chart(label, STEP * len(shown), FLOOR + FOOT, FLOOR, columns, summary_of(label, known))


def summary_of(label: str, known: Sequence[tuple[str, int]]) -> str:
    """The change from the first year to the last, and the highest and lowest number if they are in between."""
    (first_year, first), (last_year, last) = known[0], known[-1]
    if first == last:
        text = f"{label} was {first:,} in {first_year} and in {last_year}."
    else:
        verb = "rose" if last > first else "fell"
        percent = f"{abs(last - first) / first:.0%}" if first else "0%"
        share = "" if percent == "0%" else f", {percent}"
        text = (
            f"{label} {verb} from {first:,} in {first_year} to {last:,} in {last_year}: "
            f"{abs(last - first):,} {'more' if last > first else 'fewer'}{share}."
        )
    highest, lowest = max(known, key=lambda pair: pair[1]), min(known, key=lambda pair: pair[1])
    if highest[1] > max(first, last):
        text += f" The highest was {highest[1]:,} in {highest[0]}."
    if lowest[1] < min(first, last):
        text += f" The lowest was {lowest[1]:,} in {lowest[0]}."
    return text


def enrollments(rows: Iterable[DistrictFigures | SchoolFigures]) -> list[tuple[str, int]]:
    """(year, students) of these rows of figures; figures from an applicant's own file are left out."""
    return [
        (row.school_year, row.enrollment)
        for row in rows
        if row.enrollment is not None and row.source != "application_file"
    ]


def every_year(numbers: Sequence[tuple[str, int]]) -> list[tuple[str, int | None]]:
    """The same with None for the school years in between without a number; the earliest first, each year once.

    Of two numbers for one year, the first one given is used. If any year is not a school year, none are added.
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
