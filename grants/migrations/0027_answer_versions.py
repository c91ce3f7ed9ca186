"""Each text that an answer had: the history of the narrative."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0026_sections"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("heading", models.CharField(blank=True, db_default="", default="", max_length=300)),
                ("text", models.TextField(blank=True, db_default="", default="")),
                ("words", models.PositiveIntegerField(db_default=0, default=0)),
                ("digest", models.CharField(max_length=64)),
                ("began_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("restored_from", models.PositiveIntegerField(blank=True, null=True)),
                ("copied_from", models.CharField(blank=True, db_default="", default="", max_length=12)),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="grants.answer"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["answer", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("answer", "number"), name="grants_answer_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(("saved_at__gte", models.F("began_at"))),
                        name="grants_answer_version_begins_first",
                    ),
                ],
            },
        ),
    ]
