"""PDFs of reviewed applications, which the worker draws."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("grants", "0017_columns_with_defaults")]

    operations = [
        migrations.CreateModel(
            name="ReviewPDF",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="review_pdfs", to="grants.version"
                    ),
                ),
                (
                    "page_digest",
                    models.CharField(max_length=64, verbose_name="SHA-256 of the page without the moment of printing"),
                ),
                ("page", models.TextField(blank=True, verbose_name="HTML to draw, until it is drawn")),
                ("asked_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(db_default=0, default=0)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("next_try_at", models.DateTimeField(blank=True, null=True)),
                ("problem", models.CharField(blank=True, db_default="", max_length=300)),
                ("content", models.BinaryField(blank=True, null=True)),
                (
                    "digest",
                    models.CharField(blank=True, db_default="", max_length=64, verbose_name="SHA-256 of the file"),
                ),
            ],
            options={
                "verbose_name": "PDF of a review",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "page_digest"), name="grants_reviewpdf_once_a_page"),
                    models.CheckConstraint(
                        condition=(
                            Q(next_try_at__isnull=False, content=None, digest="")
                            | Q(next_try_at=None, content__isnull=False, page="", problem="") & ~Q(digest="")
                            | Q(next_try_at=None, content=None, page="", digest="") & ~Q(problem="")
                        ),
                        name="grants_reviewpdf_waits_or_is_drawn_or_is_given_up",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=Q(next_try_at__isnull=False),
                        fields=["next_try_at"],
                        name="grants_reviewpdf_waiting",
                    ),
                    models.Index(fields=["asked_at"], name="grants_reviewpdf_asked"),
                ],
            },
        ),
    ]
