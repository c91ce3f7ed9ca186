"""The row of a submission asks the worker for its receipts too."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0037_last_removed_lines"),
    ]

    operations = [
        migrations.AddField(
            model_name="recheck",
            name="submission",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grants.version",
            ),
        ),
        migrations.AlterField(
            model_name="recheck",
            name="application",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rechecks",
                to="grants.application",
            ),
        ),
        migrations.AddConstraint(
            model_name="recheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("application", None), ("submission__isnull", False)),
                    models.Q(("application__isnull", False), ("submission", None)),
                    _connector="OR",
                ),
                name="grants_recheck_is_of_one_thing",
            ),
        ),
    ]
