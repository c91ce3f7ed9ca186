"""The moment of the first submission, for applications submitted before it was kept: that of the first version."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill_in(apps, schema_editor):
    versions = apps.get_model("grants", "Version").objects.filter(application=OuterRef("pk")).order_by("number")
    applications = apps.get_model("grants", "Application").objects.filter(submitted_at__isnull=False)
    applications.update(first_submitted_at=Subquery(versions.values("sealed_at")[:1]))


class Migration(migrations.Migration):
    dependencies = [("grants", "0014_signatures_know_what_their_part_contains")]

    operations = [
        migrations.AddField("application", "first_submitted_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(fill_in, migrations.RunPython.noop, elidable=True),
    ]
