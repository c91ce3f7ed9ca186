"""What a delivery wrote, so that it can be put back; rows that stand twice are an outcome of their own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("districts", "0008_levels_by_grades"),
    ]

    operations = [
        migrations.AlterField(
            model_name="deliveryrow",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("created", "New"),
                    ("changed", "Changed"),
                    ("unchanged", "Unchanged"),
                    ("unmatched", "No such record"),
                    ("rejected", "Rejected"),
                    ("repeated", "Repeated"),
                ],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="DeliveryEffect",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("table", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=240)),
                ("before", models.JSONField(null=True)),
                ("after", models.JSONField(default=dict)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="effects", to="districts.delivery"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["delivery", "table"], name="districts_delivery_effect")],
            },
        ),
    ]
