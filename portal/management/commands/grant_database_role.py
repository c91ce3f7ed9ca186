"""`manage.py grant_database_role ROLE`: gives the role that the portal runs as the rights it needs, and no more."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder
from psycopg import sql

from audit.models import Entry, Head
from grants.models import Determination, RulesVersion, SealedPacket, Version

# The running role adds rows to these and never changes or deletes one.
SEALED = (Entry, Version, SealedPacket, Determination, RulesVersion)


class Command(BaseCommand):
    """Run by the owner of the tables after each `migrate`: new tables belong to the owner alone until then."""

    help = (
        "Let a database role run the portal: read and write every table, but not change or delete sealed records (the "
        "audit log, submitted versions and their packets, determinations, published rules), and not change tables or "
        "triggers. Run it as the owner of the tables, after each migrate."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The running role."""
        parser.add_argument("role", help="the role in the DATABASE_URL that the portal runs with")

    def handle(self, *_: object, role: str, **__: object) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Only PostgreSQL has database roles.")
        with connection.cursor() as cursor:
            if problem := _problem_with(cursor, role):
                raise CommandError(problem)
            for statement in _statements():
                cursor.execute(statement.format(role=sql.Identifier(role)))
        self.stdout.write(f"{role} can run the portal but can’t change sealed records.")


def _problem_with(cursor: CursorWrapper, role: str) -> str:
    cursor.execute(
        "SELECT rolsuper, pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles WHERE rolname = %s", [role]
    )
    row = cursor.fetchone()
    if row is None:
        return f"There is no database role {role}. Create it first, as docs/operations.md says."
    is_superuser, is_owner = row
    if is_superuser or is_owner:
        return (
            f"{role} is a superuser or can act as the owner of the tables, so grants can’t limit it. Use another role."
        )
    return ""


def _statements() -> list[sql.SQL]:
    sealed = ", ".join(model._meta.db_table for model in SEALED)
    return [
        sql.SQL(text)
        for text in (
            "GRANT USAGE ON SCHEMA public TO {role}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
            f"REVOKE UPDATE, DELETE, TRUNCATE ON {sealed} FROM {{role}}",
            f"REVOKE DELETE, TRUNCATE ON {Head._meta.db_table} FROM {{role}}",
            f"REVOKE INSERT, UPDATE, DELETE ON {MigrationRecorder.Migration._meta.db_table} FROM {{role}}",
        )
    ]
