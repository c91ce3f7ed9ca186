"""An index of the findings that count, for the numbers beside the queue’s filter."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0071_stage_results"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="storedfinding",
            index=models.Index(
                condition=models.Q(("gone_at", None), ("is_possible", False)),
                fields=["application", "rule"],
                name="grants_finding_counted",
            ),
        ),
    ]
