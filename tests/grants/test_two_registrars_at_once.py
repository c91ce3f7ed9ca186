"""Two registrars with one district at the same moment: only on PostgreSQL, where two can write."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Role
from accounts.refusals import Unready
from changes.actions.change_set import digest_of_preview
from consortia.actions.guided_changes import merge_district, preview_merger_of_district, undo_closure
from consortia.models import Closure, Membership
from tests.accounts.test_at_the_same_moment import while_it_waits
from tests.factories import DistrictFactory, MembershipFactory, StateRoleFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
NOW = datetime.datetime(2026, 9, 14, 12, 0, tzinfo=ZoneInfo("America/New_York"))
JULY = datetime.date(2026, 7, 1)


def previewed(district, successor):
    """The merger that one of two registrars has previewed and is about to record."""
    asked = {"district": district, "successor": successor, "on": JULY, "reason": "Both boards voted for it."}
    acting = {"by": StateRoleFactory(role=Role.REGISTRAR).user, "at": NOW}
    preview_digest = digest_of_preview(preview_merger_of_district(**asked, **acting))
    return lambda: merge_district(**asked, preview_digest=preview_digest, **acting)


def test_two_who_merge_one_district_merge_it_once():
    district, first, second = DistrictFactory(), DistrictFactory(), DistrictFactory()
    MembershipFactory(district=district)

    other = while_it_waits(previewed(district, first), previewed(district, second))

    assert isinstance(other.outcome, Unready)
    assert "has already been merged" in str(other.outcome)
    district.refresh_from_db()
    assert (district.successor, Closure.objects.count()) == (first, 1)
    assert not Membership.objects.filter(district=second).exists()


def test_two_districts_merged_into_each_other_at_once_make_no_circle():
    one, two = DistrictFactory(), DistrictFactory()

    other = while_it_waits(previewed(one, two), previewed(two, one))

    assert isinstance(other.outcome, Unready)
    two.refresh_from_db()
    assert two.successor is None


def test_two_who_undo_one_merger_undo_it_once():
    district = DistrictFactory()
    closure = previewed(district, DistrictFactory())()
    people = [StateRoleFactory(role=Role.REGISTRAR).user for _ in range(2)]

    def undo(by):
        return lambda: undo_closure(closure=closure, by=by, at=NOW)

    while_it_waits(undo(people[0]), undo(people[1]))

    closure.refresh_from_db()
    assert closure.taken_back_by == people[0]
