"""Emails, not letters."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_letters")]

    operations = [migrations.RenameModel("Letter", "OutgoingEmail")]
