from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0015_first_submission"),
    ]

    operations = [
        migrations.AddField(
            model_name="competition",
            name="grace_minutes",
            field=models.PositiveSmallIntegerField(db_default=0, default=0, verbose_name="grace period in minutes"),
        ),
    ]
