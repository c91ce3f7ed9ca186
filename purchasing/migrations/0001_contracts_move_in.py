"""Contracts move here from consortia: the table stays as it is, only the model has a new home."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("consortia", "0008_closures_name_models_anew"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Contract",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.CharField(max_length=60)),
                        ("title", models.CharField(max_length=300)),
                        ("supplier", models.CharField(max_length=200)),
                        ("starts_on", models.DateField(blank=True, null=True)),
                        ("ends_on", models.DateField(blank=True, null=True)),
                        (
                            "consortium",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contracts",
                                to="consortia.consortium",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "consortia_contract",
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("consortium", "number"), name="consortia_contract_number_once"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
