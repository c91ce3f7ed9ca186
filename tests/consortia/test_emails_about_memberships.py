"""Who gets which email about a membership, and what it says."""

import datetime

import pytest

from accounts.models import OutgoingEmail, Role
from consortia import emails
from consortia.models import Membership
from consortia.states import MemberRole, Side
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    SchoolFactory,
    StateRoleFactory,
    UserFactory,
)

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def membership() -> Membership:
    """Otter Run, led to Mill Creek by Stone Ridge; each with a superintendent, and a registrar at the State."""
    consortium = ConsortiumFactory(name="Mill Creek Learning Network", slug="mill-creek")
    lead = DistrictFactory(name="Stone Ridge Local School District")
    member = DistrictFactory(name="Otter Run Local School District", leaid="9970077")
    MembershipFactory(consortium=consortium, district=lead, role=MemberRole.LEAD)
    AppointmentFactory(district=lead, user=UserFactory(name="Lee Lead", email="lee@example.org"))
    AppointmentFactory(district=member, user=UserFactory(name="Mo Member", email="mo@example.org"))
    StateRoleFactory(role=Role.REGISTRAR, user=UserFactory(name="Rae Registrar", email="rae@example.org"))
    return MembershipFactory(
        consortium=consortium,
        district=member,
        joins_on=datetime.date(2026, 7, 1),
        status="claimed",
        claimed_by="member",
    )


def lead_of(membership: Membership):
    return emails.people_of(membership, Side.CONSORTIUM, NOON.date())[0]


def member_of(membership: Membership):
    return emails.people_of(membership, Side.MEMBER, NOON.date())[0]


def test_an_invitation_says_who_what_by_when_and_what_happens_without_an_answer(membership):
    (email,) = emails.send_invited(membership, words="We share calculus.", by=lead_of(membership), at=NOON)

    assert email.to == "mo@example.org"
    assert email.subject == "Mill Creek Learning Network invites Otter Run Local School District"
    assert email.body == (
        f"""Dear Mo Member,

Lee Lead, for Mill Creek Learning Network, invites Otter Run Local School District to join Mill Creek Learning \
Network, or asks to have an existing membership recorded:

  Member:      Otter Run Local School District
  Consortium:  Mill Creek Learning Network
  Role:        member, participating
  Start date:  July 1, 2026

Message:

  We share calculus.

Is this correct? Please accept or decline by September 28, 2026. It takes two minutes: sign in, review the membership, \
and select one button.

Nothing changes until you answer. The membership is listed as pending, and we will remind you. If no one answers by \
November 13, 2026, the invitation expires.

http://localhost:8000/memberships/{membership.pk}/

District Consortium Registry, State of Ohio
"""
    )
    assert (email.kind, email.about) == ("membership: invited", f"/memberships/{membership.pk}/")


def test_a_request_to_join_goes_to_the_lead(membership):
    (email,) = emails.send_asked(membership, by=member_of(membership), at=NOON)

    assert email.to == "lee@example.org"
    assert email.subject == "Otter Run Local School District asks to join Mill Creek Learning Network"
    assert "Mo Member, for Otter Run Local School District, asks to join" in email.body


@pytest.mark.parametrize("name", ["confirmed", "declined", "disputed"])
@pytest.mark.parametrize(
    ("side", "to"),
    [
        (Side.MEMBER, ["lee@example.org"]),
        (Side.CONSORTIUM, ["mo@example.org"]),
        (Side.STATE, ["mo@example.org", "lee@example.org"]),
    ],
)
def test_the_other_side_gets_an_email_about_each_step(name, side, to, membership):
    written = getattr(emails, f"send_{name}")(membership, side=side, by=UserFactory(name="Ann Actor"), at=NOON)

    assert [email.to for email in written] == to
    assert all("Ann Actor, for" in email.body for email in written)


def test_an_email_about_leaving_names_the_end_date(membership):
    membership.leaves_on = datetime.date(2027, 6, 30)
    (email,) = emails.send_left(membership, side=Side.MEMBER, by=member_of(membership), at=NOON)

    assert "recorded that this membership ends on June 30, 2027" in email.body
    assert "  End date:    June 30, 2027\n" in email.body


def test_an_email_about_a_change_says_what_changed(membership):
    (email,) = emails.send_changed(
        membership, changes=["role: lead instead of member"], side=Side.CONSORTIUM, by=lead_of(membership), at=NOON
    )

    assert "\n  - role: lead instead of member\n" in email.body


def test_where_no_one_can_answer_the_registrar_is_asked_to_invite_someone(membership):
    membership = MembershipFactory(
        consortium=membership.consortium, district=DistrictFactory(name="Cedar Gap", leaid="9970088"), status="claimed"
    )

    assert emails.send_invited(membership, by=lead_of(membership), at=NOON) == []

    email = OutgoingEmail.objects.get()
    assert email.to == "rae@example.org"
    assert "no one there has an account with permission to register memberships" in email.body
    assert "http://localhost:8000/districts/9970088/people/" in email.body


def test_the_person_who_acts_gets_no_email_about_it(membership):
    lee = lead_of(membership)
    AppointmentFactory(district=membership.district, user=lee)

    assert [email.to for email in emails.send_invited(membership, by=lee, at=NOON)] == ["mo@example.org"]


def test_only_people_with_permission_today_get_emails(membership):
    AppointmentFactory(district=membership.district, can_register_membership=False)
    AppointmentFactory(district=membership.district, ends_on=datetime.date(2026, 9, 13))
    AppointmentFactory(district=membership.district, user__is_active=False)
    AppointmentFactory(district=membership.district, ends_on=datetime.date(2026, 9, 14), user__email="last@example.org")

    written = emails.send_invited(membership, by=lead_of(membership), at=NOON)

    assert [email.to for email in written] == ["mo@example.org", "last@example.org"]


def test_a_school_is_answered_for_by_itself_and_by_its_district(membership):
    school = SchoolFactory(district=membership.district, name="Otter Run High School")
    AppointmentFactory(district=None, school=school, kind="principal", user__email="pri@example.org")
    at_school = MembershipFactory(consortium=membership.consortium, district=None, school=school, status="claimed")

    written = emails.send_invited(at_school, by=lead_of(membership), at=NOON)

    assert {email.to for email in written} == {"mo@example.org", "pri@example.org"}
    assert "invites Otter Run High School to join Mill Creek" in written[0].body


def test_the_author_of_a_proposal_gets_the_answer(membership):
    consortium = membership.consortium
    consortium.proposed_by = UserFactory(email="proposer@example.org")
    registrar = UserFactory()

    (yes,) = emails.send_registered(consortium, by=registrar, at=NOON)
    (no,) = emails.send_refused(consortium, reason="It has no second member.", by=registrar, at=NOON)

    assert (yes.to, yes.subject) == ("proposer@example.org", "Registered: Mill Creek Learning Network")
    assert "It has no second member." in no.body
    assert "http://localhost:8000/consortia/mill-creek/" in no.body
