"""Rows of an import, each once."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar

from districts.imports.report import Report


class FileRow(Protocol):
    """A row with its file, its line, and its unique key."""

    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def key(self) -> tuple[str, ...]: ...
    def __iter__(self) -> Iterator[object]: ...


AnyFact = TypeVar("AnyFact", bound=FileRow)


class Rows(Generic[AnyFact]):
    """Rows by key: a repeated row is reported, and contradicting rows are both rejected."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.first: dict[tuple[str, ...], AnyFact] = {}
        self.contradicted: set[tuple[str, ...]] = set()

    def add(self, fact: AnyFact) -> None:
        """Add a row, or report why it is not added."""
        key = fact.key
        first = self.first.setdefault(key, fact)
        if first is fact:
            return
        here, there = _place_of(fact, beside=first), _place_of(first, beside=fact)
        if key not in self.contradicted and tuple(fact)[2:] == tuple(first)[2:]:
            self.report.remark(fact.file, fact.line, "repeated", f"{key[0]} repeats {there}", key=key[0])
            return
        if key not in self.contradicted:
            self.contradicted.add(key)
            reason = f"{key[0]} contradicts {here}; neither row is imported"
            self.report.remark(first.file, first.line, "rejected", reason, key=key[0])
        reason = f"{key[0]} contradicts {there}; neither row is imported"
        self.report.remark(fact.file, fact.line, "rejected", reason, key=key[0])

    def taken(self) -> list[AnyFact]:
        """The rows without contradictions."""
        return [fact for key, fact in self.first.items() if key not in self.contradicted]


def _place_of(fact: FileRow, *, beside: FileRow) -> str:
    return f"line {fact.line}" if fact.file == beside.file else f"{fact.file}, line {fact.line}"
