"""Times read from PostgreSQL. A page can have thousands, and Django takes ten times as long for each."""

import datetime
from typing import Any

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import BaseTzLoader, get_adapters_template

UTC = b"+00"  # at the end of what the database sends to a connection in UTC, as Django's are


class MomentLoader(BaseTzLoader):
    """Reads a time in UTC as Python reads a time in ISO 8601."""

    timezone = datetime.UTC  # Django compares it with that of its connection

    def load(self, data: Any) -> datetime.datetime:
        """The time. Raises psycopg's DataError for one that Python can't express, such as a year before Christ."""
        text = bytes(data)
        if text.endswith(UTC):
            try:
                return datetime.datetime.fromisoformat(text.decode())
            except ValueError:
                pass  # psycopg says what is wrong with it
        return super().load(data)


def read_moments_quickly() -> None:
    """Have every connection to PostgreSQL read times in this way. For the start of a process."""
    get_adapters_template(settings.USE_TZ, datetime.UTC).register_loader("timestamptz", MomentLoader)
