"""Drafts of rounds, guidance and rubrics, and the versions of published rules."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0006_verbose_names_in_plain_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="competition",
            name="decision_clock",
            field=models.TextField(blank=True, verbose_name="when decisions are made"),
        ),
        migrations.AddField(
            model_name="competition",
            name="is_draft",
            field=models.BooleanField(default=False, verbose_name="not public yet"),
        ),
        migrations.AddField(
            model_name="competition",
            name="revision",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="competition",
            name="rules_changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="competition",
            name="tie_rule",
            field=models.TextField(blank=True, verbose_name="how ties are decided"),
        ),
        migrations.AddField(
            model_name="element",
            name="explained_if",
            field=models.TextField(blank=True, verbose_name="explained if"),
        ),
        migrations.AddField(
            model_name="element",
            name="guidance",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="element",
            name="partly_if",
            field=models.TextField(blank=True, verbose_name="partly explained if"),
        ),
        migrations.CreateModel(
            name="RulesVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("rules", models.JSONField()),
                ("changes", models.JSONField(default=list)),
                ("reason", models.TextField(blank=True)),
                ("at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "competition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="grants.competition"
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("competition", "number"), name="grants_rules_version_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number", 1),
                            models.Q(("at__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="grants_rules_change_has_a_reason",
                    ),
                ],
            },
        ),
    ]
