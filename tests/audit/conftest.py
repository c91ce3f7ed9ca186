from importlib import import_module

import pytest
from django.db import connection


@pytest.fixture
def open_log(db: None) -> None:
    """A log without its triggers, as for the owner of the database; the test's rollback restores them."""
    log = import_module("audit.migrations.0002_append_only")
    with connection.cursor() as cursor:
        for trigger, table in log.TRIGGERS[connection.vendor].items():
            cursor.execute(f"DROP TRIGGER {trigger} ON {table}" if table else f"DROP TRIGGER {trigger}")
