"""Sections of an application: which member writes one, and the content that someone marked as ready."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0025_signing_requests"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ApplicationSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=20)),
                ("ready_digest", models.CharField(blank=True, db_default="", default="", max_length=64)),
                ("ready_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sections", to="grants.application"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="owned_sections",
                        to="grants.participant",
                    ),
                ),
                (
                    "ready_by",
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
                "ordering": ["application", "key"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "key"), name="grants_section_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ready_at", None), ("ready_by", None), ("ready_digest", "")),
                            models.Q(
                                models.Q(("ready_digest", ""), _negated=True),
                                ("ready_at__isnull", False),
                                ("ready_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="grants_section_ready_has_who_and_when",
                    ),
                ],
            },
        ),
    ]
