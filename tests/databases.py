"""How tests that really commit get the database back as it was: from copies of its rows, kept beside its tables."""

from collections.abc import Iterable

from django.db import connection, transaction

AS_MIGRATED = "as_migrated"
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename <> 'django_migrations'"


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
