"""What a guided step writes, row by row: shown before, done in one go, and taken back while nothing is built on it."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models

from accounts.refusals import Unready
from districts.permissions import Actor

Written = dict[str, Any]


@dataclass
class ChangeSet:
    """A guided step as it goes: sentences for people, and for each row what it said before and after.

    In a rehearsal the same code runs and nothing is written: what was shown is what will be done.
    """

    by: Actor
    at: datetime.datetime
    source: str = ""
    dry_run: bool = False
    lines: list[dict[str, str]] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def tell(self, section: str, who: object, words: str, address: str = "") -> None:
        """One row of what people read."""
        self.lines.append({"section": section, "who": str(who), "words": words, "address": address})

    def change(self, row: models.Model, **values: Any) -> None:
        """The row with these values, stored."""
        names = {name: row._meta.get_field(name).attname for name in values}  # type: ignore[union-attr]  # no relation backwards
        before = {attname: _plain(getattr(row, attname)) for attname in names.values()}
        if self.dry_run:
            return
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        after = {attname: _plain(getattr(row, attname)) for attname in names.values()}
        said = {attname: [before[attname], after[attname]] for attname in before if before[attname] != after[attname]}
        if said:
            self.written.append({"model": row._meta.label_lower, "pk": row.pk, "said": said})

    def create(self, row: models.Model) -> None:
        """A new row, stored."""
        if self.dry_run:
            return
        row.save(force_insert=True)
        self.written.append({"model": row._meta.label_lower, "pk": row.pk, "new": _whole(row)})


def problems_with_taking_back(written: Sequence[Written]) -> list[str]:
    """What was built on the step since: rows that no longer say what it wrote."""
    problems = []
    for number, entry in enumerate(written):
        row = _row(entry)
        if row is None:
            problems.append(f"A row that this step wrote is no longer there ({entry['model']}).")
            continue
        wrote = entry["new"] if "new" in entry else {name: after for name, (_, after) in entry["said"].items()}
        # A later entry of the same step may have written the same row again: the last one counts.
        later = {name for other in written[number + 1 :] if _is_same(entry, other) for name in other.get("said", ())}
        if changed := [
            name for name, value in wrote.items() if name not in later and _plain(getattr(row, name)) != value
        ]:
            problems.append(f"{row} has been changed since ({', '.join(sorted(changed))}).")
    return problems


def undo_changes(
    written: Sequence[Written],
    *,
    undo_new: Callable[[models.Model], None],
    after_restoring: Callable[[models.Model, dict[str, Any]], None],
) -> None:
    """Every row as it was before, the last one first. Raises Unready where something was built on it.

    `undo_new(row)` does away with a row that the step made; `after_restoring(row, before)` keeps the history of one
    that it changed: `before` is what it said until now.
    """
    if problems := problems_with_taking_back(written):
        raise Unready("This can no longer be taken back, because other work was built on it.", *problems)
    for entry in reversed(written):
        row = _row(entry)
        if row is None:
            continue
        if "new" in entry:
            undo_new(row)
            continue
        said_until_now = {name: getattr(row, name) for name in entry["said"]}
        for name, (before, _) in entry["said"].items():
            column = row._meta.get_field(name)
            value = before if before is None else column.to_python(before)  # type: ignore[union-attr]
            setattr(row, name, value)
        row.save(update_fields=list(entry["said"]))
        after_restoring(row, said_until_now)


def _is_same(entry: Written, other: Written) -> bool:
    return (entry["model"], entry["pk"]) == (other["model"], other["pk"])


def _row(entry: Written) -> models.Model | None:
    model = apps.get_model(entry["model"])
    return model._base_manager.select_for_update().filter(pk=entry["pk"]).first()


def _whole(row: models.Model) -> dict[str, Any]:
    return {column.attname: _plain(getattr(row, column.attname)) for column in row._meta.concrete_fields}


def _plain(value: Any) -> Any:
    """As JSON keeps it."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    return value.isoformat() if isinstance(value, datetime.date) else value
