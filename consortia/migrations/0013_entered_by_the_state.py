"""A membership that the State entered has a status of its own, and only such a membership or a confirmed one can be
disputed: a member is then one whose status says so. Until now it was pending, with the State as the side that asked, or
confirmed by both although the State or the member alone had said so.
"""

from django.db import migrations, models

UNTIL_NOW = ("claimed", "confirmed")


def move_to_their_status(apps, schema_editor):
    membership = apps.get_model("consortia", "Membership")
    period = apps.get_model("consortia", "MembershipPeriod")
    membership.objects.filter(status__in=UNTIL_NOW, claimed_by="state").update(status="recorded")
    period.objects.filter(status__in=UNTIL_NOW, line__claimed_by="state").update(status="recorded")
    # One side's confirmation of what the State entered.
    steps = apps.get_model("consortia", "MembershipStep").objects.filter(membership__claimed_by="state", step="confirm")
    steps.exclude(side="state").update(step="affirm")
    # An invitation or a request that was disputed instead of declined is pending again; its comments stay.
    confirmed = period.objects.filter(status="confirmed").values("line")
    disputed = membership.objects.filter(status="disputed").exclude(claimed_by="state").exclude(pk__in=confirmed)
    disputed.update(status="claimed", disputed_on=None)
    never = period.objects.filter(status="disputed").exclude(line__claimed_by="state").exclude(line__in=confirmed)
    never.update(status="claimed")


def rename_in_closures(apps, schema_editor):
    """A closure can be undone while its memberships are as it left them: their status has the new name there too."""
    entered = {str(pk) for pk in apps.get_model("consortia", "Membership").objects.filter(claimed_by="state")
               .values_list("pk", flat=True)}  # fmt: skip
    for closure in apps.get_model("consortia", "Closure").objects.filter(taken_back_at=None).iterator():
        for change in closure.written:
            if change["model"] == "consortia.membership" and change["key"] in entered:
                for values in (change["before"], change["after"]):
                    if values and values.get("status") in UNTIL_NOW:
                        values["status"] = "recorded"
        closure.save(update_fields=["written"])


def move_back(apps, schema_editor):
    for name in ("Membership", "MembershipPeriod"):
        apps.get_model("consortia", name).objects.filter(status="recorded").update(status="claimed")


STATUSES = [
    ("claimed", "Pending"),
    ("agreed", "Accepted, awaiting state approval"),
    ("recorded", "On record, entered by the State"),
    ("confirmed", "Confirmed by both"),
    ("disputed", "Disputed"),
    ("declined", "Declined"),
    ("withdrawn", "Withdrawn"),
]


class Migration(migrations.Migration):
    dependencies = [("consortia", "0012_closures_as_row_changes")]

    operations = [
        migrations.AlterField(
            "membership", "status", models.CharField(choices=STATUSES, default="claimed", max_length=10)
        ),
        migrations.AlterField("membershipperiod", "status", models.CharField(choices=STATUSES, max_length=10)),
        migrations.RunPython(move_to_their_status, move_back, elidable=True),
        migrations.RunPython(rename_in_closures, migrations.RunPython.noop, elidable=True),
    ]
