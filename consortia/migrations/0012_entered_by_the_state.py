"""A membership that the State entered has a status of its own, and only such a membership or a confirmed one can be
disputed: a member is then one whose status says so. Until now it was pending, with the State as the side that asked.
"""

from django.db import migrations, models


def move_to_their_status(apps, schema_editor):
    membership = apps.get_model("consortia", "Membership")
    period = apps.get_model("consortia", "MembershipPeriod")
    membership.objects.filter(status="claimed", claimed_by="state").update(status="recorded")
    period.objects.filter(status="claimed", line__claimed_by="state").update(status="recorded")
    # An invitation or a request that was disputed instead of declined is pending again; its comments stay.
    confirmed = period.objects.filter(status="confirmed").values("line")
    disputed = membership.objects.filter(status="disputed").exclude(claimed_by="state").exclude(pk__in=confirmed)
    disputed.update(status="claimed", disputed_on=None)
    never = period.objects.filter(status="disputed").exclude(line__claimed_by="state").exclude(line__in=confirmed)
    never.update(status="claimed")


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
    dependencies = [("consortia", "0011_verbose_names_in_plain_words")]

    operations = [
        migrations.AlterField(
            "membership", "status", models.CharField(choices=STATUSES, default="claimed", max_length=10)
        ),
        migrations.AlterField("membershipperiod", "status", models.CharField(choices=STATUSES, max_length=10)),
        migrations.RunPython(move_to_their_status, move_back, elidable=True),
    ]
