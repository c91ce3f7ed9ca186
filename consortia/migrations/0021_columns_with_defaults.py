from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consortia", "0020_names_of_proposals_are_free"),
    ]

    operations = [
        migrations.AlterField(
            model_name="consortium",
            name="contact_role",
            field=models.CharField(blank=True, db_default="", default="", max_length=100, verbose_name="contact role"),
        ),
        migrations.AlterField(
            model_name="consortium",
            name="counties_served",
            field=models.JSONField(blank=True, db_default=[], default=list, verbose_name="counties served"),
        ),
        migrations.AlterField(
            model_name="consortium",
            name="office_email",
            field=models.EmailField(blank=True, db_default="", default="", max_length=254, verbose_name="office email"),
        ),
        migrations.AlterField(
            model_name="consortium",
            name="phone",
            field=models.CharField(blank=True, db_default="", default="", max_length=40, verbose_name="office phone"),
        ),
        migrations.AlterField(
            model_name="consortiumpurpose",
            name="authority",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="board resolution or agreement"
            ),
        ),
        migrations.AlterField(
            model_name="consortiumpurpose",
            name="end_authority",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=300,
                verbose_name="board resolution or agreement to end it",
            ),
        ),
    ]
