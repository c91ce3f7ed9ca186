"""A set of changes to several records: described for people, and written row by row, or only previewed."""

import datetime
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import models

from accounts.models import User
from accounts.refusals import Unready
from changes.actions.rows import RowChange, encoded
from changes.actions.tracking import key_of
from changes.rules import problems_with_stale_preview
from signing.rules import digest_of


class Section(NamedTuple):
    """A heading of a preview; those with a lower place come first."""

    place: int
    heading: str


@dataclass
class ChangeSet:
    """Changes as they are made: sentences for people, and the values of each row before and after.

    In a dry run the same code runs without writing, so that the preview is what will be done.
    """

    by: User | str
    at: datetime.datetime
    source: str = ""
    dry_run: bool = False
    described: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    changes: list[RowChange] = field(default_factory=list)
    # The same changes as the audit log has always named them: by primary key, with "said" or "new" values.
    logged: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def lines(self) -> list[dict[str, str]]:
        """The sentences in the order of their headings."""
        return [line for _, line in sorted(self.described, key=itemgetter(0))]

    def describe(self, section: Section, who: object, words: str, address: str = "") -> None:
        """Add one sentence about what changes, with the name and the address of its record."""
        line = {"section": section.heading, "who": str(who), "words": words, "address": address}
        self.described.append((section.place, line))

    def change(self, row: models.Model, **values: Any) -> None:
        """Store these values in the row."""
        if self.dry_run:
            return
        columns = [row._meta.get_field(name).attname for name in values]  # type: ignore[union-attr]  # no relation backwards
        before = {column: encoded(getattr(row, column)) for column in columns}
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        after = {column: encoded(getattr(row, column)) for column in columns}
        if changed := [column for column in columns if before[column] != after[column]]:
            self._add(
                row, {column: before[column] for column in changed}, {column: after[column] for column in changed}
            )
            self.logged[-1]["said"] = {column: [before[column], after[column]] for column in changed}

    def create(self, row: models.Model) -> None:
        """Store a new row."""
        if self.dry_run:
            return
        row.save(force_insert=True)
        after = {column.attname: encoded(getattr(row, column.attname)) for column in row._meta.concrete_fields}
        self._add(row, None, after)
        self.logged[-1]["new"] = after

    def _add(self, row: models.Model, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        self.changes.append(RowChange(row._meta.label_lower, key_of(row), before, after))
        self.logged.append({"model": row._meta.label_lower, "pk": row.pk})


def digest_of_preview(change_set: ChangeSet) -> str:
    """The digest of a preview; recording the changes requires the same one."""
    return digest_of({"lines": change_set.lines, "problems": change_set.problems})


def stop_at_problems(change_set: ChangeSet, preview_digest: str) -> None:
    """Raise Unready if there are problems or the changes are not the ones in the preview."""
    if change_set.problems:
        raise Unready(*change_set.problems)
    if problems := problems_with_stale_preview(preview_digest, digest_of_preview(change_set)):
        raise Unready(*problems)
