"""Kept statements on PostgreSQL: each connection parses and plans them once, not at every request (ADR 52)."""

from typing import Any, Self

from django.conf import settings
from psycopg import Cursor, OperationalError, errors
from psycopg.pq import TransactionStatus

CHANGED = "A column of this statement has another type since the connection planned it. Another attempt will work."


class PreparedCursor(Cursor[Any]):
    """Sends the values apart from the statement, which the database keeps from the fifth time on."""

    def execute(
        self, query: Any, params: Any = None, *, prepare: bool | None = None, binary: bool | None = None
    ) -> Self:
        """The rows, also after a migration changed the type of a column that the connection has a plan for.

        Inside a transaction, that raises OperationalError, once for each connection: the visitor is asked to try again.
        """
        raw: Any = self.connection
        may_keep = prepare is not False and not getattr(raw, "keeps_no_plans", False)
        try:
            return super().execute(query, params, prepare=None if may_keep else False, binary=binary)
        except errors.FeatureNotSupported as changed:
            raw.keeps_no_plans = True
            if raw.info.transaction_status != TransactionStatus.IDLE:
                raise OperationalError(CHANGED) from changed
            return super().execute(query, params, prepare=False, binary=binary)


class PreparingConnection:
    """Django's connection, except that its cursors are `PreparedCursor`s."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def cursor(self) -> Any:
        """A cursor that prepares its statements; everything about it is otherwise Django's."""
        self._connection.ensure_connection()
        raw = self._connection.connection
        before, raw.cursor_factory = raw.cursor_factory, PreparedCursor
        try:
            return self._connection.cursor()
        finally:
            raw.cursor_factory = before


def preparing(connection: Any) -> Any:
    """What runs a kept statement: the connection, on PostgreSQL one that prepares, unless DATABASE_PREPARE is off."""
    # The driver doesn't say the SQL of a statement that it prepared, so where queries are logged, none is.
    prepares = connection.vendor == "postgresql" and settings.DATABASE_PREPARE and not connection.queries_logged
    return PreparingConnection(connection) if prepares else connection
