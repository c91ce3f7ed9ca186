import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0070_checks_of_the_log"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="boarddecision",
            name="grants_board_decision_countersigned_by_another",
        ),
        migrations.RemoveConstraint(
            model_name="scorerassignment",
            name="grants_scorer_assignment_ended_has_who_when_and_why",
        ),
        migrations.RemoveConstraint(
            model_name="slateitem",
            name="grants_slate_item_pulled_has_who_and_when",
        ),
        migrations.AddField(
            model_name="competition",
            name="results_settled_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="boarddecision",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("yes", "Yes: award a grant"),
                    ("no", "No: don’t award a grant"),
                    ("hold", "Hold: decide later"),
                    ("edit", "Edit: ask for changes first"),
                    ("ineligible", "Not eligible"),
                    ("gate", "Did not pass the gate"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="boarddecision",
            name="proposed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="boarddecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("countersigned_by", None),
                        ("decided_at__isnull", False),
                        ("outcome__in", ["ineligible", "gate"]),
                    ),
                    models.Q(("countersigned_by", None), ("decided_at", None)),
                    models.Q(
                        ("countersigned_by__isnull", False),
                        ("decided_at__isnull", False),
                        models.Q(("countersigned_by", models.F("proposed_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="grants_board_decision_countersigned_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="boarddecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposed_by__isnull", False), ("outcome__in", ["ineligible", "gate"]), _connector="OR"
                ),
                name="grants_board_decision_entered_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="scorerassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_reason", ""), ("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_at__isnull", False), models.Q(("end_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="grants_scorer_assignment_ended_has_when_and_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="slateitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("pulled_by", None), ("pulled_at__isnull", False), _connector="OR"),
                name="grants_slate_item_pulled_has_when",
            ),
        ),
    ]
