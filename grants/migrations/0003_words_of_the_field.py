"""An application is assigned to an officer."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("grants", "0002_unknown_amounts_and_times")]

    operations = [
        migrations.RemoveConstraint(model_name="application", name="grants_application_taken_has_who_and_when"),
        migrations.RenameField("Application", "taken_by", "assigned_to"),
        migrations.RenameField("Application", "taken_at", "assigned_at"),
    ]
