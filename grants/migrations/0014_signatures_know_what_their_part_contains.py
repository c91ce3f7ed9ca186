"""Signatures know which version of their part they cover; earlier ones cover parts without activities."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grants", "0013_determinations_on_nine_marks")]

    operations = [
        migrations.AddField(
            model_name="signature",
            name="part_version",
            field=models.PositiveSmallIntegerField(db_default=1),
        ),
    ]
