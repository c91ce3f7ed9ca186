"""A consortium invites, or a district or school asks to join; the one invited or asked answers, sometimes the State."""

import datetime

import pytest

from accounts.refusals import Refused, Unready
from audit.models import Entry
from consortia.actions import memberships, register_membership
from consortia.models import MembershipPeriod
from consortia.states import MemberRole, MembershipClass, MembershipStatus
from districts.models import Appointment
from tests.consortia.members import JULY, NOON, ONE_DAY, TODAY, confirmed, invited, two_sides
from tests.factories import AppointmentFactory, DistrictFactory, MembershipFactory, SchoolFactory

pytestmark = pytest.mark.django_db
LATER = NOON + ONE_DAY


def test_an_invitation_is_pending_until_the_district_accepts():
    sides = two_sides()

    membership = invited(sides)
    assert (membership.status, membership.claimed_by, membership.claimed_at) == (
        MembershipStatus.CLAIMED,
        "consortium",
        NOON,
    )

    membership = memberships.accept(membership=membership, by=sides.superintendent, at=LATER)
    assert membership.status == MembershipStatus.CONFIRMED
    assert [(step.step, step.side, step.by, step.appointment.district) for step in membership.steps.all()] == [
        ("claim", "consortium", sides.lead, sides.lead_district),
        ("confirm", "member", sides.superintendent, sides.district),
    ]
    assert [(period.status, period.recorded_at) for period in MembershipPeriod.objects.filter(line=membership)] == [
        (MembershipStatus.CLAIMED, NOON),
        (MembershipStatus.CONFIRMED, LATER),
    ]
    assert list(Entry.objects.order_by("number").values_list("event", flat=True)) == [
        "membership.claimed",
        "membership.confirmed",
    ]


def test_a_request_to_join_is_pending_until_the_lead_accepts():
    sides = two_sides()

    membership = memberships.ask_to_join(
        consortium=sides.consortium, member=sides.district, joins_on=TODAY, by=sides.superintendent, at=NOON
    )
    assert (membership.status, membership.claimed_by) == (MembershipStatus.CLAIMED, "member")
    with pytest.raises(Refused, match="don’t have permission to register memberships for Mill Creek"):
        memberships.accept(membership=membership, by=sides.superintendent, at=NOON)

    assert memberships.accept(membership=membership, by=sides.lead, at=NOON).status == MembershipStatus.CONFIRMED


def test_no_one_without_permission_invites_asks_or_answers():
    sides = two_sides()
    powerless = AppointmentFactory(district=sides.district, kind="treasurer", can_register_membership=False).user
    membership = invited(sides)

    for person in (sides.stranger, powerless):
        with pytest.raises(Refused):
            invited(sides, by=person, member=DistrictFactory())
        with pytest.raises(Refused):
            memberships.ask_to_join(
                consortium=sides.consortium, member=sides.district, joins_on=TODAY, by=person, at=NOON
            )
        with pytest.raises(Refused):
            memberships.accept(membership=membership, by=person, at=NOON)
        with pytest.raises(Refused):
            memberships.decline(membership=membership, words="No.", by=person, at=NOON)


def test_a_pending_lead_does_not_act_for_the_consortium():
    sides = two_sides()
    MembershipFactory(
        consortium=sides.consortium,
        district=sides.stranger.appointments.get().district,
        role=MemberRole.LEAD,
        status=MembershipStatus.CLAIMED,
        claimed_by="member",
    )

    with pytest.raises(Refused):
        invited(sides, by=sides.stranger)


def test_the_registrar_approves_a_fiscal_agent_after_both_sides():
    sides = two_sides()

    membership = invited(sides, role=MemberRole.FISCAL_AGENT)
    membership = memberships.accept(membership=membership, by=sides.superintendent, at=NOON)
    assert membership.status == MembershipStatus.AGREED
    with pytest.raises(Refused, match="Only a registrar"):
        memberships.confirm_agreed(membership=membership, by=sides.superintendent, at=NOON)

    membership = memberships.confirm_agreed(membership=membership, by=sides.registrar, at=NOON)
    assert membership.status == MembershipStatus.CONFIRMED
    assert membership.steps.last().side == "state"


def test_the_registrar_confirms_a_member_from_another_state():
    sides = two_sides()
    over_the_river = DistrictFactory(name="River Bend", state="WV")
    theirs = AppointmentFactory(district=over_the_river).user

    membership = memberships.accept(membership=invited(sides, member=over_the_river), by=theirs, at=NOON)

    assert membership.status == MembershipStatus.AGREED
    membership = memberships.refuse_agreed(
        membership=membership, words="Its board has not voted.", by=sides.registrar, at=NOON
    )
    assert membership.status == MembershipStatus.DECLINED


def test_the_registrar_approves_where_the_same_office_acts_for_both_sides():
    sides = two_sides()
    school = SchoolFactory(district=sides.lead_district, state="OH")

    membership = memberships.accept(membership=invited(sides, member=school), by=sides.lead, at=NOON)

    assert membership.status == MembershipStatus.AGREED


def test_the_principal_with_the_power_or_the_superintendent_answers_for_a_school():
    sides = two_sides()
    one, other = (SchoolFactory(district=sides.district, state="OH") for _ in range(2))
    principal = AppointmentFactory(district=None, school=one, kind="principal").user

    membership = memberships.accept(membership=invited(sides, member=one), by=principal, at=NOON)
    assert membership.steps.last().appointment.school == one
    with pytest.raises(Refused):
        memberships.accept(membership=invited(sides, member=other), by=principal, at=NOON)
    membership = memberships.accept(membership=invited(sides, member=other), by=sides.superintendent, at=NOON)
    assert membership.status == MembershipStatus.CONFIRMED


def test_a_school_that_has_moved_is_answered_for_by_its_new_district():
    sides = two_sides()
    school = SchoolFactory(district=sides.district, state="OH")
    membership = invited(sides, member=school)
    school.district = DistrictFactory(name="Harlan Valley")
    school.save()
    new = AppointmentFactory(district=school.district).user

    with pytest.raises(Refused):
        memberships.accept(membership=membership, by=sides.superintendent, at=NOON)
    assert memberships.accept(membership=membership, by=new, at=NOON).status == MembershipStatus.CONFIRMED


def test_declining_needs_a_reason_and_a_new_invitation_may_follow_after_180_days():
    sides = two_sides()
    membership = invited(sides)

    with pytest.raises(Unready, match="Enter the reason"):
        memberships.decline(membership=membership, words=" ", by=sides.superintendent, at=NOON)
    membership = memberships.decline(membership=membership, words="Not this year.", by=sides.superintendent, at=NOON)
    assert membership.status == MembershipStatus.DECLINED

    with pytest.raises(Unready, match=r"can invite it again on March 13, 2027\. Until then, Cedar Gap .* can ask to"):
        invited(sides, at=NOON + 179 * ONE_DAY)
    again = invited(sides, at=NOON + 180 * ONE_DAY)
    assert again.pk != membership.pk
    assert again.status == MembershipStatus.CLAIMED


def test_what_was_accepted_can_no_longer_be_declined():
    sides = two_sides()
    membership = confirmed(sides)
    colleague = AppointmentFactory(district=sides.district, kind="designee").user

    with pytest.raises(Unready, match=r"Ann Marsh, superintendent of Cedar Gap .* accepted on Sep 14, 2026, 12:00"):
        memberships.decline(membership=membership, words="No.", by=colleague, at=LATER)
    with pytest.raises(Unready, match="Ann Marsh"):
        memberships.accept(membership=membership, by=colleague, at=LATER)


def test_the_side_that_asked_can_withdraw_until_the_membership_is_confirmed():
    sides = two_sides()
    membership = invited(sides)

    with pytest.raises(Refused):
        memberships.withdraw(membership=membership, by=sides.superintendent, at=NOON)
    assert memberships.withdraw(membership=membership, by=sides.lead, at=NOON).status == MembershipStatus.WITHDRAWN
    with pytest.raises(Unready, match="The membership is now withdrawn"):
        memberships.accept(membership=membership, by=sides.superintendent, at=NOON)
    with pytest.raises(Unready):
        memberships.withdraw(membership=confirmed(sides), by=sides.lead, at=NOON)


def test_a_second_click_does_nothing_more():
    sides = two_sides()

    membership, again = invited(sides), invited(sides)
    assert membership == again
    for _ in range(2):
        memberships.accept(membership=membership, seen=membership.steps.first().pk, by=sides.superintendent, at=NOON)

    assert [step.step for step in membership.steps.all()] == ["claim", "confirm"]


def test_a_form_opened_before_someone_else_acted_changes_nothing():
    sides = two_sides()
    membership = invited(sides)
    old = membership.steps.last().pk
    memberships.accept(membership=membership, by=sides.superintendent, at=NOON)

    with pytest.raises(Unready, match="Since you opened this page, Ann Marsh"):
        memberships.leave_from(
            membership=membership, last_day=TODAY, words="Moving on.", seen=old, by=sides.lead, at=NOON
        )


def test_a_request_while_an_invitation_is_pending_points_to_the_invitation():
    sides = two_sides()
    invited(sides)

    with pytest.raises(Unready, match=r"invited Cedar Gap .* on September 14, 2026\. Accept that invitation instead"):
        memberships.ask_to_join(
            consortium=sides.consortium, member=sides.district, joins_on=TODAY, by=sides.superintendent, at=NOON
        )


@pytest.mark.parametrize(
    ("consortium", "joins_on", "said"),
    [
        ({"formed_on": TODAY}, TODAY - ONE_DAY, "was formed on September 14, 2026. Choose that date or a later one"),
        ({"status": "dissolved", "ended_on": TODAY}, TODAY, "was dissolved on September 14, 2026"),
        ({"status": "refused"}, TODAY, "was not registered"),
        ({}, datetime.date(2206, 7, 1), "more than five years in the future"),
    ],
)
def test_no_one_joins_a_consortium_on_an_impossible_date(consortium, joins_on, said):
    sides = two_sides(**consortium)

    with pytest.raises(Unready, match=said):
        invited(sides, joins_on=joins_on)


def test_one_may_join_on_the_day_of_founding():
    sides = two_sides(formed_on=TODAY)

    assert invited(sides, joins_on=TODAY).status == MembershipStatus.CLAIMED


def test_a_closed_district_does_not_join_after_its_last_day():
    sides = two_sides()
    heir = DistrictFactory(name="Harlan Valley Local School District")
    gone = DistrictFactory(name="Harlan", status="merged", closed_on=TODAY, successor=heir)

    assert invited(sides, member=gone, joins_on=TODAY).status == MembershipStatus.CLAIMED
    with pytest.raises(Unready, match=r"Harlan closed on September 14, 2026 .* Its successor is Harlan Valley"):
        invited(sides, member=gone, joins_on=TODAY + ONE_DAY)


def test_what_closed_after_the_invitation_cannot_accept_it():
    sides = two_sides()
    membership = invited(sides, joins_on=TODAY)
    sides.district.closed_on = TODAY - ONE_DAY
    sides.district.save()

    with pytest.raises(Unready, match="closed on September 13, 2026"):
        memberships.accept(membership=membership, by=sides.superintendent, at=NOON)


def test_memberships_of_one_member_do_not_overlap():
    sides = two_sides()
    MembershipFactory(
        consortium=sides.consortium, district=sides.district, joins_on=JULY, leaves_on=datetime.date(2026, 8, 31)
    )

    with pytest.raises(Unready, match="is already a member from July 1, 2026 to August 31, 2026"):
        invited(sides, joins_on=datetime.date(2026, 8, 31))
    assert invited(sides, joins_on=datetime.date(2026, 9, 1)).status == MembershipStatus.CLAIMED


def on_record(sides):
    return register_membership(consortium=sides.consortium, district=sides.district, by=sides.registrar, at=NOON)


def test_what_the_state_entered_is_on_record_and_is_confirmed_by_both_only_where_both_did():
    sides = two_sides()
    membership = on_record(sides)
    assert (membership.status, membership.get_status_display()) == ("recorded", "On record, entered by the State")
    with pytest.raises(Refused):
        memberships.accept(membership=membership, by=sides.stranger, at=NOON)

    assert memberships.accept(membership=membership, by=sides.superintendent, at=NOON).status == "recorded"
    assert memberships.accept(membership=membership, by=sides.lead, at=NOON).status == "confirmed"
    assert [(step.step, step.side) for step in membership.steps.all()] == [
        ("affirm", "member"),
        ("confirm", "consortium"),
    ]


def test_one_person_does_not_confirm_for_both_parties():
    sides = two_sides()
    AppointmentFactory(district=sides.district, user=sides.lead)
    membership = on_record(sides)
    memberships.accept(membership=membership, by=sides.lead, at=NOON)

    with pytest.raises(Unready, match="Someone else must confirm it for the other"):
        memberships.accept(membership=membership, words="Me again.", by=sides.lead, at=NOON)
    assert memberships.accept(membership=membership, by=sides.lead, at=NOON).status == "recorded"


def test_what_one_party_already_confirmed_is_not_confirmed_twice():
    sides = two_sides()
    colleague = AppointmentFactory(district=sides.district, kind="treasurer").user
    membership = on_record(sides)
    memberships.accept(membership=membership, by=sides.superintendent, at=NOON)

    with pytest.raises(Unready, match="Cedar Gap Local School District already confirmed"):
        memberships.accept(membership=membership, by=colleague, at=NOON)


def test_only_the_registrar_withdraws_what_the_state_entered():
    sides = two_sides()
    membership = on_record(sides)

    for by in (sides.superintendent, sides.lead):
        with pytest.raises(Refused):
            memberships.withdraw(membership=membership, by=by, at=NOON)
    assert memberships.withdraw(membership=membership, by=sides.registrar, at=NOON).status == "withdrawn"


def test_who_accepted_can_still_decline_until_the_state_approves():
    sides = two_sides(state="KY")
    membership = memberships.accept(membership=invited(sides), by=sides.superintendent, at=NOON)
    assert membership.status == MembershipStatus.AGREED

    declined = memberships.decline(membership=membership, words="The board said no.", by=sides.superintendent, at=LATER)
    assert declined.status == MembershipStatus.DECLINED


def test_a_successor_answers_what_was_sent_to_the_one_before():
    sides = two_sides()
    membership = invited(sides, membership_class=MembershipClass.OBSERVER)
    Appointment.objects.filter(user=sides.superintendent).update(ends_on=TODAY)
    successor = AppointmentFactory(district=sides.district, starts_on=TODAY + ONE_DAY).user

    with pytest.raises(Refused):
        memberships.accept(membership=membership, by=sides.superintendent, at=LATER)
    assert memberships.accept(membership=membership, by=successor, at=LATER).status == MembershipStatus.CONFIRMED


def test_a_membership_that_a_leader_enters_is_pending_and_gives_no_authority():
    sides = two_sides()

    membership = register_membership(
        consortium=sides.consortium, district=sides.district, role=MemberRole.LEAD, by=sides.superintendent, at=NOON
    )

    assert membership.claimed_by == "member"
    with pytest.raises(Refused):
        invited(sides, by=sides.superintendent, member=DistrictFactory())
