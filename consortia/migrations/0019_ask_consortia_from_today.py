"""The yearly verification of consortia that are in the registry already is counted from the day of this migration."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.utils import timezone


def ask_from_today(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Registered consortia get 30 days from today for their first verification; others are asked once registered."""
    consortia = apps.get_model("consortia", "Consortium")
    consortia.objects.filter(status="registered", asked_since=None).update(asked_since=timezone.localdate())


class Migration(migrations.Migration):
    dependencies = [("consortia", "0018_yearly_verification_of_consortia")]

    operations = [migrations.RunPython(ask_from_today, migrations.RunPython.noop, elidable=True)]
