"""Labels of fields and choices in plain words; nothing in the database changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consortia", "0010_labels_in_plain_words"),
    ]

    operations = [
        migrations.AlterField(
            model_name="authoritydocument",
            name="adopted_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="date of the vote or of the letter of commitment"
            ),
        ),
        migrations.AlterField(
            model_name="consortiumlink",
            name="carried",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="members carried over, according to the source"
            ),
        ),
        migrations.AlterField(
            model_name="consortiumlink",
            name="ends_on",
            field=models.DateField(blank=True, null=True, verbose_name="end date, for partners"),
        ),
        migrations.AlterField(
            model_name="membership",
            name="authority",
            field=models.CharField(blank=True, max_length=300, verbose_name="board resolution or letter of commitment"),
        ),
        migrations.AlterField(
            model_name="statedtotal",
            name="on",
            field=models.DateField(verbose_name="effective date"),
        ),
    ]
