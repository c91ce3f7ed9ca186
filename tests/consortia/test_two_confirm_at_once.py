"""Two people of one district at the same moment: only on PostgreSQL, where two can write."""

import datetime

import pytest

from accounts.refusals import Unready
from consortia.actions.confirmations import confirm_record
from consortia.models import Membership
from consortia.rules.yearly_confirmation import shown_for_confirmation, split_for_confirmation
from districts.actions.facts import accept_dispute, change_own_facts, dispute_fact, refuse_dispute
from districts.models import Confirmation, FactDispute
from tests.accounts.test_at_the_same_moment import while_it_waits
from tests.factories import AppointmentFactory, DistrictFactory, MembershipFactory, StateRoleFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
AT = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 9, 14)


def two_people(district):
    return AppointmentFactory(district=district).user, AppointmentFactory(district=district, kind="treasurer").user


def test_two_people_who_confirm_at_once_confirm_once_and_the_second_is_informed():
    district = DistrictFactory()
    MembershipFactory(district=district)
    ann, bob = two_people(district)
    lines = split_for_confirmation(Membership.objects.of_member(district).in_force(TODAY)).confirmed
    seen = shown_for_confirmation(district, lines)

    other = while_it_waits(
        lambda: confirm_record(record=district, shown=seen, by=ann, at=AT),
        lambda: confirm_record(record=district, shown=seen, by=bob, at=AT),
    )

    assert isinstance(other.outcome, Unready)
    assert "The superintendent already confirmed this record today" in str(other.outcome)
    assert Confirmation.objects.get().by == ann


def test_confirming_while_a_fact_is_being_changed_confirms_nothing_outdated():
    district = DistrictFactory(phone="614-555-0100")
    ann, bob = two_people(district)
    seen = shown_for_confirmation(district, [])

    other = while_it_waits(
        lambda: change_own_facts(
            record=district, values={"phone": "614-555-0199"}, seen={"phone": "614-555-0100"}, by=bob, at=AT
        ),
        lambda: confirm_record(record=district, shown=seen, by=ann, at=AT),
    )

    assert "Phone was “614-555-0100” when you opened this page" in str(other.outcome)
    assert not Confirmation.objects.exists()


def test_two_who_dispute_one_fact_at_once_make_one_dispute():
    district = DistrictFactory(city="Millers Ford")
    ann, bob = two_people(district)

    def dispute(by):
        return lambda: dispute_fact(record=district, field="city", claimed="Cedar Gap", reason="Moved.", by=by, at=AT)

    other = while_it_waits(dispute(ann), dispute(bob))

    assert "already reported" in str(other.outcome)
    assert FactDispute.objects.get().raised_by == ann


def test_two_registrars_who_answer_at_once_give_one_answer():
    district = DistrictFactory(city="Millers Ford")
    leader, _ = two_people(district)
    made = dispute_fact(record=district, field="city", claimed="Cedar Gap", reason="Moved.", by=leader, at=AT)
    one, two = (StateRoleFactory(role="registrar").user for _ in range(2))

    other = while_it_waits(
        lambda: accept_dispute(dispute=made, value="Cedar Gap", answer="", by=one, at=AT),
        lambda: refuse_dispute(dispute=made, answer="No.", by=two, at=AT),
    )

    assert "no longer open" in str(other.outcome)
    district.refresh_from_db()
    assert district.city == "Cedar Gap"
