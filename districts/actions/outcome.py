"""The outcome of each row of an import, and the rows that are written."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import models

from changes.actions.rows import RowChange, encoded
from districts.rules.places import state_of

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


@dataclass
class Outcome:
    """The outcome of an import: counts by file, rows that were not applied, and totals of the registry afterwards."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    unmatched: list[tuple[str, int, str]] = field(default_factory=list)
    rejected: list[tuple[str, int, str]] = field(default_factory=list)
    kept: list[tuple[str, int, str]] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)
    # Rows by state and outcome; the state is blank where the row names none.
    by_state: Counter[tuple[str, str]] = field(default_factory=Counter)
    totals: dict[str, int] = field(default_factory=dict)
    # Filled only for a preview, which shows every row.
    rows: list[RowResult] | None = None

    def add_row(
        self,
        file: str,
        line: int,
        outcome: str,
        key: str,
        name: str,
        differences: Sequence[Difference] = (),
        reason: str = "",
        state: str = "",
    ) -> None:
        """Count an applied row; in a preview, store it unless it changes nothing.

        Its state is known from its key if that is an ID.
        """
        self.count(file, outcome, state or state_of(key))
        if self.rows is not None and outcome != "unchanged":
            self.rows.append(RowResult(file, line, outcome, key, name, differences, reason))

    def add_unchanged_end(self, file: str, line: int, key: str, name: str, reason: str) -> None:
        """Count a row whose record has ended and does not change, with the reason."""
        self.count(file, "kept", state_of(key))
        self.kept.append((file, line, reason))
        if self.rows is not None:
            self.rows.append(RowResult(file, line, "kept", key, name, reason=reason))

    def add_skipped(
        self, file: str, line: int, outcome: str, key: str, reason: str, name: str = "", state: str = ""
    ) -> None:
        """Count a row that was not applied, with the reason."""
        self.count(file, outcome, state or state_of(key))
        (self.unmatched if outcome == "unmatched" else self.rejected).append((file, line, reason))
        if self.rows is not None:
            self.rows.append(RowResult(file, line, outcome, key, name, reason=reason))

    def count(self, file: str, outcome: str, state: str | None) -> None:
        """Count a row by file, outcome, and state."""
        self.counts[file][outcome] += 1
        self.by_state[state or "", outcome] += 1


def row_changes(
    model: type[models.Model], known: Mapping[Any, Any], wanted: Mapping[Any, Any], counties: Mapping[str, int]
) -> Iterator[RowChange]:
    """Each row that is new or differs, with the columns that change; `counties` are primary keys by FIPS code."""
    for key, row in wanted.items():
        before = known.get(key)
        if before == row:
            continue
        name = key if isinstance(key, str) else "/".join(key)
        if before is None:
            yield RowChange(model._meta.label_lower, name, None, {})
            continue
        old: dict[str, Any] = {}
        new: dict[str, Any] = {}
        for column, held, stated in zip(row._fields, before, row, strict=True):
            if held == stated:
                continue
            if column == "county":
                old["county_id"], new["county_id"] = counties.get(held), counties.get(stated)
            else:
                old[column], new[column] = encoded(held), encoded(stated)
        yield RowChange(model._meta.label_lower, name, old, new)


def digest_of(changes: Iterable[RowChange], wanted: Iterable[object] = ()) -> str:
    """SHA-256 of what would be written and replaced: the same later only if nothing has changed."""
    digest = hashlib.sha256()
    for change in changes:
        digest.update(json.dumps(change, sort_keys=True, default=str).encode())
    for row in wanted:
        digest.update(repr(row).encode())
    return digest.hexdigest()
