"""Registrars appoint no one but others, and decide nothing that they or their own role began."""

import pytest

from accounts.models import Role
from accounts.refusals import Refused
from consortia.actions import memberships, proposals
from consortia.actions.guided_changes import preview_duplicate_consortium, preview_duplicate_district
from consortia.states import MembershipStatus
from districts.actions import end_appointment, give_appointment
from districts.actions.appointing import appoint_person
from districts.actions.facts import accept_dispute, dispute_fact, refuse_dispute
from districts.models import FactDispute
from districts.states import Office
from tests.consortia.members import JULY, NOON, ONE_DAY, TODAY, confirmed, invited, two_sides
from tests.factories import AppointmentFactory, ConsortiumFactory, DistrictFactory, StateRoleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _that_noon(time_machine) -> None:
    time_machine.move_to(NOON)


def with_role(person, district, **more):
    return AppointmentFactory(user=person, district=district, kind=Office.TREASURER, **more)


def test_a_registrar_does_not_appoint_himself_or_herself():
    registrar = StateRoleFactory(role=Role.REGISTRAR, user__email="rae@state.example").user
    district = DistrictFactory()

    with pytest.raises(Refused, match="You can’t give a role to yourself"):
        appoint_person(
            district=district, email="rae@state.example", kind=Office.TREASURER, starts_on=TODAY, by=registrar, at=NOON
        )
    with pytest.raises(Refused, match="You can’t give a role to yourself"):
        give_appointment(
            user=registrar, district=district, kind=Office.TREASURER, starts_on=TODAY, by=registrar, at=NOON
        )


def test_a_registrar_ends_the_own_role_earlier_and_does_not_extend_it():
    registrar = StateRoleFactory(role=Role.REGISTRAR).user
    own = with_role(registrar, DistrictFactory(), ends_on=TODAY + 30 * ONE_DAY)

    with pytest.raises(Refused):
        end_appointment(appointment=own, ends_on=TODAY + 31 * ONE_DAY, by=registrar, at=NOON)
    assert end_appointment(appointment=own, ends_on=TODAY, by=registrar, at=NOON).ends_on == TODAY


def test_a_registrar_who_has_a_role_at_the_member_decides_nothing_about_its_membership():
    sides = two_sides()
    membership = confirmed(sides)
    with_role(sides.registrar, sides.district, can_register_membership=False)

    with pytest.raises(Refused, match="another registrar decides"):
        memberships.correct_dates(
            membership=membership, joins_on=JULY - ONE_DAY, leaves_on=None, words="A typo.", by=sides.registrar, at=NOON
        )
    disputed = memberships.dispute(membership=membership, words="We left.", by=sides.lead, at=NOON)
    with pytest.raises(Refused, match="another registrar decides"):
        memberships.settle_dispute(membership=disputed, is_kept=True, words="Kept.", by=sides.registrar, at=NOON)


def test_a_registrar_of_the_lead_district_does_not_refuse_what_waits_for_the_state():
    sides = two_sides()
    membership = invited(sides)
    membership.status = MembershipStatus.AGREED
    membership.save()
    with_role(sides.registrar, sides.lead_district)

    with pytest.raises(Refused, match="another registrar decides"):
        memberships.refuse_agreed(membership=membership, words="No.", by=sides.registrar, at=NOON)


def test_a_registrar_does_not_decline_the_proposal_of_his_or_her_own_district():
    sides = two_sides()
    proposal = proposals.propose_consortium(
        name="Three Forks", lead=sides.district, purposes=["purchasing"], invites=[sides.lead_district],
        by=sides.superintendent, at=NOON,
    )  # fmt: skip
    with_role(sides.registrar, sides.district, can_register_membership=False)

    for decide in (proposals.register_proposal, proposals.refuse_proposal):
        with pytest.raises(Refused, match="another registrar decides"):
            decide(consortium=proposal, words="So be it.", by=sides.registrar, at=NOON)


def test_a_registrar_does_not_answer_an_error_that_he_or_she_or_the_own_district_reported():
    registrar, district = StateRoleFactory(role=Role.REGISTRAR).user, DistrictFactory()
    own = with_role(registrar, district)
    colleague = AppointmentFactory(district=district).user
    report = dispute_fact(
        record=district, field="street", claimed="1 Main St", reason="We moved.", by=colleague, at=NOON
    )

    with pytest.raises(Refused, match="You have a role at"):
        accept_dispute(dispute=report, value="1 Main St", answer="", by=registrar, at=NOON)
    own.delete()
    FactDispute.objects.update(raised_by=registrar)
    with pytest.raises(Refused, match="You reported this error"):
        refuse_dispute(dispute=report, answer="No.", by=registrar, at=NOON)


def test_a_registrar_does_not_set_aside_a_record_of_his_or_her_own():
    registrar, district = StateRoleFactory(role=Role.REGISTRAR).user, DistrictFactory()
    with_role(registrar, district)
    mine, other = ConsortiumFactory(proposed_by=registrar), ConsortiumFactory()
    why = "Entered twice in the spring."

    for pair in ((district, DistrictFactory()), (DistrictFactory(), district)):
        with pytest.raises(Refused, match="another registrar decides"):
            preview_duplicate_district(district=pair[0], kept=pair[1], reason=why, by=registrar, at=NOON)
    for first, second in ((mine, other), (other, mine)):
        with pytest.raises(Refused, match="another registrar decides"):
            preview_duplicate_consortium(consortium=first, kept=second, reason=why, by=registrar, at=NOON)
