"""The grades of schools as numbers, so that lists can ask who teaches grade 9."""

from django.db import migrations
from django.db.models import Case, Value, When

NUMBERS = {"PK": -1, "KG": 0} | {str(grade): grade for grade in range(1, 14)}
NUMBERS |= {f"{grade:02d}": grade for grade in range(1, 10)}


def number_grades(apps, schema_editor):
    schools = apps.get_model("districts", "School").objects
    for column, number in (("lowest_grade", "first_grade"), ("highest_grade", "last_grade")):
        whens = [When(**{column: grade}, then=Value(value)) for grade, value in NUMBERS.items()]
        schools.update(**{number: Case(*whens, default=None)})


class Migration(migrations.Migration):
    dependencies = [("districts", "0005_history_deliveries_and_shapes")]
    operations = [migrations.RunPython(number_grades, migrations.RunPython.noop)]
