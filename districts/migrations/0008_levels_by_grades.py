"""Schools that are there already get the numbers of their grades and, where none is stated, the level by their grades."""

from typing import Any

from django.db import migrations
from django.db.models import Q

NUMBERS = {"PK": -1, "KG": 0} | {str(grade): grade for grade in range(1, 14)}
NUMBERS |= {f"{grade:02d}": grade for grade in range(1, 10)}


def level_of(lowest: str, highest: str) -> str:
    """As districts.rules.directory.level_of_grades said when this migration was written."""
    if (lowest or highest) == (highest or lowest) and lowest in ("UG", "AE"):
        return "ungraded" if lowest == "UG" else "adult"
    first, last = NUMBERS.get(lowest), NUMBERS.get(highest)
    if first is None or last is None:
        return "other"
    if first == last == -1:
        return "prekindergarten"
    if first <= 3 and last <= 8:
        return "elementary"
    if 4 <= first <= 7 and 4 <= last <= 9:
        return "middle"
    return "high" if 7 <= first <= 12 and last == 12 else "other"


def fill(apps: Any, schema_editor: Any) -> None:
    """A statement for each pair of grades that there is: some hundred and fifty for the nation."""
    schools = apps.get_model("districts", "School").objects.order_by()
    pairs = schools.filter(~Q(lowest_grade="") | ~Q(highest_grade="")).values_list("lowest_grade", "highest_grade")
    for lowest, highest in list(pairs.distinct()):
        here = schools.filter(lowest_grade=lowest, highest_grade=highest)
        here.filter(first_grade=None, last_grade=None).update(
            first_grade=NUMBERS.get(lowest), last_grade=NUMBERS.get(highest)
        )
        here.filter(level="").update(level=level_of(lowest, highest))


class Migration(migrations.Migration):
    dependencies = [("districts", "0007_posts_taken_back")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
