"""Recognizing a file by its header row, or by the shape of its first row if it has none."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from districts.imports import values
from districts.imports.files import Source, UnreadableFile
from districts.imports.values import BadValue
from districts.rules.official import Fact
from districts.rules.places import is_leaid, is_ncessch

YEAR_IN_NAME = re.compile(r"(?<![0-9])(20[0-9]{2})(?:[-_](20)?([0-9]{2}))?(?![0-9])")
SCHOOL_YEAR = re.compile(r"(20[0-9]{2})-(?:20)?([0-9]{2})")
UNDATED = "undated"

Row = dict[str, str]


@dataclass(frozen=True)
class FileReading:
    """How one file is read: the names of its columns, its delimiter, and the year if it states none."""

    file: str
    names: Mapping[str, str]  # our name of a column: the name in the file
    indexes: Mapping[str, int]
    width: int
    delimiter: str = ","
    header_line: int = 1  # 0: the first row is data
    school_year: str = ""  # entered by the registrar for files that state none


@dataclass(frozen=True)
class Layout:
    """One kind of official file. Column names may contain a year (`enroll_##`) and match in upper or lower case."""

    label: str
    columns: tuple[str, ...]
    key: str
    read: Callable[[FileReading, int, Row], Fact | None]  # None: a row to skip
    also: tuple[str, ...] = ()  # optional columns
    never: tuple[str, ...] = ()  # a file with one of these columns is of another kind
    is_needed: bool = False
    needs_year: bool = False
    # Names in the order of the file, for files without a header.
    order: tuple[str, ...] = field(default=(), repr=False)

    def found_in(self, header: Sequence[str], columns: Sequence[str] | None = None) -> dict[str, str]:
        """The name in the file of each column it has; for columns of several years, the latest."""
        wanted = self.columns if columns is None else columns
        return {column: found for column in wanted if (found := _column(column, header))}

    def missing_from(self, header: Sequence[str]) -> list[str]:
        """The required columns missing in the file."""
        found = self.found_in(header)
        return [column for column in self.columns if column not in found]

    def sheet(self, file: str, header: Sequence[str], **how: Any) -> FileReading:
        """How a file with that header is read."""
        names = self.found_in(header, self.columns + self.also)
        indexes = {column: header.index(name) for column, name in names.items()}
        return FileReading(file=file, names=names, indexes=indexes, width=len(header), **how)


def known_as(source: Source, layouts: Sequence[Layout], *, school_year: str) -> tuple[Layout, FileReading] | None:
    """The layout of a file and how to read it; None if the file is not recognized.

    Raises UnreadableFile for a header row with most of the columns of a layout, but not all.
    """
    for delimiter in (",", "|"):
        opening = source.opening(delimiter)
        for number, header in enumerate(opening, start=1):
            if layout := _fitting(header, layouts):
                if twice := sorted({name for name in header if name and header.count(name) > 1}):
                    raise UnreadableFile(f"{source.name} has the column {', '.join(twice)} more than once.")
                how = {"delimiter": delimiter, "header_line": number, "school_year": school_year}
                return layout, layout.sheet(source.name, header, **how)
        if delimiter == "|" and (layout := _by_shape(opening[0], layouts)):
            how = {"delimiter": delimiter, "header_line": 0, "school_year": school_year}
            return layout, layout.sheet(source.name, layout.order, **how)
    _refuse_near_miss(source, layouts)
    return None


def _fitting(header: Sequence[str], layouts: Sequence[Layout]) -> Layout | None:
    """The layout with the most columns among those whose columns are all present."""
    whole = [
        layout
        for layout in layouts
        if len(header) >= len(layout.columns)
        and not layout.missing_from(header)
        and not any(name in header for name in layout.never)
    ]
    return max(whole, key=lambda layout: len(layout.columns), default=None)


def _by_shape(first: Sequence[str], layouts: Sequence[Layout]) -> Layout | None:
    """The layout of a pipe-delimited file without a header row, by its number of values and its first IDs."""
    for layout in (layout for layout in layouts if layout.order and len(layout.order) == len(first)):
        is_id = is_ncessch if layout.key == "NCESSCH" else is_leaid
        if is_id(first[0]):
            return layout
    return None


def _refuse_near_miss(source: Source, layouts: Sequence[Layout]) -> None:
    header = source.opening()[0]
    likeness, layout = max(
        ((len(layout.found_in(header)) / len(layout.columns), layout) for layout in layouts), key=lambda pair: pair[0]
    )
    if likeness <= 0.5:
        return
    if missing := layout.missing_from(header):
        raise UnreadableFile(f"{source.name} looks like the {layout.label} but has no column {', '.join(missing)}.")


def _column(column: str, header: Sequence[str]) -> str | None:
    if "##" not in column:
        return column if column in header else None
    pattern = re.compile(re.escape(column).replace(r"\#\#", "[0-9]{2}"))
    return max((name for name in header if pattern.fullmatch(name)), default=None)


def school_year(label: str, value: str) -> str:
    """A school year like "2018-19", from "2018-2019" or from the year it began."""
    if match := SCHOOL_YEAR.fullmatch(value):
        return f"{match[1]}-{match[2]}"
    if re.fullmatch("20[0-9]{2}", value):
        return f"{value}-{(int(value) + 1) % 100:02d}"
    raise BadValue(f"the {label} “{values.shown(value)}” is not a school year")


def year_ending(column: str) -> str:
    """The school year of a column whose name ends in the last two digits of the year it ended."""
    end = int(column[-2:])
    return f"20{(end - 1) % 100:02d}-{end:02d}"


def year_in(name: str) -> str:
    """The year in a file name; empty if there is none or more than one."""
    years = [f"{match[1]}-{match[3]}" if match[3] else match[1] for match in YEAR_IN_NAME.finditer(name)]
    return years[0] if len(years) == 1 else ""
