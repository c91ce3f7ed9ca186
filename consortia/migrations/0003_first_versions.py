"""The first version of every membership line: as it stands, recorded before versions were kept."""

from django.db import migrations

SAID = ("consortium_id", "district_id", "school_id", "membership_class", "role", "joins_on", "leaves_on", "status")


def keep_first_versions(apps, schema_editor):
    lines = apps.get_model("consortia", "Membership").objects.filter(periods=None).values("pk", *SAID)
    period = apps.get_model("consortia", "MembershipPeriod")
    rows = (period(line_id=line.pop("pk"), **line) for line in lines.iterator(chunk_size=2_000))
    period.objects.bulk_create(rows, batch_size=2_000)


class Migration(migrations.Migration):
    dependencies = [("consortia", "0002_two_sides_and_versions")]
    operations = [migrations.RunPython(keep_first_versions, migrations.RunPython.noop)]
