"""When the lead added a member to a draft that was already started."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0032_deadline_reminders"),
    ]

    operations = [
        migrations.AddField(
            model_name="participant",
            name="added_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
