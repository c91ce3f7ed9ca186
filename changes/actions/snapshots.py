"""What an action did to some rows: their columns before and after it, as changes that can be undone."""

from typing import Any

from django.db import models

from changes.actions.rows import RowChange, encoded
from changes.actions.tracking import key_of

# The columns of rows by model and key.
Snapshot = dict[tuple[str, str], dict[str, Any]]


def snapshot_of(*tables: models.QuerySet[Any]) -> Snapshot:
    """Every column of these rows, as changes store them, in the order of the tables. One query for each."""
    return {
        (row._meta.label_lower, key_of(row)): {
            column.attname: encoded(getattr(row, column.attname)) for column in row._meta.concrete_fields
        }
        for rows in tables
        for row in rows
    }


def changes_between(before: Snapshot, after: Snapshot) -> list[RowChange]:
    """The rows that were added or changed between the two, with the columns that differ."""
    changes = []
    for (model, key), columns in after.items():
        earlier = before.get((model, key))
        if earlier is None:
            changes.append(RowChange(model, key, None, columns))
        elif differing := [column for column, value in columns.items() if earlier[column] != value]:
            pairs = ({column: held[column] for column in differing} for held in (earlier, columns))
            changes.append(RowChange(model, key, *pairs))
    return changes
