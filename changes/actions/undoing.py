"""Undoing a set of changes, all or nothing: earlier values come back, and rows that were added are removed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import models

from accounts.refusals import Unready
from changes.actions.rows import RowChange, decoded
from changes.actions.tracking import RestoredRow, Undoing, primary_keys, tracked_model

BATCH = 2_000
# Obstacles named in the message; the rest are counted.
OBSTACLES_SHOWN = 20


def undo_changes(changes: Callable[[], Iterable[RowChange]], *, undoing: Undoing, refusal: str) -> None:
    """Undo the changes in the order given: the last one first.

    `changes` is read twice: once to compare every row with what was written, once to write. Consecutive changes of one
    model are read and written together. Raises Unready with `refusal` and the reasons if a row has changed since or is
    in use; the caller’s transaction is then rolled back.
    """
    # A later change of the set may have written the same row again: the last one counts.
    written_later: dict[tuple[str, str], set[str]] = defaultdict(set)
    for batch in _batches(changes()):
        _compare(batch, written_later, undoing)
    _stop_at_obstacles(undoing, refusal)
    for batch in _batches(changes()):
        (_remove if batch[0].before is None else _restore)(batch, undoing)
    _stop_at_obstacles(undoing, refusal)


def _compare(batch: list[RowChange], written_later: dict[tuple[str, str], set[str]], undoing: Undoing) -> None:
    stated = [change for change in batch if change.after]
    if not stated:
        return
    model = _model(batch)
    pks = primary_keys(model, [change.key for change in stated])
    columns = sorted({column for change in stated for column in change.after})
    # Locked until the caller commits, so that nothing changes between comparing and writing.
    rows = model._base_manager.select_for_update().filter(pk__in=pks.values()).order_by("pk")
    held = {values["pk"]: values for values in rows.values("pk", *columns)}
    for change in stated:
        values = held.get(pks.get(change.key))
        if values is None:
            undoing.obstacles.append(undoing.words_if_gone(change))
            continue
        later = written_later[change.model, change.key]
        changed = [
            column
            for column, value in change.after.items()
            if column not in later and values[column] != decoded(model, column, value)
        ]
        later.update(change.after)
        if changed:
            row = model._base_manager.get(pk=values["pk"])
            undoing.obstacles.append(undoing.words_if_changed(change, row, changed))


def _restore(batch: list[RowChange], undoing: Undoing) -> None:
    model = _model(batch)
    pks = primary_keys(model, [change.key for change in batch])
    rows = model._base_manager.in_bulk(pks.values())
    restored = []
    for change in batch:
        row, before = rows[pks[change.key]], change.before or {}
        restored.append(RestoredRow(row, {column: getattr(row, column) for column in before}))
        for column, value in before.items():
            setattr(row, column, decoded(model, column, value))
    columns = sorted({model._meta.get_field(column).name for change in batch for column in change.before or {}})
    model._base_manager.bulk_create(rows.values(), update_conflicts=True, unique_fields=["pk"], update_fields=columns)
    undoing.restored += len(restored)
    tracked_model(model).after_restoring(restored, undoing)


def _remove(batch: list[RowChange], undoing: Undoing) -> None:
    model = _model(batch)
    pks = primary_keys(model, [change.key for change in batch])
    tracked_model(model).remove(model._base_manager.filter(pk__in=pks.values()), undoing)


def _model(batch: list[RowChange]) -> type[models.Model]:
    return apps.get_model(batch[0].model)


def _batches(changes: Iterable[RowChange]) -> Iterator[list[RowChange]]:
    """Consecutive changes that can be written together: of one model, all changed or all added, each row once."""
    batch: list[RowChange] = []
    keys: set[str] = set()
    kind: Any = None
    for change in changes:
        its_kind = (change.model, change.before is None)
        if batch and (its_kind != kind or change.key in keys or len(batch) == BATCH):
            yield batch
            batch, keys = [], set()
        kind = its_kind
        batch.append(change)
        keys.add(change.key)
    if batch:
        yield batch


def _stop_at_obstacles(undoing: Undoing, refusal: str) -> None:
    if not undoing.obstacles:
        return
    more = len(undoing.obstacles) - OBSTACLES_SHOWN
    rest = [f"… and {more:,} more."] if more > 0 else []
    raise Unready(refusal, *undoing.obstacles[:OBSTACLES_SHOWN], *rest)
