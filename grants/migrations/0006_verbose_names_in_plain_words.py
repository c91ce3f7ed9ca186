"""Labels of fields and choices in plain words; nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0005_contracts_have_moved"),
    ]

    operations = [
        migrations.AlterField(
            model_name="citation",
            name="kind",
            field=models.CharField(
                choices=[
                    ("passage", "A passage of the narrative"),
                    ("cell", "A table cell"),
                    ("nothing_found", "Nothing found"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="competition",
            name="ceiling_consortium",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="maximum award, consortium, US dollars"
            ),
        ),
        migrations.AlterField(
            model_name="competition",
            name="ceiling_single",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="maximum award, single applicant, US dollars"
            ),
        ),
    ]
