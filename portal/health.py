"""Whether the portal can serve pages, and what it waits for."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from accounts.models import OutgoingEmail
from grants.models import Recheck, ReviewPDF

# How long an answer is good for: a monitor that asks too often costs nothing.
LASTS = datetime.timedelta(seconds=1)
# The name of the connection that only this module uses, and the milliseconds that a query or a lock may take there.
OWN, LONGEST_QUERY = "health", 2_000
# Without these extensions of PostgreSQL everything works, but searching by part of a name is slow.
EXTENSIONS = ("pg_trgm",)
# PostgreSQL's code for a transaction in which nothing happened for too long; psycopg calls it an internal error.
IDLE_TOO_LONG = "25P03"


@dataclass(frozen=True)
class HealthReport:
    """What `/healthz` tells anyone who asks; None for what it can't know in this state."""

    database_answers: bool
    unapplied_migrations: int | None = None
    oldest_email_waits_minutes: int | None = None
    oldest_recheck_waits_minutes: int | None = None
    oldest_pdf_waits_minutes: int | None = None
    missing_extensions: tuple[str, ...] | None = None
    version: str | None = None

    @property
    def is_ok(self) -> bool:
        """Whether pages can be served. Work that waits or a missing index stops no page."""
        return self.database_answers and not self.unapplied_migrations


_latest: list[tuple[datetime.datetime, HealthReport]] = []


def health_report(at: datetime.datetime) -> HealthReport:
    """The state of the portal, at most a second old. Takes at most five queries."""
    if not _latest or not datetime.timedelta(0) <= at - _latest[0][0] < LASTS:
        _latest[:] = [(at, _look(at))]
    return _latest[0][1]


def _look(at: datetime.datetime) -> HealthReport:
    version = settings.PORTAL_VERSION or None
    try:
        with _own_connection() as database:
            unapplied = len(_migrations_of_this_release() - _applied_migrations(database))
            # Before a migration, these tables may differ from what this release expects.
            minutes = {} if unapplied else _minutes_of_waiting_work(database, at)
            missing = _missing_extensions(database)
    except (DatabaseError, InterfaceError):
        return HealthReport(database_answers=False, version=version)
    return HealthReport(
        database_answers=True,
        unapplied_migrations=unapplied,
        missing_extensions=missing,
        version=version,
        **minutes,
    )


@contextmanager
def _own_connection() -> Iterator[BaseDatabaseWrapper]:
    """A connection that doesn't wait: not for the pool, whose connections pages may hold, and not for a lock.

    Inside a transaction, and on SQLite, it is the usual one.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield connection
        return
    own = connection.copy(alias=OWN)
    options = {name: value for name, value in own.settings_dict["OPTIONS"].items() if name != "pool"}
    limits = f"-c statement_timeout={LONGEST_QUERY} -c lock_timeout={LONGEST_QUERY}"
    own.settings_dict["OPTIONS"] = options | {"options": f"{options.get('options', '')} {limits}".strip()}
    connections[OWN] = own
    try:
        yield own
    finally:
        own.close()
        del connections[OWN]


def _applied_migrations(database: BaseDatabaseWrapper) -> set[tuple[str, str]]:
    try:
        return set(MigrationRecorder(database).migration_qs.values_list("app", "name"))
    except ProgrammingError:  # PostgreSQL answers that there is no such table: nothing was migrated yet
        return set()


def _minutes_of_waiting_work(database: BaseDatabaseWrapper, at: datetime.datetime) -> dict[str, int]:
    """For how long the oldest of each kind of work has waited for the worker, by field; 0 if none waits."""
    waiting_since = {
        "oldest_email_waits_minutes": OutgoingEmail.objects.using(database.alias).waiting().waiting_since(),
        "oldest_recheck_waits_minutes": Recheck.objects.using(database.alias).waiting_since(),
        "oldest_pdf_waits_minutes": ReviewPDF.objects.using(database.alias).waiting_since(),
    }
    # News that may be sent tomorrow waits on purpose.
    return {
        field: max(0, int((at - since).total_seconds() // 60)) if since else 0 for field, since in waiting_since.items()
    }


@cache
def _migrations_of_this_release() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations or ())


def _missing_extensions(database: BaseDatabaseWrapper) -> tuple[str, ...]:
    if database.vendor != "postgresql":
        return ()
    with database.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        present = {name for (name,) in cursor.fetchall()}
    return tuple(name for name in EXTENSIONS if name not in present)


def is_too_busy(error: BaseException | None) -> bool:
    """Whether the database ended the work for a time limit, a lock, or too many visitors: trying again may help."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    if getattr(error.__cause__, "sqlstate", None) == IDLE_TOO_LONG:
        return True
    # SQLite has one error for everything; psycopg's are about resources and connections, never about our code.
    is_about_resources = isinstance(error, OperationalError | InterfaceError)
    is_sqlite_busy = any(word in str(error) for word in ("locked", "deadline"))
    return is_about_resources and (connection.vendor == "postgresql" or is_sqlite_busy)
