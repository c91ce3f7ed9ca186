"""A budget from a file: what it would change, and changing exactly that."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from accounts.refusals import Unready
from audit import log
from grants.actions.budget_table import RowsRefused, TableRow, names_in, save_budget_table
from grants.actions.budget_undo import keep_upload
from grants.actions.pen import check_is_open, locked
from grants.models import Application, BudgetLine
from grants.permissions.application import keys_written_by
from grants.rules.budget_cells import BudgetFileRow, values_in
from grants.rules.sections import BUDGET
from signing.rules import digest_of

CHANGED = "The budget changed after this preview was made. Nothing was saved. Review the new preview, then save again."
DOWNLOAD_AGAIN = "This line changed after the file was downloaded. Download the budget again to change it."


@dataclass(frozen=True)
class FileChange:
    """What one row of the file does: "added", "changed", "proposed", "removed", "same", or "refused" with problems."""

    kind: str
    row: TableRow
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class FilePreview:
    """What the file does, row by row. Saving takes the digest, so that what is saved is what was read."""

    changes: list[FileChange]
    digest: str

    def of_kind(self, *kinds: str) -> list[FileChange]:
        """The changes of these kinds."""
        return [change for change in self.changes if change.kind in kinds]


@transaction.atomic
def preview_budget_file(
    *, application: Application, rows: Sequence[BudgetFileRow], removes: bool, by: User, at: datetime.datetime
) -> FilePreview:
    """What saving these rows would do. Nothing is saved: each row is tried by the action that saves it, and undone.

    With `removes`, lines that this person writes and that the file doesn't have are removed.
    """
    application = locked(application)
    check_is_open(application, BUDGET, at=at)
    lines = {line.key: line for line in application.budget_lines.for_budget()}
    names = names_in(application)
    changes, seen = [], set()
    for row in rows:
        values = values_in(row.cells, names, formulas=row.formulas)
        line = lines.get(row.key) if row.key else None
        table_row = TableRow(row.number, values, line, line.revision if line else 0)
        problems: tuple[str, ...] = ()
        if row.key and line is None:
            problems = (f"The budget has no line {row.key}. Leave “Line” blank to add a new one.",)
        elif row.key in seen:
            problems = (f"Line {row.key} is in the file twice.",)
        seen.add(row.key or None)
        changes.append(_tried(application, table_row, row.revision, problems, by=by, at=at))
    if removes:
        own = keys_written_by(by, application, edits=False)
        missing = [line for key, line in lines.items() if key not in seen and line.owner and line.owner.key in own]
        gone = (TableRow(0, line=line, revision=line.revision, is_removed=True) for line in missing)
        changes += [_tried(application, row, row.revision, (), by=by, at=at) for row in gone]
    stated = [[one.kind, one.row.number, one.row.line.pk if one.row.line else 0, one.row.revision] for one in changes]
    cells = [[row.number, row.key, row.cells] for row in rows]
    return FilePreview(changes, digest_of({"changes": stated, "cells": cells}))


@transaction.atomic
def apply_budget_file(
    *,
    application: Application,
    rows: Sequence[BudgetFileRow],
    removes: bool,
    digest: str,
    by: User,
    at: datetime.datetime,
) -> list[BudgetLine]:
    """Save what the preview with this digest showed, without the rows that it refused. Raises Refused or Unready."""
    preview = preview_budget_file(application=application, rows=rows, removes=removes, by=by, at=at)
    if preview.digest != digest:
        raise Unready(CHANGED)
    changes = preview.of_kind("added", "changed", "proposed", "removed")
    if not changes:
        raise Unready("This file has no changes that can be saved. Correct it, then upload it again.")
    saved = save_budget_table(application=application, rows=[one.row for one in changes], by=by, at=at)
    lines = [(one.row.line, line, one.row.is_removed) for one, line in zip(changes, saved, strict=True)]
    keep_upload(application, lines, by=by, at=at)
    log.record(
        "budget.file_saved", application, by=by, at=at, digest=digest, lines=[line.key for line in saved],
        refused=len(preview.of_kind("refused")),
    )  # fmt: skip
    return saved


def _tried(
    application: Application,
    row: TableRow,
    revision: int,
    problems: tuple[str, ...],
    *,
    by: User,
    at: datetime.datetime,
) -> FileChange:
    """What saving the row would do; it is saved and undone."""
    if problems:
        return FileChange("refused", row, problems)
    was_proposed = row.line is not None and row.line.needs_answer
    try:
        with transaction.atomic():
            saved = save_budget_table(application=application, rows=[row], by=by, at=at)
            transaction.set_rollback(True)
    except RowsRefused as no:
        return FileChange("refused", row, tuple(problem for found in no.rows.values() for problem in found))
    if not saved:
        return FileChange("same", row)
    if row.line is not None and row.line.revision != revision:
        return FileChange("refused", row, (DOWNLOAD_AGAIN,))
    if row.is_removed:
        return FileChange("removed", row)
    if saved[0].needs_answer and not was_proposed:
        return FileChange("proposed", row)
    return FileChange("changed" if row.line else "added", row)
