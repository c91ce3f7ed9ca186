"""The outcome of each row of an import, and the records that are written."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Difference = tuple[str, object, object]


class RowResult(NamedTuple):
    """The outcome of one row of a file."""

    file: str
    line: int
    outcome: str
    key: str
    name: str
    differences: Sequence[Difference] = ()
    reason: str = ""


class Effect(NamedTuple):
    """One record to write: the changing columns before (None if it is new) and after."""

    table: str
    key: str
    before: dict[str, Any] | None
    after: dict[str, Any]


@dataclass
class Outcome:
    """The outcome of an import: counts by file, rows that were not applied, and totals of the registry afterwards."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    unmatched: list[tuple[str, int, str]] = field(default_factory=list)
    rejected: list[tuple[str, int, str]] = field(default_factory=list)
    kept: list[tuple[str, int, str]] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)
    totals: dict[str, int] = field(default_factory=dict)
    # Filled only for a preview, which shows every row.
    rows: list[RowResult] | None = None

    def add_row(
        self, file: str, line: int, outcome: str, key: str, name: str, differences: Sequence[Difference] = ()
    ) -> None:
        """Count an applied row; in a preview, store it unless it changes nothing."""
        self.counts[file][outcome] += 1
        if self.rows is not None and outcome != "unchanged":
            self.rows.append(RowResult(file, line, outcome, key, name, differences))

    def add_unchanged_end(self, file: str, line: int, key: str, name: str, reason: str) -> None:
        """Count a row whose record has ended and does not change, with the reason."""
        self.counts[file]["kept"] += 1
        self.kept.append((file, line, reason))
        if self.rows is not None:
            self.rows.append(RowResult(file, line, "kept", key, name, reason=reason))

    def add_skipped(self, file: str, line: int, outcome: str, key: str, reason: str) -> None:
        """Count a row that was not applied, with the reason."""
        self.counts[file][outcome] += 1
        (self.unmatched if outcome == "unmatched" else self.rejected).append((file, line, reason))
        if self.rows is not None:
            self.rows.append(RowResult(file, line, outcome, key, "", reason=reason))


def effects_of(table: str, known: Mapping[Any, Any], wanted: Mapping[Any, Any]) -> Iterator[Effect]:
    """One effect for each row that is new or differs, with the columns that change."""
    for key, row in wanted.items():
        before = known.get(key)
        if before == row:
            continue
        name = key if isinstance(key, str) else "/".join(key)
        if before is None:
            yield Effect(table, name, None, {})
            continue
        differing = [column for column, old, new in zip(row._fields, before, row, strict=True) if old != new]
        yield Effect(
            table,
            name,
            {column: plain(getattr(before, column)) for column in differing},
            {column: plain(getattr(row, column)) for column in differing},
        )


def digest_of(effects: Iterable[Effect], wanted: Iterable[object] = ()) -> str:
    """SHA-256 of what would be written and replaced: the same later only if nothing has changed."""
    digest = hashlib.sha256()
    for effect in effects:
        digest.update(json.dumps(effect, sort_keys=True, default=str).encode())
    for row in wanted:
        digest.update(repr(row).encode())
    return digest.hexdigest()


def plain(value: object) -> object:
    """The value for JSON: None, booleans, numbers, and text unchanged; anything else as text."""
    return value if value is None or isinstance(value, bool | int | float) else str(value)
