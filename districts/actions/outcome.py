"""What becomes of the rows of a delivery, and what they write."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

Difference = tuple[str, object, object]


class RowSaid(NamedTuple):
    """What becomes of one row of a file."""

    file: str
    line: int
    outcome: str
    key: str
    name: str
    differences: Sequence[Difference] = ()
    reason: str = ""


class Effect(NamedTuple):
    """One record that is written: what it said of the columns that change (None: it is new), and what it will say."""

    table: str
    key: str
    before: dict[str, Any] | None
    after: dict[str, Any]


@dataclass
class Outcome:
    """What became of the rows: counts by file, rows without a record, and what the register holds now."""

    counts: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    unmatched: list[tuple[str, int, str]] = field(default_factory=list)
    rejected: list[tuple[str, int, str]] = field(default_factory=list)
    kept: list[tuple[str, int, str]] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)
    totals: dict[str, int] = field(default_factory=dict)
    # Only where somebody looks at every row.
    rows: list[RowSaid] | None = None

    def say(
        self, file: str, line: int, outcome: str, key: str, name: str, differences: Sequence[Difference] = ()
    ) -> None:
        """Count a row that was taken, and keep it where somebody looks and it does something."""
        self.counts[file][outcome] += 1
        if self.rows is not None and outcome != "unchanged":
            self.rows.append(RowSaid(file, line, outcome, key, name, differences))

    def keep(self, file: str, line: int, key: str, name: str, reason: str) -> None:
        """Count a row whose record has ended and stays as it is, with the reason."""
        self.counts[file]["kept"] += 1
        self.kept.append((file, line, reason))
        if self.rows is not None:
            self.rows.append(RowSaid(file, line, "kept", key, name, reason=reason))

    def leave(self, file: str, line: int, outcome: str, key: str, reason: str) -> None:
        """Count a row that was not taken, with the reason."""
        self.counts[file][outcome] += 1
        (self.unmatched if outcome == "unmatched" else self.rejected).append((file, line, reason))
        if self.rows is not None:
            self.rows.append(RowSaid(file, line, outcome, key, "", reason=reason))


def effects_of(table: str, known: Mapping[Any, Any], wanted: Mapping[Any, Any]) -> Iterator[Effect]:
    """The rows that are new or differ, each with the columns that change."""
    for key, row in wanted.items():
        before = known.get(key)
        if before == row:
            continue
        said = key if isinstance(key, str) else "/".join(key)
        if before is None:
            yield Effect(table, said, None, {})
            continue
        differing = [name for name, old, new in zip(row._fields, before, row, strict=True) if old != new]
        yield Effect(
            table,
            said,
            {name: plain(getattr(before, name)) for name in differing},
            {name: plain(getattr(row, name)) for name in differing},
        )


def digest_of(effects: Iterable[Effect], wanted: Iterable[object] = ()) -> str:
    """SHA-256 of what is written and what stands there before it: the same today and tomorrow, if nothing changed."""
    digest = hashlib.sha256()
    for effect in effects:
        digest.update(json.dumps(effect, sort_keys=True, default=str).encode())
    for row in wanted:
        digest.update(repr(row).encode())
    return digest.hexdigest()


def plain(value: object) -> object:
    """The value as JSON keeps it: numbers, text, yes and no, nothing; all else as text."""
    return value if value is None or isinstance(value, bool | int | float) else str(value)
