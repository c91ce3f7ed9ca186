"""The stored form of a changed row: its model, its key, and its columns before and after, as JSON."""

import datetime
from typing import Any, NamedTuple

from django.db import models


class RowChange(NamedTuple):
    """A row that was changed, or added if `before` is None; both hold the columns that changed, by column name.

    A foreign key is the column `district_id` with the primary key of the other row.
    """

    model: str
    key: str
    before: dict[str, Any] | None
    after: dict[str, Any]


def encoded(value: Any) -> Any:
    """The value as JSON stores it: decimals, dates, and moments (in UTC) as text."""
    if value is None or isinstance(value, bool | int | float | list | dict):
        return value
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    return str(value)


def decoded(model: type[models.Model], column: str, value: Any) -> Any:
    """A stored value in the type of its column."""
    return None if value is None else model._meta.get_field(column).to_python(value)  # type: ignore[union-attr]  # no relation backwards
