"""Determinations in force get the marks of their review where all nine are there; others stay unknown."""

from django.db import migrations


def keep_nine_marks(apps, schema_editor):
    determinations = apps.get_model("grants", "Determination").objects
    known = determinations.filter(replaced_by=None, marks_line="").exclude(review__marks_line__contains="-")
    for determination in known.select_related("review").iterator():
        determinations.filter(pk=determination.pk).update(marks_line=determination.review.marks_line)


class Migration(migrations.Migration):
    dependencies = [("grants", "0012_determinations_keep_their_marks")]

    operations = [migrations.RunPython(keep_nine_marks, migrations.RunPython.noop)]
