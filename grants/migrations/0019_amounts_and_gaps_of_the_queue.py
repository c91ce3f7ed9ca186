"""What the queue shows of each submitted version: the grant money requested and the number of unanswered elements."""

from django.db import migrations, models
from django.db.models import Count, Q


def fill_in(apps, schema_editor):
    Application = apps.get_model("grants", "Application")
    Version = apps.get_model("grants", "Version")
    unanswered = Count("findings", filter=Q(findings__rule="element-unanswered", findings__gone_at=None))
    submitted = Application.objects.filter(submitted_at__isnull=False)
    for application in submitted.annotate(unanswered=unanswered).order_by("pk").iterator():
        versions = Version.objects.filter(application=application).order_by("-number")
        budget = versions.values_list("content__budget", flat=True).first() or ()
        requested = sum(line["amount"] or 0 for line in budget if line["source"] == "grant")
        Application.objects.filter(pk=application.pk).update(
            requested=requested, unanswered_count=application.unanswered
        )


class Migration(migrations.Migration):
    dependencies = [("grants", "0018_review_pdfs")]

    operations = [
        migrations.AddField("application", "requested", models.PositiveBigIntegerField(default=0, db_default=0)),
        migrations.AddField(
            "application", "unanswered_count", models.PositiveSmallIntegerField(default=0, db_default=0)
        ),
        migrations.RunPython(fill_in, migrations.RunPython.noop, elidable=True),
    ]
