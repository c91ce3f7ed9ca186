"""How tests get a migrated database quickly, and how those that really commit get it back as it was.

Migrations take about 15 seconds of one core. On SQLite their result is kept in a file beside pytest's own cache until a
migration or a requirement changes. After a test that commits, the rows come from copies kept beside the tables.
"""

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.sqlite3.creation import DatabaseCreation

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".pytest_cache" / "migrated"

AS_MIGRATED = "as_migrated"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename <> 'django_migrations'"


class KeptCreation(DatabaseCreation):
    """Makes SQLite test databases from the kept file, or migrates and keeps what that made.

    One process at a time: a second one waits until the first has migrated, instead of doing the same beside it.
    """

    def create_test_db(self, *arguments: Any, **options: Any) -> str:
        """As in Django; the migrations that it runs find nothing to do if a file is kept."""
        KEPT.mkdir(parents=True, exist_ok=True)
        with (KEPT / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
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
