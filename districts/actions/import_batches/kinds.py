"""The types of imports: how each is compared with the registry, written, and named in the audit log."""

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from django.utils import timezone

from accounts.models import User
from changes.actions.rows import RowChange
from districts.actions.divisions import Author, ComponentComparison, RegionComparison
from districts.actions.official.comparing import Comparison
from districts.actions.official.writing import write_comparison
from districts.actions.outcome import Outcome


class ParsedFiles(NamedTuple):
    """What the files hold: the facts, the rows rejected while reading, counts per file, and unrecognized files."""

    facts: Any  # of the import's type
    remarks: Sequence[tuple[str, int, str, str, str]]
    files: Sequence[Mapping[str, Any]]
    unrecognized: Sequence[str] = ()
    # Rows of other states, which are skipped, by state.
    elsewhere: Mapping[str, int] = MappingProxyType({})


class ImportRun(NamedTuple):
    """For whom an import is compared, when, for which state, and whether nothing is to be written."""

    by: User
    at: datetime.datetime
    state: str
    dry_run: bool

    @property
    def on(self) -> datetime.date:
        """The day."""
        return timezone.localdate(self.at)


class ImportComparison(Protocol):
    """An import compared with the registry, whatever its type."""

    outcome: Outcome

    def compare(self) -> None: ...
    def changes(self) -> Iterator[RowChange]: ...
    def created(self) -> Iterator[object]: ...


@dataclass(frozen=True)
class KindOfImport:
    """One type of import: its stored name, its event in the audit log, and how it is compared and written."""

    name: str
    event: str
    comparison: Callable[[ParsedFiles, ImportRun], ImportComparison]
    write: Callable[[Any, Author], None] = lambda compared, author: None
    # Whether it may change eligibility for the federal rural programs, which is then recalculated.
    is_about_districts: bool = False
    # Whether it is applied even if no row is new or changed, because the date of the latest files is a fact itself.
    is_dated: bool = False


def _write_official(compared: Comparison, author: Author) -> None:
    write_comparison(compared, by_id=author.by_id, batch=author.batch, at=author.at)


NCES = KindOfImport(
    "nces",
    "official_files.recorded",
    lambda parsed, run: Comparison(parsed.facts, run.state or None, keeps_rows=True),
    _write_official,
    is_about_districts=True,
    is_dated=True,
)
REGIONS = KindOfImport(
    "regions",
    "regions.recorded",
    lambda parsed, run: RegionComparison(parsed.facts, keeps_rows=True),
    RegionComparison.write,
    is_about_districts=True,
)
COMPONENTS = KindOfImport(
    "components",
    "components.recorded",
    lambda parsed, run: ComponentComparison(parsed.facts, keeps_rows=True),
    ComponentComparison.write,
    is_about_districts=True,
)
