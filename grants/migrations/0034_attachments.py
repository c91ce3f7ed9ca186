"""Attachments of applications; their bytes are in the storage for attachments, each stored once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0033_added_members"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StoredFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("size", models.PositiveIntegerField(verbose_name="bytes")),
                ("kind", models.CharField(max_length=4)),
                ("stored_at", models.DateTimeField()),
                ("is_stored", models.BooleanField(db_default=False, default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting for the virus scan"),
                            ("clean", "No virus found"),
                            ("unscanned", "Not scanned for viruses"),
                            ("infected", "Contains a virus and can’t be opened"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="application",
            name="attachments_count",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=130)),
                ("member", models.CharField(blank=True, max_length=30)),
                ("confidential_reason", models.CharField(blank=True, max_length=300)),
                ("uploaded_at", models.DateTimeField()),
                ("was_submitted", models.BooleanField(db_default=False, default=False)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="grants.application"
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="grants.storedfile"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("application", "number"), name="grants_attachment_number_once")
                ],
            },
        ),
    ]
