"""Two people at one membership at the same moment: only on PostgreSQL, where two can write."""

import pytest

from accounts.refusals import Unready
from consortia.actions import memberships
from consortia.models import Membership
from tests.accounts.test_at_the_same_moment import Person, while_it_waits
from tests.consortia.members import NOON, TODAY, invited, two_sides
from tests.factories import AppointmentFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def test_of_two_people_who_accept_at_once_the_second_sees_who_did_and_when():
    sides = two_sides()
    membership = invited(sides)
    colleague = AppointmentFactory(district=sides.district, kind="designee").user

    second: Person = while_it_waits(
        lambda: memberships.accept(membership=membership, by=sides.superintendent, at=NOON),
        lambda: memberships.accept(membership=membership, by=colleague, at=NOON),
    )

    assert isinstance(second.outcome, Unready)
    assert "Ann Marsh, superintendent of Cedar Gap Local School District, accepted" in str(second.outcome)
    assert "Sep 14, 2026" in str(second.outcome)
    assert [step.step for step in membership.steps.all()] == ["claim", "confirm"]


def test_of_an_acceptance_and_a_decline_at_once_one_counts():
    sides = two_sides()
    membership = invited(sides)
    colleague = AppointmentFactory(district=sides.district, kind="designee").user

    second = while_it_waits(
        lambda: memberships.decline(membership=membership, words="No.", by=colleague, at=NOON),
        lambda: memberships.accept(membership=membership, by=sides.superintendent, at=NOON),
    )

    assert "The membership is now declined" in str(second.outcome)


def test_an_invitation_and_a_request_at_once_make_one_membership():
    sides = two_sides()

    second = while_it_waits(
        lambda: invited(sides),
        lambda: memberships.ask_to_join(
            consortium=sides.consortium, member=sides.district, joins_on=TODAY, by=sides.superintendent, at=NOON
        ),
    )

    assert "Accept that invitation instead" in str(second.outcome)
    assert Membership.objects.filter(district=sides.district).count() == 1
