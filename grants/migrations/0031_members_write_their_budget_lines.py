import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0030_reasons_of_steps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BudgetLineProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("proposed_at", models.DateTimeField()),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.TextField(blank=True, db_default="", default="", verbose_name="why it was declined")),
                ("line", models.CharField(max_length=300)),
                ("amount", models.PositiveIntegerField(blank=True, null=True, verbose_name="US dollars")),
                (
                    "source",
                    models.CharField(
                        blank=True, choices=[("grant", "Grant"), ("match", "Match")], default="grant", max_length=10
                    ),
                ),
                ("payer_name", models.CharField(blank=True, max_length=200)),
                ("payee_name", models.CharField(blank=True, max_length=200)),
                ("benefits_all", models.BooleanField(default=False, verbose_name="benefits all members")),
                (
                    "category",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("personnel", "Personnel"),
                            ("fringe", "Fringe benefits"),
                            ("travel", "Travel"),
                            ("equipment", "Equipment"),
                            ("supplies", "Supplies"),
                            ("contractual", "Contractual"),
                            ("subaward", "Subaward"),
                            ("construction", "Construction"),
                            ("stipends", "Training stipends"),
                            ("other", "Other"),
                            ("indirect", "Indirect costs"),
                        ],
                        db_default="",
                        default="",
                        max_length=20,
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="project year")),
                (
                    "is_removal",
                    models.BooleanField(db_default=False, default=False, verbose_name="proposes to remove the line"),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.AddField(
            model_name="budgetline",
            name="category",
            field=models.CharField(
                blank=True,
                choices=[
                    ("personnel", "Personnel"),
                    ("fringe", "Fringe benefits"),
                    ("travel", "Travel"),
                    ("equipment", "Equipment"),
                    ("supplies", "Supplies"),
                    ("contractual", "Contractual"),
                    ("subaward", "Subaward"),
                    ("construction", "Construction"),
                    ("stipends", "Training stipends"),
                    ("other", "Other"),
                    ("indirect", "Indirect costs"),
                ],
                db_default="",
                default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="budgetline",
            name="proposed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="budgetline",
            name="proposed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="budgetline",
            name="revision",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name="budgetline",
            name="year",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="project year"),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("proposed_at", None), ("proposed_by", None)),
                    models.Q(("proposed_at__isnull", False), ("proposed_by__isnull", False)),
                    _connector="OR",
                ),
                name="grants_budget_line_proposed_has_who_and_when",
            ),
        ),
        migrations.AddField(
            model_name="budgetlineproposal",
            name="activity",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grants.activity",
            ),
        ),
        migrations.AddField(
            model_name="budgetlineproposal",
            name="beneficiaries",
            field=models.ManyToManyField(blank=True, related_name="+", to="grants.participant"),
        ),
        migrations.AddField(
            model_name="budgetlineproposal",
            name="budget_line",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposal",
                to="grants.budgetline",
            ),
        ),
        migrations.AddField(
            model_name="budgetlineproposal",
            name="declined_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="budgetlineproposal",
            name="participant",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="line_proposals", to="grants.participant"
            ),
        ),
        migrations.AddField(
            model_name="budgetlineproposal",
            name="payee",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grants.participant",
            ),
        ),
        migrations.AddField(
            model_name="budgetlineproposal",
            name="payer",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="grants.participant",
            ),
        ),
        migrations.AddField(
            model_name="budgetlineproposal",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetlineproposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("budget_line__isnull", False), ("declined_at", None), ("declined_by", None)),
                    models.Q(("declined_at__isnull", False), ("declined_by__isnull", False)),
                    _connector="OR",
                ),
                name="grants_line_proposal_is_open_or_declined",
            ),
        ),
    ]
