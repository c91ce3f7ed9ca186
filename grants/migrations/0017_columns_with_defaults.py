from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0016_grace_periods"),
    ]

    operations = [
        migrations.AlterField(
            model_name="competition",
            name="assurances",
            field=models.JSONField(blank=True, db_default=[], default=list, verbose_name="assurances"),
        ),
        migrations.AlterField(
            model_name="competition",
            name="decision_clock",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="when decisions are made"),
        ),
        migrations.AlterField(
            model_name="competition",
            name="is_draft",
            field=models.BooleanField(db_default=False, default=False, verbose_name="not public yet"),
        ),
        migrations.AlterField(
            model_name="competition",
            name="lead_kinds",
            field=models.JSONField(blank=True, db_default=[], default=list, verbose_name="who may lead"),
        ),
        migrations.AlterField(
            model_name="competition",
            name="needs_rural_lead",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="the lead is eligible for SRSA or RLIS"
            ),
        ),
        migrations.AlterField(
            model_name="competition",
            name="requirements",
            field=models.JSONField(blank=True, db_default=[], default=list, verbose_name="needed to submit"),
        ),
        migrations.AlterField(
            model_name="competition",
            name="revision",
            field=models.PositiveIntegerField(db_default=0, default=0),
        ),
        migrations.AlterField(
            model_name="competition",
            name="tie_rule",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="how ties are decided"),
        ),
        migrations.AlterField(
            model_name="criterion",
            name="levels",
            field=models.JSONField(blank=True, db_default=[], default=list, verbose_name="levels from 0 to 4"),
        ),
        migrations.AlterField(
            model_name="element",
            name="explained_if",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="explained if"),
        ),
        migrations.AlterField(
            model_name="element",
            name="guidance",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AlterField(
            model_name="element",
            name="partly_if",
            field=models.TextField(blank=True, db_default="", default="", verbose_name="partly explained if"),
        ),
    ]
