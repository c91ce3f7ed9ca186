"""A determination keeps the marks it was recorded on, and why it was recorded without all nine."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0011_findings_wait_for_the_worker"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="determination",
            name="marks_line",
            field=models.CharField(blank=True, db_default="", max_length=9),
        ),
        migrations.AddField(
            model_name="determination",
            name="unmarked_reason",
            field=models.TextField(blank=True, db_default=""),
        ),
        migrations.AddConstraint(
            model_name="determination",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("marks_line__contains", "-"), _negated=True),
                    models.Q(("unmarked_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="grants_determination_unmarked_has_a_reason",
            ),
        ),
    ]
