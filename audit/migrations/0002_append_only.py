"""The database itself refuses to change or delete the log; the head only moves forward."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

POSTGRESQL = [
    """
    CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'The log is append-only.' USING ERRCODE = 'integrity_constraint_violation';
    END $$
    """,
    """
    CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_entry_all_stay BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_head_moves_forward BEFORE UPDATE ON audit_head
    FOR EACH ROW WHEN (NEW.number <= OLD.number OR NEW.id <> OLD.id) EXECUTE FUNCTION audit_refuse()
    """,
    """
    CREATE TRIGGER audit_head_all_stay BEFORE TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()
    """,
]
SQLITE = [
    """
    CREATE TRIGGER audit_entry_stays_unchanged BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'The log is append-only.'); END
    """,
    """
    CREATE TRIGGER audit_entry_stays BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'The log is append-only.'); END
    """,
    """
    CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head
    BEGIN SELECT RAISE(ABORT, 'The log is append-only.'); END
    """,
    """
    CREATE TRIGGER audit_head_moves_forward BEFORE UPDATE ON audit_head
    WHEN NEW.number <= OLD.number OR NEW.id <> OLD.id
    BEGIN SELECT RAISE(ABORT, 'The log is append-only.'); END
    """,
]
# Each trigger of both engines, with its table.
TRIGGERS = {
    "postgresql": {
        "audit_entry_stays": "audit_entry",
        "audit_entry_all_stay": "audit_entry",
        "audit_head_stays": "audit_head",
        "audit_head_moves_forward": "audit_head",
        "audit_head_all_stay": "audit_head",
    },
    "sqlite": {
        "audit_entry_stays_unchanged": "",
        "audit_entry_stays": "",
        "audit_head_stays": "",
        "audit_head_moves_forward": "",
    },
}


def create_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the log append-only."""
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_triggers(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the log changeable: for going back a migration, and for emptying a test database."""
    for trigger, table in TRIGGERS[schema_editor.connection.vendor].items():
        schema_editor.execute(f"DROP TRIGGER {trigger} ON {table}" if table else f"DROP TRIGGER {trigger}")


def place_head(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Begin the log: a missing head is from now on a sign that somebody removed it."""
    apps.get_model("audit", "Head").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_log")]

    operations = [
        migrations.RunPython(place_head, migrations.RunPython.noop),
        migrations.RunPython(create_triggers, drop_triggers),
    ]
