"""Closures and appointments, in the field's own words."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("consortia", "0005_totals_that_sources_state"), ("districts", "0012_words_of_the_field")]

    operations = [
        migrations.RenameModel("Ending", "Closure"),
        migrations.RenameField("MembershipStep", "post", "appointment"),
    ]
