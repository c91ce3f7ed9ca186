"""Sealed packets of submitted versions; the PDF of one is drawn by the worker as reviewers' are."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("grants", "0027_answer_versions")]

    operations = [
        migrations.AddField("reviewpdf", "is_of_record", models.BooleanField(db_default=False, default=False)),
        migrations.AddConstraint(
            "reviewpdf",
            models.UniqueConstraint(
                condition=Q(is_of_record=True), fields=("version",), name="grants_reviewpdf_one_of_record"
            ),
        ),
        migrations.CreateModel(
            name="SealedPacket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField()),
                ("pdf", models.BinaryField()),
                ("readme", models.TextField()),
                ("manifest", models.TextField()),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256 of the file")),
                ("size", models.PositiveBigIntegerField(verbose_name="bytes of the file")),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sealed_packet",
                        to="grants.version",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
    ]
