"""Reads of one form, whose SQL is written once in a process and then run with other values (ADR 38)."""

import datetime
import json
import threading
from collections.abc import Callable, Hashable, Iterable
from copy import copy
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Prefetch, QuerySet, prefetch_related_objects

from accounts.models.prepared import preparing

P = ParamSpec("P")
Row = TypeVar("Row")
Connection = Any  # Django's type of it is known only to its own stubs
Adapter = Callable[[Any], Any]
# The forms of one read that are kept, the latest.
MOST_FORMS = 100


def kept_statement(build: Callable[P, QuerySet[Any, Row]]) -> Callable[P, list[Row]]:
    """Makes a function that builds a queryset into one that reads its rows; the SQL is written at the first call.

    Positional arguments are the form: each combination has its own SQL. Named arguments are values: whole numbers,
    texts, dates, times, or lists of keys for `HasKey`. Each must reach the database as it is and leave the form
    as it is, so None is refused. A statement that breaks this raises TypeError at its first call.
    """
    statements: dict[Hashable, _Statement] = {}

    @wraps(build)
    def read(*form: Any, **values: Any) -> list[Any]:
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, form)
        if (statement := statements.get(key)) is None:
            try:
                statement = _Statement(build, form, values, connection)
            except EmptyResultSet:  # nothing can match, so the database is not asked
                return list(build(*form, **values))
            if len(statements) >= MOST_FORMS:
                statements.pop(next(iter(statements)), None)
            statements[key] = statement
        return statement.read(connection, values)

    return read


class _Statement:
    """The SQL of a queryset, and which of its parameters are which values."""

    def __init__(
        self, build: Callable[..., Any], form: tuple[Any, ...], values: dict[str, Any], connection: Connection
    ) -> None:
        # Written twice with other stand-ins: a parameter that is made from a value, such as the day after it, differs.
        (self._rows, self._compiler, self._sql, self._parameters), again = (
            _written(build, form, values, connection, first) for first in (1, 501)
        )
        self._of_thread = threading.local()
        if (self._sql, _fixed(self._parameters)) != (again[2], _fixed(again[3])):
            raise TypeError(f"{build.__qualname__}: a value changes the statement, or is changed on the way to it.")

    def read(self, connection: Connection, values: dict[str, Any]) -> list[Any]:
        """The rows with these values."""
        if None in values.values():
            raise TypeError("A kept statement takes no None: NULL is compared in another way.")
        parameters = tuple(
            parameter if adapt is None else adapt(values[name]) for name, parameter, adapt in self._parameters
        )
        rows, compiler = self._prepared()
        compiler.connection = preparing(connection)
        compiler.as_sql = lambda *_, **__: (self._sql, parameters)
        found = list(rows._iterable_class(rows))
        if rows._prefetch_related_lookups:
            prefetch_related_objects(found, *rows._prefetch_related_lookups)
        return found

    def _prepared(self) -> tuple[Any, Any]:
        """A queryset and its compiler for this thread: to copy them for each read takes as long as the read."""
        of_thread = self._of_thread
        if not hasattr(of_thread, "prepared"):
            rows, compiler = self._rows._chain(), copy(self._compiler)
            rows.query.get_compiler = lambda *_, **__: compiler
            of_thread.prepared = rows, compiler
        prepared: tuple[Any, Any] = of_thread.prepared
        return prepared


def _written(
    build: Callable[..., Any], form: tuple[Any, ...], values: dict[str, Any], connection: Connection, first: int
) -> tuple[Any, Any, str, list[tuple[str, Any, Adapter | None]]]:
    stand_ins = {name: _stand_in(value, place) for place, (name, value) in enumerate(values.items(), first)}
    rows = build(*form, **stand_ins)
    if any(isinstance(beside, Prefetch) and beside.queryset is not None for beside in rows._prefetch_related_lookups):
        raise TypeError(f"{build.__qualname__}: the queryset of a Prefetch would keep the values it is built with.")
    compiler = rows.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    compiler.connection = None  # each thread has its own
    return rows, compiler, sql, [_recognized(parameter, stand_ins, connection) for parameter in parameters]


def _stand_in(value: Any, place: int) -> Any:
    """A value of the same type that nothing else in a statement has."""
    if isinstance(value, datetime.datetime):
        return datetime.datetime(8000 + place, 1, 1, tzinfo=datetime.UTC)
    if isinstance(value, datetime.date):
        return datetime.date(8000 + place, 1, 1)
    if isinstance(value, str):
        return f"\ue000{place}\ue000"
    if isinstance(value, int) and not isinstance(value, bool):
        return 2_000_000_000 + place
    if isinstance(value, Iterable):
        is_text = any(isinstance(each, str) for each in value)
        return [f"\ue000{place}\ue000" if is_text else 2_000_000_000 + place]
    raise TypeError(f"A kept statement takes no {type(value).__name__} as a value.")


def _recognized(parameter: Any, stand_ins: dict[str, Any], connection: Connection) -> tuple[str, Any, Adapter | None]:
    """The parameter with the name of its value and how that reaches the database; without these if it is fixed."""
    for name, stand_in in stand_ins.items():
        for adapt in _adapters(stand_in, parameter, connection):
            if adapt(stand_in) == parameter:
                return name, None, adapt
    return "", parameter, None


def _adapters(value: Any, parameter: Any, connection: Connection) -> tuple[Adapter, ...]:
    """The ways in which Django passes such a value to this database."""
    if isinstance(value, datetime.datetime):
        return (connection.ops.adapt_datetimefield_value,)
    if isinstance(value, datetime.date):
        return (connection.ops.adapt_datefield_value,)
    if isinstance(value, list):  # as `HasKey` passes them
        return (sorted, lambda keys: json.dumps(sorted(keys)))
    return (type(parameter),) if parameter == value else ()  # a text, or one of PostgreSQL's types of integers


def _fixed(parameters: list[tuple[str, Any, Adapter | None]]) -> list[tuple[str, Any]]:
    return [(name, parameter) for name, parameter, _ in parameters]
