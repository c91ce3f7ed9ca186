"""Labels of statuses and other choices in plain words; nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consortia", "0009_contracts_and_exchanges_move_out"),
    ]

    operations = [
        migrations.AlterField(
            model_name="closure",
            name="kind",
            field=models.CharField(
                choices=[("merger", "Merged"), ("dissolution", "Dissolved"), ("duplicate", "Duplicate")], max_length=12
            ),
        ),
        migrations.AlterField(
            model_name="consortium",
            name="legal_form",
            field=models.CharField(
                choices=[
                    ("agreement", "Agreement between members"),
                    ("council_of_governments", "Council of governments"),
                    ("nonprofit", "Nonprofit organization"),
                    ("service_agency_program", "Service agency program"),
                    ("unknown", "Not stated"),
                ],
                default="unknown",
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="consortium",
            name="status",
            field=models.CharField(
                choices=[
                    ("proposed", "Proposed, awaiting approval"),
                    ("registered", "Registered"),
                    ("refused", "Not approved"),
                    ("dissolved", "Dissolved"),
                    ("merged", "Merged"),
                    ("duplicate", "Duplicate"),
                ],
                default="registered",
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="membership",
            name="status",
            field=models.CharField(
                choices=[
                    ("claimed", "Pending"),
                    ("agreed", "Accepted, awaiting state approval"),
                    ("confirmed", "Confirmed by both"),
                    ("disputed", "Disputed"),
                    ("declined", "Declined"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="claimed",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="membershipperiod",
            name="status",
            field=models.CharField(
                choices=[
                    ("claimed", "Pending"),
                    ("agreed", "Accepted, awaiting state approval"),
                    ("confirmed", "Confirmed by both"),
                    ("disputed", "Disputed"),
                    ("declined", "Declined"),
                    ("withdrawn", "Withdrawn"),
                ],
                max_length=10,
            ),
        ),
    ]
