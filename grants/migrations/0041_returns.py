"""Applications returned with questions, and the answers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0040_plan_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="returned_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="ApplicationReturn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("asked_at", models.DateTimeField()),
                ("due_at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField(db_default=0, default=0)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, db_default="", default="")),
                (
                    "answer_version",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers_return",
                        to="grants.version",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="grants.application"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="grants.version"
                    ),
                ),
                (
                    "withdrawn_by",
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
                "ordering": ["application", "number"],
            },
        ),
        migrations.CreateModel(
            name="ReturnQuestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField()),
                ("section", models.CharField(blank=True, db_default="", default="", max_length=20)),
                ("text", models.TextField()),
                ("unlocks", models.BooleanField(db_default=False, default=False)),
                ("answer", models.TextField(blank=True, db_default="", default="")),
                (
                    "returned",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="grants.applicationreturn",
                    ),
                ),
            ],
            options={
                "ordering": ["returned", "position"],
            },
        ),
        migrations.AddConstraint(
            model_name="applicationreturn",
            constraint=models.UniqueConstraint(fields=("application", "number"), name="grants_return_number_once"),
        ),
        migrations.AddConstraint(
            model_name="applicationreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gt", models.F("asked_at"))), name="grants_return_is_due_later"
            ),
        ),
        migrations.AddConstraint(
            model_name="applicationreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer_version", None), ("answered_at", None), ("answered_by", None)),
                    models.Q(
                        ("answer_version__isnull", False),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        ("withdrawn_at", None),
                    ),
                    _connector="OR",
                ),
                name="grants_return_answered_has_who_and_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="applicationreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_by", None)),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="grants_return_withdrawn_has_who_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="returnquestion",
            constraint=models.UniqueConstraint(fields=("returned", "position"), name="grants_return_question_once"),
        ),
        migrations.AddConstraint(
            model_name="returnquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(("unlocks", False), models.Q(("section", ""), _negated=True), _connector="OR"),
                name="grants_return_question_unlocks_a_section",
            ),
        ),
    ]
