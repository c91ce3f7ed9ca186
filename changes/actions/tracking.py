"""What apps declare about models whose changes can be undone, and one undoing of a set of changes."""

import datetime
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

from django.apps import apps
from django.db import models, transaction
from django.db.models import ProtectedError

from accounts.models import User
from changes.actions.rows import RowChange


class RestoredRow(NamedTuple):
    """A row with its earlier values, and the values that they replaced, by column."""

    row: models.Model
    replaced: dict[str, Any]


@dataclass(kw_only=True)
class Undoing:
    """Who undoes a set of changes and when, the source that the history names, and what has come of it so far.

    The sentences are for people; an app that needs other words overrides them.
    """

    by: User | str
    at: datetime.datetime
    source: str
    obstacles: list[str] = field(default_factory=list)
    restored: int = 0
    removed: int = 0

    def words_if_gone(self, change: RowChange) -> str:
        """A row that no longer exists."""
        return f"A {apps.get_model(change.model)._meta.verbose_name} in this change no longer exists."

    def words_if_changed(self, change: RowChange, row: Any, columns: Sequence[str]) -> str:
        """A row whose columns have other values than the change gave them."""
        labels = sorted(str(row._meta.get_field(column).verbose_name) for column in columns)
        return f"{row} has been changed since: {', '.join(labels)}."

    def words_if_used(self, model: type[models.Model], user: models.Model) -> str:
        """A row that the change added, and that another one refers to."""
        return f"A {model._meta.verbose_name} added by this change is in use: {user._meta.verbose_name} “{user}”."


def delete_rows(rows: models.QuerySet[Any], undoing: Undoing) -> None:
    """Delete rows that were added, unless one is in use."""
    try:
        with transaction.atomic():
            undoing.removed += rows.order_by().delete()[0]
    except ProtectedError as no:
        undoing.obstacles += sorted({undoing.words_if_used(rows.model, user) for user in no.protected_objects})


@dataclass(frozen=True)
class TrackedModel:
    """How rows of a model are found, and what restoring and removing them means."""

    # The columns of its natural key; lookups may follow foreign keys.
    key: tuple[str, ...] = ("pk",)
    after_restoring: Callable[[Sequence[RestoredRow], Undoing], None] = lambda rows, undoing: None
    remove: Callable[[models.QuerySet[Any], Undoing], None] = delete_rows
    # Those of the rows that are the person's own matter, so that someone else undoes an import of them; None: never.
    own_rows: Callable[[models.QuerySet[Any], User, datetime.date], models.QuerySet[Any]] | None = None


_TRACKED: dict[str, TrackedModel] = {}


def track(model: type[models.Model], tracked: TrackedModel) -> None:
    """Declare what is special about a model; others are found by primary key, saved, and deleted."""
    _TRACKED[model._meta.label_lower] = tracked


def tracked_model(model: type[models.Model]) -> TrackedModel:
    """What was declared about a model."""
    return _TRACKED.get(model._meta.label_lower, TrackedModel())


def key_of(row: models.Model) -> str:
    """The key by which a change names this row, with its present values."""
    parts = tracked_model(type(row)).key
    return "/".join(str(attrgetter(part.replace("__", "."))(row)) for part in parts)


def primary_keys(model: type[models.Model], keys: Collection[str]) -> dict[str, Any]:
    """The primary keys of the rows with these keys. One query, none if the key is the primary key itself."""
    columns = tracked_model(model).key
    if columns == ("pk",):
        return {key: model._meta.pk.to_python(key) for key in keys}
    first = {f"{columns[0]}__in": {key.split("/")[0] for key in keys}}
    rows = model._base_manager.filter(**first).values_list("pk", *columns)
    wanted = set(keys)
    return {key: pk for pk, *parts in rows if (key := "/".join(map(str, parts))) in wanted}
