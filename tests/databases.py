"""How tests get a migrated database quickly, and how those that really commit get it back as it was.

Migrations take some seconds of one core (tests/migrating.py). On SQLite their result is kept in a file beside pytest's
own cache until a migration or a requirement changes; the temporary PostgreSQL of .ci/ keeps it as a template as long as
it runs. After a test that commits, the rows come from copies kept beside the tables.
"""

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.backends.postgresql.creation import DatabaseCreation as PostgresCreation
from django.db.backends.sqlite3.creation import DatabaseCreation as SqliteCreation

from tests.migrating import quick_migrations

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".pytest_cache" / "migrated"

AS_MIGRATED = "as_migrated"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename <> 'django_migrations'"


def creation() -> BaseDatabaseCreation:
    """What makes this run's test database."""
    if connection.vendor == "sqlite":
        return KeptCreation(connection)
    if (_folder_of_server() / "data").is_dir():
        return ClonedCreation(connection)
    return connection.creation


@contextmanager
def _one_process_at_a_time(folder: Path) -> Iterator[None]:
    """A second one waits until the first has migrated, instead of doing the same beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class KeptCreation(SqliteCreation):
    """Makes SQLite test databases from the kept file, or migrates and keeps what that made."""

    def create_test_db(self, *arguments: Any, **options: Any) -> str:
        """As in Django; the migrations that it runs find nothing to do if a file is kept."""
        with _one_process_at_a_time(KEPT), quick_migrations():
            name: str = super().create_test_db(*arguments, **options)
            if not _kept_file().exists():
                self._keep()
        # Django asks the database once, usually while it migrates; no test should count that.
        assert self.connection.features.supports_json_field
        return name

    def _create_test_db(self, *arguments: Any, **options: Any) -> str:
        name: str = super()._create_test_db(*arguments, **options)  # type: ignore[misc]
        if _kept_file().exists():
            self.connection.close()
            self.connection.settings_dict["NAME"] = name
            self.connection.ensure_connection()
            with closing(sqlite3.connect(_kept_file())) as source:
                source.backup(self.connection.connection)
        return name

    def _keep(self) -> None:
        for old in KEPT.glob("*.sqlite3"):
            old.unlink()
        unfinished = _kept_file().with_suffix(".part")
        with closing(sqlite3.connect(unfinished)) as target:
            self.connection.connection.backup(target)
        unfinished.rename(_kept_file())


class ClonedCreation(PostgresCreation):
    """Makes test databases of the temporary PostgreSQL from its template, or migrates and makes that one."""

    def create_test_db(self, *arguments: Any, **options: Any) -> str:
        """As in Django; the migrations that it runs find nothing to do if there is a template."""
        with _one_process_at_a_time(_folder_of_server()), quick_migrations():
            template = f"migrated_{_what_migrations_depend_on()}"
            has_template = self._has(template)
            if has_template:
                self.connection.settings_dict["TEST"]["TEMPLATE"] = template
            name: str = super().create_test_db(*arguments, **options)
            if not has_template:
                self.connection.close()
                self.connection.close_pool()
                with self._nodb_cursor() as cursor:
                    cursor.execute(f'CREATE DATABASE {template} TEMPLATE "{name}"')
        return name

    def _has(self, database: str) -> bool:
        with self._nodb_cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s)", [database])
            return bool(cursor.fetchone()[0])


def _folder_of_server() -> Path:
    """Where its socket is; .ci/postgres.py keeps its data there too, others don't."""
    settings = connection.settings_dict
    return Path("/", settings["HOST"] or settings["OPTIONS"].get("host", ""))


def _kept_file() -> Path:
    return KEPT / f"{_what_migrations_depend_on()}.sqlite3"


@cache
def _what_migrations_depend_on() -> str:
    """A digest of our migrations and of the versions of everything that has migrations of its own."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def keeps_copies() -> bool:
    """Whether this database can: PostgreSQL, as an account that may write past triggers and foreign keys."""
    if connection.vendor != "postgresql":
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


@transaction.atomic
def keep_copy(name: str) -> None:
    """Copy the rows of every table under this name."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {name}")
        for table in _tables("public"):
            cursor.execute(f'SELECT EXISTS (SELECT FROM public."{table}")')
            if cursor.fetchone()[0]:
                cursor.execute(f'CREATE UNLOGGED TABLE {name}."{table}" AS TABLE public."{table}"')


@transaction.atomic
def return_to(name: str) -> None:
    """Make the rows of every table those of the copy. Numbers of new rows go on where they were.

    Only tables that hold rows are written to, row by row: to TRUNCATE them all takes a hundred times as long.
    """
    copied = set(_tables(name))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # past triggers and foreign keys
        tables = _tables("public")
        cursor.execute(" UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT FROM public.\"{t}\")" for t in tables))
        statements = [f'DELETE FROM public."{table}"' for (table,) in cursor.fetchall()]
        statements += [f'INSERT INTO public."{table}" SELECT * FROM {name}."{table}"' for table in copied]
        if statements:
            cursor.execute("; ".join(statements))


def _tables(schema: str) -> Iterable[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES, [schema])
        return sorted(table for (table,) in cursor.fetchall())
