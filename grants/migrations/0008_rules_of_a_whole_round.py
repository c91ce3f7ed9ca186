"""Who may lead, what is needed to submit, assurances, days for decisions, and levels of criteria."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grants", "0007_rounds_opened_by_officers")]

    operations = [
        migrations.AddField(
            model_name="competition",
            name="assurances",
            field=models.JSONField(blank=True, default=list, verbose_name="assurances"),
        ),
        migrations.AddField(
            model_name="competition",
            name="decision_days",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="days after the deadline for decisions"
            ),
        ),
        migrations.AddField(
            model_name="competition",
            name="fewest_members",
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="fewest members"),
        ),
        migrations.AddField(
            model_name="competition",
            name="lead_kinds",
            field=models.JSONField(blank=True, default=list, verbose_name="who may lead"),
        ),
        migrations.AddField(
            model_name="competition",
            name="needs_rural_lead",
            field=models.BooleanField(default=False, verbose_name="the lead is eligible for SRSA or RLIS"),
        ),
        migrations.AddField(
            model_name="competition",
            name="requirements",
            field=models.JSONField(blank=True, default=list, verbose_name="needed to submit"),
        ),
        migrations.AddField(
            model_name="criterion",
            name="levels",
            field=models.JSONField(blank=True, default=list, verbose_name="levels from 0 to 4"),
        ),
    ]
