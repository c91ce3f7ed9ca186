"""Rows with one of many keys."""

import json
from collections.abc import Iterable
from typing import Any, Literal

from django.db.models import BooleanField, Func


class HasKey(Func):  # the signatures of its methods are Django's
    """Whether the field has one of these keys, row ids or, as `of` says, texts, as one parameter.

    `field__in` has a parameter for each of them; with hundreds, writing the statement takes longer than its rows.
    """

    output_field = BooleanField()

    def __init__(
        self, field: str, keys: Iterable[int] | Iterable[str], *, of: Literal["bigint", "text"] = "bigint"
    ) -> None:
        super().__init__(field)
        self.keys = sorted(keys)
        self.of = of

    def as_sql(self, compiler: Any, connection: Any, *_: Any, **extra: Any) -> Any:
        """The keys as JSON."""
        column, parameters = compiler.compile(self.source_expressions[0])
        return f"{column} IN (SELECT value FROM json_each(%s))", [*parameters, json.dumps(self.keys)]  # noqa: S608  # a column

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:
        """The keys as an array of the column's type; those of another type are compared one by one."""
        column, parameters = compiler.compile(self.source_expressions[0])
        return f"{column} = ANY(%s::{self.of}[])", [*parameters, self.keys]
