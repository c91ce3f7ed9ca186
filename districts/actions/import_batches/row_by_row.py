"""Imports whose rows are each carried out by the action that a registrar takes by hand."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, NamedTuple, Protocol, TypeVar

from django.db import transaction

from accounts.models import OutgoingEmail
from accounts.models.emails import kind_label
from accounts.refusals import Refusal
from changes.actions.rows import RowChange
from districts.actions.divisions import Author
from districts.actions.import_batches.kinds import ImportRun, KindOfImport, ParsedFiles
from districts.actions.outcome import Difference, Outcome


class NoMatchingRecord(Refusal):
    """The row names a record that the registry does not have."""


class OwnRow(Protocol):
    """A row of a state's own file."""

    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def shown_key(self) -> str: ...
    @property
    def shown_name(self) -> str: ...
    @property
    def shown_state(self) -> str: ...


AnyRow = TypeVar("AnyRow", bound=OwnRow)


class RowEffect(NamedTuple):
    """What carrying out a row did: the outcome, the record, its changed facts, and the rows written.

    `note`: what the row asks for and did not get.
    """

    outcome: str
    key: str
    name: str
    differences: Sequence[Difference] = ()
    changes: Sequence[RowChange] = ()
    note: str = ""


@dataclass
class RowByRow(Generic[AnyRow]):
    """The rows of a file, carried out one by one; in a dry run, everything is rolled back.

    A row that is refused changes nothing and does not stop the others. `tables`: the models that rows write, those that
    others refer to first. `lock` locks every record that rows change: after the first row, the import holds the audit
    log, which a person who holds one of those records may be waiting for.
    """

    facts: Sequence[AnyRow]
    run: ImportRun
    carry_out: Callable[[AnyRow, ImportRun], RowEffect]
    tables: Sequence[str]
    lock: Callable[[Sequence[AnyRow], ImportRun], None]

    def __post_init__(self) -> None:
        self.outcome = Outcome(rows=[])
        self._made: list[RowChange] = []
        self._written: list[RowChange] = []

    def compare(self) -> None:
        """Carry out every row, and keep what came of it."""
        with transaction.atomic():
            self.lock(self.facts, self.run)
            for fact in self.facts:
                self._carry_out(fact)
            emails = OutgoingEmail.objects.filter(written_at=self.run.at).values_list("kind", flat=True)
            self.outcome.made.update(f"Emails to send: {kind_label(kind).lower()}" for kind in emails)
            if self.run.dry_run:
                transaction.set_rollback(True)

    def _carry_out(self, fact: AnyRow) -> None:
        state = fact.shown_state or self.run.state
        skip = partial(
            self.outcome.add_skipped, fact.file, fact.line, key=fact.shown_key, name=fact.shown_name, state=state
        )
        try:
            with transaction.atomic():
                effect = self.carry_out(fact, self.run)
        except NoMatchingRecord as no:
            return skip(outcome="unmatched", reason=str(no))
        except Refusal as no:
            return skip(outcome="rejected", reason=str(no))
        self.outcome.add_row(
            fact.file, fact.line, effect.outcome, effect.key, effect.name, effect.differences, effect.note, state
        )
        return self._made.extend(effect.changes)

    def changes(self) -> Iterator[RowChange]:
        """The rows written, those that others refer to first; none before that, because new ones have no key yet."""
        return iter(self._written)

    def created(self) -> Iterator[object]:
        """The outcome of every row, by which a preview and its import are compared."""
        return iter(self.outcome.rows or ())

    def write(self, _: Author) -> None:
        """Nothing more is written: each row was, when it was compared."""
        self._written = sorted(self._made, key=lambda change: self.tables.index(change.model))


def carried_out_by_row(
    name: str,
    event: str,
    carry_out: Callable[[AnyRow, ImportRun], RowEffect],
    *,
    tables: Sequence[str],
    lock: Callable[[Sequence[AnyRow], ImportRun], None],
) -> KindOfImport:
    """A type of import whose rows are carried out one by one."""

    def comparison(parsed: ParsedFiles, run: ImportRun) -> RowByRow[AnyRow]:
        return RowByRow(parsed.facts, run, carry_out, tables, lock)

    return KindOfImport(name, event, comparison, RowByRow.write)
