"""Rounds from before rounds had their own assurances get the three that their signers have read until now."""

from django.db import migrations

FIRST = [
    "The member will provide what is listed here.",
    "The member agrees to these amounts.",
    "The member’s board approved these amounts.",
]


def give_first_assurances(apps, schema_editor):
    apps.get_model("grants", "Competition").objects.filter(assurances=[]).update(assurances=FIRST)


class Migration(migrations.Migration):
    dependencies = [("grants", "0008_rules_of_a_whole_round")]

    operations = [migrations.RunPython(give_first_assurances, migrations.RunPython.noop)]
