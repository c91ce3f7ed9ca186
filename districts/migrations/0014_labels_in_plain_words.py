"""Labels of statuses and other choices in plain words; nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("districts", "0013_relations_follow_the_words"),
    ]

    operations = [
        migrations.AlterField(
            model_name="district",
            name="office_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="office email"),
        ),
        migrations.AlterField(
            model_name="district",
            name="state_id",
            field=models.CharField(blank=True, max_length=40, verbose_name="state ID"),
        ),
        migrations.AlterField(
            model_name="district",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("future", "Not yet open"),
                    ("inactive", "Temporarily closed"),
                    ("closed", "Closed"),
                    ("merged", "Merged"),
                    ("duplicate", "Duplicate"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="districtfigures",
            name="source",
            field=models.CharField(
                choices=[
                    ("edge_lea", "NCES EDGE, agency locations"),
                    ("edge_school", "NCES EDGE, school locations"),
                    ("nces_search", "NCES search page"),
                    ("ccd_membership", "NCES CCD, agency membership"),
                    ("saipe", "Census SAIPE, school district estimates"),
                    ("state", "State records"),
                    ("application_file", "Application file"),
                    ("sample", "Fictional (sample data)"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="factdispute",
            name="claimed",
            field=models.TextField(blank=True, verbose_name="suggested value"),
        ),
        migrations.AlterField(
            model_name="factdispute",
            name="recorded",
            field=models.TextField(blank=True, verbose_name="recorded value"),
        ),
        migrations.AlterField(
            model_name="factdispute",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "Waiting for the registrar"),
                    ("accepted", "Corrected"),
                    ("refused", "Not corrected"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="importbatch",
            name="status",
            field=models.CharField(
                choices=[
                    ("looked_at", "Previewed, not imported"),
                    ("applied", "Imported"),
                    ("left", "Discarded"),
                    ("undone", "Undone"),
                ],
                default="looked_at",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="importrow",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("created", "New"),
                    ("changed", "Changed"),
                    ("unchanged", "Unchanged"),
                    ("kept", "Ended, not changed"),
                    ("unmatched", "No matching record"),
                    ("rejected", "Rejected"),
                    ("repeated", "Repeated"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="school",
            name="state_id",
            field=models.CharField(blank=True, max_length=40, verbose_name="state ID"),
        ),
        migrations.AlterField(
            model_name="school",
            name="status",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("future", "Not yet open"),
                    ("inactive", "Temporarily closed"),
                    ("closed", "Closed"),
                    ("merged", "Merged"),
                    ("duplicate", "Duplicate"),
                ],
                default="open",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="schoolfigures",
            name="source",
            field=models.CharField(
                choices=[
                    ("edge_lea", "NCES EDGE, agency locations"),
                    ("edge_school", "NCES EDGE, school locations"),
                    ("nces_search", "NCES search page"),
                    ("ccd_membership", "NCES CCD, agency membership"),
                    ("saipe", "Census SAIPE, school district estimates"),
                    ("state", "State records"),
                    ("application_file", "Application file"),
                    ("sample", "Fictional (sample data)"),
                ],
                max_length=20,
            ),
        ),
    ]
