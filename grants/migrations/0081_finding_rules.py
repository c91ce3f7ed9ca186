"""The rules of an application's counted findings in one line, which the queue counts without reading the findings.

A process of the release before doesn't write the line; the worker's next check of that application does.
"""

from collections import defaultdict
from typing import Any

from django.db import migrations, models


def fill(apps: Any, _: Any) -> None:
    """Write the line of each application with counted findings."""
    application = apps.get_model("grants", "Application")
    rules: dict[int, set[str]] = defaultdict(set)
    counted = apps.get_model("grants", "StoredFinding").objects.filter(gone_at=None, is_possible=False)
    for pk, rule in counted.order_by().values_list("application", "rule").distinct():
        rules[pk].add(rule)
    lines = defaultdict(list)
    for pk, found in rules.items():
        lines[f" {' '.join(sorted(found))} "].append(pk)
    for line, pks in lines.items():
        application.objects.filter(pk__in=pks).update(finding_rules=line)


class Migration(migrations.Migration):
    dependencies = [("grants", "0080_plainer_labels")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="finding_rules",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="storedfinding", name="grants_finding_counted"),
    ]
