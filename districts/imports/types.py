"""The types of a state's own files: their columns, how a row is read, and how it is imported.

Each is declared once; the page, the templates to download, and the reading follow. Apps above add theirs when they
start (`add_import_type`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from districts.actions.import_batches import KindOfImport
from districts.imports.report import Report
from districts.states import IMPORT_KINDS

# A row by the names of its columns; one that the file lacks is empty.
Values = dict[str, str]


class ImportColumn(NamedTuple):
    """A column of a file: its name, its meaning with an example, and other names that files use for it."""

    name: str
    meaning: str
    is_needed: bool = False
    others: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FileTable:
    """One table in a file: its columns, and how a row is read.

    `read` turns a row into a fact, or raises BadValue. `check` removes facts that contradict each other, and reports
    them.
    """

    file_label: str
    columns: Sequence[ImportColumn]
    read: Callable[[str, int, Values], Any]
    check: Callable[[list[Any], Report], list[Any]] = lambda facts, report: facts
    # The columns whose value names a row that can't be read.
    shown: tuple[str, ...] = ()
    # Whether a file may have other columns, which are ignored.
    has_other_columns: bool = False
    # Rows that are carried out one by one take time.
    most_rows: int | None = None


@dataclass(frozen=True, kw_only=True)
class ImportType(FileTable):
    """A type of file that registrars import on pages, and what they have to know about it.

    `place`: its position in the list, because some need what others bring. For readers, `purpose` says what the file is
    for, `next_step` what follows from importing it, and `undoing` what follows from undoing that.
    """

    place: int
    kind: KindOfImport
    label: str
    purpose: str
    next_step: str
    undoing: str
    # Whether only rows of the state chosen on the page are imported.
    is_by_state: bool = False

    @property
    def template_name(self) -> str:
        """The name of the file to fill in."""
        return f"{self.kind.name}.csv"


_TYPES: dict[str, ImportType] = {}


def add_import_type(import_type: ImportType) -> None:
    """Add a type of file to those that registrars import."""
    _TYPES[import_type.kind.name] = import_type
    IMPORT_KINDS[import_type.kind.name] = import_type.label


def import_types() -> list[ImportType]:
    """Every type of a state's own files, in the order in which a state imports them."""
    return sorted(_TYPES.values(), key=attrgetter("place"))


def import_type_of(kind: str) -> ImportType | None:
    """The type with that stored name; None for official files."""
    return _TYPES.get(kind)
