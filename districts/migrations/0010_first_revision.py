"""The one row that says how often the register was changed: there from the beginning, so that counting it is one statement."""

from django.db import migrations


def begin_counting(apps, schema_editor):
    apps.get_model("districts", "Revision").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("districts", "0009_what_a_delivery_wrote")]
    operations = [migrations.RunPython(begin_counting, migrations.RunPython.noop)]
