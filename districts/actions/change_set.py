"""A set of changes to several records: previewed, made together, and undone if nothing has changed since."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from accounts.refusals import Unready
from districts.permissions import Actor

# A changed or new row, as JSON: {"model", "pk"} and "said" ({column: [before, after]}) or "new" ({column: value}).
RowChange = dict[str, Any]


@dataclass
class ChangeSet:
    """Changes as they are made: sentences for people, and the values of each row before and after.

    In a dry run the same code runs without writing, so that the preview is what will be done.
    """

    by: Actor
    at: datetime.datetime
    source: str = ""
    dry_run: bool = False
    lines: list[dict[str, str]] = field(default_factory=list)
    changes: list[RowChange] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def describe(self, section: str, who: object, words: str, address: str = "") -> None:
        """Add one sentence about what changes, with the name and the address of its record."""
        self.lines.append({"section": section, "who": str(who), "words": words, "address": address})

    def change(self, row: models.Model, **values: Any) -> None:
        """Store these values in the row."""
        names = {name: row._meta.get_field(name).attname for name in values}  # type: ignore[union-attr]  # no relation backwards
        before = {attname: _plain(getattr(row, attname)) for attname in names.values()}
        if self.dry_run:
            return
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        after = {attname: _plain(getattr(row, attname)) for attname in names.values()}
        changed = {
            attname: [before[attname], after[attname]] for attname in before if before[attname] != after[attname]
        }
        if changed:
            self.changes.append({"model": row._meta.label_lower, "pk": row.pk, "said": changed})

    def create(self, row: models.Model) -> None:
        """Store a new row."""
        if self.dry_run:
            return
        row.save(force_insert=True)
        self.changes.append({"model": row._meta.label_lower, "pk": row.pk, "new": _all_values(row)})


def problems_with_undoing(changes: Sequence[RowChange]) -> list[str]:
    """The rows that have changed since, or are gone: sentences."""
    problems = []
    for number, entry in enumerate(changes):
        row = _row(entry)
        if row is None:
            problems.append(f"A record in this change no longer exists ({entry['model']}).")
            continue
        wrote = entry["new"] if "new" in entry else {name: after for name, (_, after) in entry["said"].items()}
        # A later change of the set may have written the same row again: the last one counts.
        later = {name for other in changes[number + 1 :] if _is_same(entry, other) for name in other.get("said", ())}
        if changed := [
            name for name, value in wrote.items() if name not in later and _plain(getattr(row, name)) != value
        ]:
            problems.append(f"{row} has been changed since ({', '.join(sorted(changed))}).")
    return problems


def undo_changes(
    changes: Sequence[RowChange],
    *,
    undo_new: Callable[[models.Model], None],
    after_restoring: Callable[[models.Model, dict[str, Any]], None],
) -> None:
    """Restore every row, the last one first. Raises Unready if one has changed since.

    `undo_new(row)` removes a row that the set created; `after_restoring(row, before)` records the history of a restored
    one: `before` holds the values just replaced.
    """
    if problems := problems_with_undoing(changes):
        raise Unready("This can’t be undone, because these records have changed since.", *problems)
    for entry in reversed(changes):
        row = _row(entry)
        if row is None:
            continue
        if "new" in entry:
            undo_new(row)
            continue
        undone_values = {name: getattr(row, name) for name in entry["said"]}
        for name, (before, _) in entry["said"].items():
            column = row._meta.get_field(name)
            value = before if before is None else column.to_python(before)  # type: ignore[union-attr]
            setattr(row, name, value)
        row.save(update_fields=list(entry["said"]))
        after_restoring(row, undone_values)


def _is_same(entry: RowChange, other: RowChange) -> bool:
    return (entry["model"], entry["pk"]) == (other["model"], other["pk"])


def _row(entry: RowChange) -> models.Model | None:
    model = apps.get_model(entry["model"])
    return model._base_manager.select_for_update().filter(pk=entry["pk"]).first()


def _all_values(row: models.Model) -> dict[str, Any]:
    return {column.attname: _plain(getattr(row, column.attname)) for column in row._meta.concrete_fields}


def _plain(value: Any) -> Any:
    """The value as JSON stores it."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value
