"""Addresses that an accepted invitation has proved are verified, also those that a request for a reset stored as not."""

from django.db import migrations
from django.db.models import Exists, F, OuterRef

BATCH = 2_000


def verify_addresses(apps, schema_editor):
    addresses = apps.get_model("account", "EmailAddress").objects
    invitations = apps.get_model("accounts", "Invitation").objects
    accepted = invitations.filter(person=OuterRef("pk"), email=OuterRef("email"), accepted_at__isnull=False)
    proved = apps.get_model("accounts", "User").objects.filter(Exists(accepted))
    addresses.filter(user__in=proved).exclude(email=F("user__email")).update(primary=False)
    addresses.filter(user__in=proved, email=F("user__email")).update(verified=True, primary=True)
    model = apps.get_model("account", "EmailAddress")
    missing = proved.exclude(pk__in=addresses.filter(email=F("user__email")).values("user"))
    addresses.bulk_create(
        (model(user=person, email=person.email, verified=True, primary=True) for person in missing.iterator()),
        batch_size=BATCH,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_emails_wait_for_the_worker"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [migrations.RunPython(verify_addresses, migrations.RunPython.noop)]
