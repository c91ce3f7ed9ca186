"""The columns of files: each is declared once, with its name, meaning, unit, and source.

A file's rows are made from its table of columns, and so is the data dictionary. Here are the columns and words that
several files share; the tables are in `files` of each area.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NOT_RECORDED = _("Not available.")
TEXT = _("text")
# Records read together, with what is attached to them.
BATCH = 2_000
Cells = tuple[object, ...]


class Computed:
    """The source of a cell that a function makes from these fields of the row."""

    def __init__(self, cell: Callable[..., object], *fields: str) -> None:
        self.cell = cell
        self.fields = fields

    def of_batch(self, values: Sequence[Sequence[object]], facts: object) -> list[object]:
        """The cells of many rows, from the values of each field."""
        return list(map(self.cell, *values))


class Attached(Computed):
    """The source of a cell made from the facts read for the whole batch of rows and from these fields of the row."""

    def of_batch(self, values: Sequence[Sequence[object]], facts: object) -> list[object]:
        """The cells of many rows, from the facts and the values of each field."""
        return list(map(partial(self.cell, facts), *values))


class Given:
    """The source of a cell that the maker of the file gives, the same in every row."""


GIVEN = Given()
Source = str | Computed | Given | Callable[[Any], object]


@dataclass(frozen=True)
class Column:
    """One column of a file.

    The source is the path of a field or attribute (`district__leaid`), by default that of the column's own name, or a
    function of the row; in a file whose records are read as plain values, `Computed` or `Attached`.
    """

    name: str
    means: "str | _StrPromise" = ""
    origin: "str | _StrPromise" = ""
    unit: "str | _StrPromise" = TEXT
    empty: "str | _StrPromise" = NOT_RECORDED
    source: Source = ""

    def read_from(self, source: Source) -> "Column":
        """The same column with another source."""
        return replace(self, source=source)

    @property
    def path(self) -> str:
        """The path of the field or attribute that it shows."""
        return self.source if isinstance(self.source, str) and self.source else self.name

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of a queryset that its cells are made from."""
        if isinstance(self.source, Given):
            return ()
        return self.source.fields if isinstance(self.source, Computed) else (self.path,)

    def reader(self, given: Mapping[str, object]) -> Callable[[Any], object]:
        """The function that reads its cell from an object."""
        if isinstance(self.source, Given):
            value = given[self.name]
            return lambda _: value
        if callable(self.source):
            return self.source
        return attrgetter(self.path.replace("__", "."))

    def cells(
        self, values: Mapping[str, Sequence[object]], facts: object, given: Mapping[str, object]
    ) -> Sequence[object]:
        """Its cells in a batch of rows, from the values of each field."""
        if isinstance(self.source, Given):
            return [given[self.name]] * len(values["pk"])
        if isinstance(self.source, Computed):
            return self.source.of_batch([values[field] for field in self.fields], facts)
        return values[self.path]


@dataclass(frozen=True)
class File:
    """One kind of file: its name in addresses, its title, what a row is, and its columns."""

    name: str
    title: "str | _StrPromise"
    row: "str | _StrPromise"
    columns: tuple[Column, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(column.name for column in self.columns)

    def renamed(self, **names: str) -> "File":
        """The same file with other names for some columns."""
        columns = (replace(column, name=names.get(column.name, column.name)) for column in self.columns)
        return replace(self, columns=tuple(columns))

    def rows(self, objects: Iterable[Any], **given: object) -> Iterator[Cells]:
        """The cells of each object, in the order of the columns; `given` are those that are the same in every row."""
        readers = [column.reader(given) for column in self.columns]
        return (tuple([read(one) for read in readers]) for one in objects)

    def rows_of_queryset(
        self,
        queryset: "QuerySet[Any, Any]",
        attach: Callable[[Sequence[Any]], object] = lambda keys: None,
        **given: object,
    ) -> Iterator[Cells]:
        """The cells of each record, in the order of the columns, read as plain values: a file may have 100,000 rows.

        `attach` gets the primary keys of a batch and reads what the columns with the source `Attached` need.
        """
        fields = tuple(dict.fromkeys(("pk", *(field for column in self.columns for field in column.fields))))
        records = queryset.values_list(*fields).iterator(chunk_size=BATCH)
        while values := dict(zip(fields, zip(*islice(records, BATCH), strict=True), strict=False)):
            facts = attach(values["pk"])
            yield from zip(*(column.cells(values, facts, given) for column in self.columns), strict=True)
            values.clear()


NCES = _("NCES directory")
EDGE = "NCES EDGE"
STATE = _("State registry")
OWN = _("The district or school; initially the NCES directory")
CENSUS = _("Census county file")
NEVER = _("Never empty.")
YES_NO = _("yes or no")
ANSWER = _("yes, no, or unknown")
DAY = _("date, as 2026-07-01")
SCHOOL_YEAR = _("school year, as 2018-19")
DEGREES = _("degrees, WGS 84")
STATUS = Column(
    "status", _("open, future, inactive (temporarily closed), closed, merged, or duplicate."), NCES, empty=NEVER
)
STATE_CODE = Column("state", _("State, as a two-letter code."), NCES, empty=NEVER)
MEMBERSHIP_STATUS = _("Status of the membership today: recorded (entered by the State), confirmed, or disputed.")
LATITUDE = Column("latitude", _("Latitude in decimal degrees."), EDGE, DEGREES)
LONGITUDE = Column("longitude", _("Longitude in decimal degrees; negative in the Western Hemisphere."), EDGE, DEGREES)
CONSORTIUM = Column("consortium", _("Last part of the consortium’s address, /consortia/…/."), STATE, empty=NEVER)
AS_OF = Column("as_of", _("Date the memberships are counted for: the date of the download."), STATE, DAY, NEVER, GIVEN)
SOURCE = Column("source", _("File or office that supplied the record, with its school year."), STATE)
