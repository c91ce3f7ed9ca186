"""What an older release stored as pending or confirmed although the State entered it is on record after the upgrade."""

import importlib

import pytest
from django.apps import apps

from consortia.actions.periods import keep_version
from consortia.models import Closure, Membership, MembershipStep
from consortia.states import ClosureKind
from tests.consortia.members import NOON
from tests.factories import DistrictFactory, MembershipFactory

pytestmark = pytest.mark.django_db
migration = importlib.import_module("consortia.migrations.0013_entered_by_the_state")


def stored(*versions, claimed_by):
    """A membership as the older release left it, with a version for each status."""
    membership = MembershipFactory(claimed_by=claimed_by)
    for status in versions:
        Membership.objects.filter(pk=membership.pk).update(status=status)
        membership.refresh_from_db()
        keep_version(membership, by="tests", at=NOON)
    return membership


@pytest.mark.parametrize(
    ("claimed_by", "versions", "status", "versions_now"),
    [
        ("state", ["claimed"], "recorded", ["recorded"]),
        ("state", ["claimed", "confirmed"], "recorded", ["recorded", "recorded"]),
        ("state", ["confirmed", "disputed"], "disputed", ["recorded", "disputed"]),
        ("member", ["claimed", "confirmed"], "confirmed", ["claimed", "confirmed"]),
        ("member", ["confirmed", "disputed"], "disputed", ["confirmed", "disputed"]),
        ("consortium", ["claimed", "disputed"], "claimed", ["claimed", "claimed"]),
        ("consortium", ["claimed", "declined"], "declined", ["claimed", "declined"]),
    ],
)
def test_each_membership_gets_the_status_that_says_who_agreed(claimed_by, versions, status, versions_now):
    membership = stored(*versions, claimed_by=claimed_by)

    migration.move_to_their_status(apps, None)

    membership.refresh_from_db()
    assert membership.status == status
    assert list(membership.periods.order_by("pk").values_list("status", flat=True)) == versions_now


def test_the_yes_of_one_party_to_what_the_state_entered_stays_that_partys():
    membership = stored("claimed", "confirmed", claimed_by="state")
    for side in ("member", "state"):
        MembershipStep.objects.create(membership=membership, step="confirm", side=side, at=NOON)

    migration.move_to_their_status(apps, None)

    assert list(membership.steps.values_list("step", "side")) == [("affirm", "member"), ("confirm", "state")]


def test_a_closure_of_that_day_can_still_be_undone():
    membership = stored("claimed", claimed_by="state")
    change = {
        "model": "consortia.membership",
        "key": str(membership.pk),
        "before": None,
        "after": {"status": "claimed"},
    }
    closure = Closure.objects.create(
        kind=ClosureKind.MERGER, district=DistrictFactory(), recorded_at=NOON, written=[change]
    )

    migration.move_to_their_status(apps, None)
    migration.rename_in_closures(apps, None)

    closure.refresh_from_db()
    assert closure.written[0]["after"] == {"status": "recorded"}
