"""What tests build by walking the actions is walked once; after that its rows are put back, and its objects copied.

A recording holds for the state of the database in which it was made, as a build system knows it: for every table that
the building read or wrote, what wrote to it last. Rows that a test wrote itself match no recording, those of another
recording do, and a savepoint that is rolled back returns to the state before it. Then the actions would do the
same again, to the same keys: no sequence gives a number twice.

`@kept` is for functions whose arguments are plain values. Tests that replace code or really commit always walk.
"""

import copy
import datetime
import decimal
import functools
import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest
from django.apps import apps
from django.conf import UserSettingsHolder, settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.utils import timezone

# Fixtures of tests in which the same actions may do something else, or other connections write.
NEVER_WITH = {"monkeypatch", "transactional_db", "live_server", "django_db_reset_sequences"}
# Fixtures of tests/conftest.py that make the database, once it is asked for.
OF_THE_HOST = {"django_db_setup", "django_db_modify_db_settings"}
WRITE = re.compile(r"\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+[\"`]?(\w+)", re.IGNORECASE)
READ_ONLY = re.compile(r"\s*(?:SELECT|SET|SHOW|PRAGMA|EXPLAIN|LOCK)\b", re.IGNORECASE)
SAVEPOINT = re.compile(r"(ROLLBACK TO SAVEPOINT|RELEASE SAVEPOINT|SAVEPOINT) (\S+)")
WORD = re.compile(r"\w+")
# Where files are kept. No recording keeps files, so no function that writes them is @kept.
OF_FILES = {"STORAGES", "MEDIA_ROOT"}
MOST_ROWS = 2_000
# Of one function with the same arguments, in vain; then it is walked without looking on.
MOST_RECORDINGS = 8

State = dict[str, object]


@dataclass(eq=False)
class Recording:
    """What a building read and did. It is the state of the tables that it wrote to."""

    before: State
    added: dict[str, list[Any]]
    changed: dict[str, list[Any]]
    deleted: dict[str, list[Any]]
    result: Any
    on_commit: list[Any]


@dataclass(eq=False)
class Building:
    """What was there when it began, of the tables that it has read or written so far."""

    before: State = field(default_factory=dict)
    rows: dict[str, dict[Any, Any]] = field(default_factory=dict)
    fits: bool = True  # into memory


class Keeper:
    """An execute wrapper that knows of each table what wrote to it last. Absent ones are as migrated."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.states: State = {}
        self.savepoints: list[tuple[str, State]] = []
        self.buildings: list[Building] = []
        self.is_quiet = False
        self.has_committed = False

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Note what is read before it is executed, and what is written after that."""
        if self.is_quiet:
            return execute(sql, params, many, context)
        words = str(sql)  # psycopg has statements of its own kind
        if savepoint := SAVEPOINT.match(words):
            result = execute(sql, params, many, context)
            self._follow(*savepoint.groups())
            return result
        written = _written_by(words)
        if self.buildings:
            self.touch(_tables_in(words), written)
        result = execute(sql, params, many, context)
        for table in written:
            self.states[table] = object()
            self.has_committed |= not self.connection.in_atomic_block
        return result

    def _follow(self, what: str, name: str) -> None:
        if what == "SAVEPOINT":
            self.savepoints.append((name, dict(self.states)))
            return
        while self.savepoints and self.savepoints[-1][0] != name:
            self.savepoints.pop()
        if self.savepoints and what == "RELEASE SAVEPOINT":
            self.savepoints.pop()
        elif self.savepoints:
            self.states = dict(self.savepoints[-1][1])

    def touch(self, read: Iterable[str], written: Iterable[str]) -> None:
        """Tables are about to be read or written: every open building remembers how they were."""
        for building in self.buildings:
            for table in (*read, *written):
                building.before.setdefault(table, self.states.get(table))
            for table in written:
                if table not in building.rows and building.fits:
                    rows = self.rows_of(table)
                    building.rows[table], building.fits = rows or {}, rows is not None

    def rows_of(self, table: str) -> dict[Any, Any] | None:
        """All rows by their key, as the database writes them; None if there are too many."""
        with self.quiet_cursor():
            known = _columns_of(table)
        if known is None:
            return None
        key, columns = known
        values = ", ".join(f'+"{name}"' for name in columns)  # the sign takes the type away, and with it the conversion
        if self.connection.vendor == "postgresql":
            values = f'kept_row."{key}"::text, kept_row::text'
        with self.quiet_cursor() as cursor:
            cursor.execute(f'SELECT {values} FROM "{table}" kept_row LIMIT {MOST_ROWS + 1}')
            rows = cursor.fetchall()
        if len(rows) > MOST_ROWS:
            return None
        if self.connection.vendor == "postgresql":
            return dict(rows)
        place = columns.index(key)
        return {row[place]: row for row in rows}

    @contextmanager
    def quiet_cursor(self) -> Iterator[Any]:
        """A cursor whose statements aren't noted here."""
        before, self.is_quiet = self.is_quiet, True
        try:
            with self.connection.cursor() as cursor:
                yield cursor
        finally:
            self.is_quiet = before

    def put_back(self, recording: Recording) -> None:
        """Write what the building wrote. Foreign keys are checked at the end of the transaction."""
        self.touch(recording.before, recording.added)
        with self.quiet_cursor() as cursor:
            for table, rows in recording.added.items():
                if rows:
                    _insert(cursor, table, rows)
            for table, rows in recording.changed.items():
                for key, row in rows:
                    _update(cursor, table, key, row)
            for table, keys in recording.deleted.items():
                _delete(cursor, table, keys)
        self.states |= dict.fromkeys(recording.added, recording)
        for function in recording.on_commit:
            self.connection.on_commit(function)


_is_allowed = [True]
_recordings: dict[str, list[Recording]] = {}
# How often rows were put back, and how often the actions were walked.
counts = {"put back": 0, "walked": 0}

Build = TypeVar("Build", bound=Callable[..., Any])


def allow_for(item: pytest.Item) -> None:
    """Whether recordings may be used in this test."""
    marker = item.get_closest_marker("django_db")
    commits = bool(marker and (marker.kwargs.get("transaction") or marker.args[:1] == (True,)))
    _is_allowed[0] = not commits and NEVER_WITH.isdisjoint(asked_for(item))


def asked_for(item: pytest.Item) -> set[str]:
    """The fixtures that the test and our fixtures name. What those of plugins ask for is not among them."""
    if not isinstance(item, pytest.Function):
        return set()
    known = item._fixtureinfo.name2fixturedefs.items()
    ours = (one for name, all_ in known for one in all_ if one.baseid.startswith("tests") and name not in OF_THE_HOST)
    return {*item._fixtureinfo.initialnames, *(name for one in ours for name in one.argnames)}


def kept(build: Build) -> Build:
    """The same function, which walks only where no recording fits the database and the arguments."""

    @functools.wraps(build)
    def building(*args: Any, **more: Any) -> Any:
        keeper, question = keeper_of(connection), _question(build, args, more)
        is_usable = _is_allowed[0] and connection.in_atomic_block and keeper and not keeper.has_committed
        if not is_usable or question is None or connection.needs_rollback:
            return build(*args, **more)
        known = _recordings.setdefault(question, [])
        for recording in known:
            if all(keeper.states.get(table) is state for table, state in recording.before.items()):
                counts["put back"] += 1
                keeper.put_back(recording)
                return copy.deepcopy(recording.result)
        counts["walked"] += 1
        if len(known) >= MOST_RECORDINGS:
            return build(*args, **more)
        return _record(keeper, known, lambda: build(*args, **more))

    return building  # type: ignore[return-value]


def _record(keeper: Keeper, known: list[Recording], build: Callable[[], Any]) -> Any:
    """Walk, and keep what came of it."""
    mine, waiting = Building(), len(connection.run_on_commit)
    keeper.buildings.append(mine)
    try:
        result = build()
    finally:
        keeper.buildings.remove(mine)
    if not mine.fits:
        return result
    recording = Recording(mine.before, {}, {}, {}, None, [call[1] for call in connection.run_on_commit[waiting:]])
    for table, before in mine.rows.items():
        now = keeper.rows_of(table)
        if now is None:
            return result
        recording.added[table] = [row for key, row in now.items() if key not in before]
        recording.changed[table] = [(k, row) for k, row in now.items() if k in before and before[k] != row]
        recording.deleted[table] = [key for key in before if key not in now]
    recording.result = copy.deepcopy(result)
    keeper.states |= dict.fromkeys(recording.added, recording)
    known.append(recording)
    return result


def _question(build: Callable[..., Any], args: tuple[Any, ...], more: dict[str, Any]) -> str | None:
    """What is asked for, on which day and with which settings; None if the arguments are not plain values."""
    holder, overridden = settings._wrapped, []
    while isinstance(holder, UserSettingsHolder):
        changed = {name: value for name, value in vars(holder).items() if name.isupper() and name not in OF_FILES}
        overridden.append(repr(changed))
        holder = holder.default_settings
    name = f"{build.__module__}.{build.__qualname__}"
    today = timezone.now().date()
    try:
        return json.dumps([name, args, more, today, overridden], default=_as_text)
    except TypeError:
        return None


def _as_text(value: Any) -> str:
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta | decimal.Decimal):
        return repr(value)
    raise TypeError


def keeper_of(connection: Any) -> Keeper | None:
    """The one that follows this connection."""
    return next((wrapper for wrapper in connection.execute_wrappers if isinstance(wrapper, Keeper)), None)


@contextmanager
def connections_are_followed() -> Iterator[None]:
    """From now on every connection knows what wrote to its tables. The database is as migrated."""
    rollback, commit = BaseDatabaseWrapper.rollback, BaseDatabaseWrapper.commit

    def followed_rollback(connection: BaseDatabaseWrapper) -> None:
        rollback(connection)
        if keeper := keeper_of(connection):
            keeper.states, keeper.savepoints = {}, []

    def followed_commit(connection: BaseDatabaseWrapper) -> None:
        commit(connection)
        if (keeper := keeper_of(connection)) and keeper.states:
            keeper.has_committed = True

    connection_created.connect(begin_to_follow)
    for one in connections.all(initialized_only=True):
        begin_to_follow(connection=one)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "rollback", followed_rollback)
        patch.setattr(BaseDatabaseWrapper, "commit", followed_commit)
        yield
    connection_created.disconnect(begin_to_follow)


def begin_to_follow(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Follow this connection from now on."""
    if not keeper_of(connection):
        connection.execute_wrappers.append(Keeper(connection))


def is_as_migrated() -> None:
    """The tables were emptied after a test that committed."""
    if keeper := keeper_of(connection):
        keeper.states, keeper.savepoints, keeper.has_committed = {}, [], False


def _written_by(sql: str) -> tuple[str, ...]:
    """The tables that the statement may write to."""
    if READ_ONLY.match(sql):
        return ()
    if write := WRITE.match(sql):
        return (write[1],)
    return _tables_in(sql)  # what begins in another way is taken for a write


@functools.lru_cache(maxsize=20_000)
def _tables_in(sql: str) -> tuple[str, ...]:
    return tuple({*WORD.findall(sql)} & _all_tables())


@functools.cache
def _all_tables() -> frozenset[str]:
    return frozenset(connection.introspection.django_table_names(include_views=False))


@functools.cache
def _columns_of(table: str) -> tuple[str, list[str]] | None:
    """The name of the key, and the names of all columns in their order; None for a table without a model."""
    models = (m for m in apps.get_models(include_auto_created=True) if m._meta.db_table == table)
    if (model := next(models, None)) is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}" LIMIT 0')
        return model._meta.pk.column, [column[0] for column in cursor.description]


def _insert(cursor: Any, table: str, rows: list[Any]) -> None:
    if connection.vendor == "postgresql":
        row = f'SELECT unnest(%s::text[])::"{table}" AS one OFFSET 0'
        cursor.execute(f'INSERT INTO "{table}" SELECT (one).* FROM ({row}) AS all_rows', [rows])
        return
    names = _columns_of(table)[1]
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join(["%s"] * len(names))
    cursor.executemany(f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', rows)


def _update(cursor: Any, table: str, key: Any, row: Any) -> None:
    key_name, names = _columns_of(table)
    if connection.vendor == "postgresql":
        columns, values = ", ".join(f'"{n}"' for n in names), ", ".join(f'(one)."{n}"' for n in names)
        new = f'SELECT %s::"{table}" AS one OFFSET 0'
        where = f'"{table}"."{key_name}"::text = %s'
        cursor.execute(f'UPDATE "{table}" SET ({columns}) = (SELECT {values} FROM ({new}) AS new_row) WHERE {where}',
                       [row, key])  # fmt: skip
        return
    columns = ", ".join(f'"{name}" = %s' for name in names)
    cursor.execute(f'UPDATE "{table}" SET {columns} WHERE "{key_name}" = %s', [*row, key])


def _delete(cursor: Any, table: str, keys: list[Any]) -> None:
    key_name = _columns_of(table)[0]
    as_text = "::text" if connection.vendor == "postgresql" else ""
    for key in keys:
        cursor.execute(f'DELETE FROM "{table}" WHERE "{key_name}"{as_text} = %s', [key])
