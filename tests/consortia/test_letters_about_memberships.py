"""Who gets which letter about a membership, and what it says."""

import datetime

import pytest

from accounts.models import OutgoingEmail, Role
from consortia import emails as letters
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
    return letters.people_of(membership, Side.CONSORTIUM, NOON.date())[0]


def member_of(membership: Membership):
    return letters.people_of(membership, Side.MEMBER, NOON.date())[0]


def test_an_invitation_says_who_what_by_when_and_what_happens_otherwise(membership):
    (letter,) = letters.send_invited(membership, words="We share calculus.", by=lead_of(membership), at=NOON)

    assert letter.to == "mo@example.org"
    assert letter.subject == "Mill Creek Learning Network invites you"
    assert letter.body == (
        f"""Dear Mo Member,

Lee Lead, for Mill Creek Learning Network, invites Otter Run Local School District to Mill Creek Learning Network, \
or says that it belongs to it already:

  Member:     Otter Run Local School District
  Consortium: Mill Creek Learning Network
  As:         member, participating
  From:       July 1, 2026

They write:

  We share calculus.

Is it so? Please confirm or decline by September 28, 2026. It takes two minutes: sign in, read the membership, press one \
button.

If you do nothing, nothing is decided for you. The membership stays marked as claimed by the consortium alone wherever its \
members are listed, and we remind you.

http://localhost:8000/memberships/{membership.pk}/

District Consortium Registry, State of Ohio
"""
    )
    assert (letter.kind, letter.about) == ("membership: invited", f"/memberships/{membership.pk}/")


def test_who_asks_to_join_writes_to_the_lead(membership):
    (letter,) = letters.send_asked(membership, by=member_of(membership), at=NOON)

    assert letter.to == "lee@example.org"
    assert letter.subject == "Otter Run Local School District asks to join Mill Creek Learning Network"
    assert "Mo Member, for Otter Run Local School District, asks to join" in letter.body


@pytest.mark.parametrize("name", ["confirmed", "declined", "disputed"])
@pytest.mark.parametrize(
    ("side", "to"),
    [
        (Side.MEMBER, ["lee@example.org"]),
        (Side.CONSORTIUM, ["mo@example.org"]),
        (Side.STATE, ["mo@example.org", "lee@example.org"]),
    ],
)
def test_what_one_side_does_the_other_is_told(name, side, to, membership):
    written = getattr(letters, f"send_{name}")(membership, side=side, by=UserFactory(name="Ann Actor"), at=NOON)

    assert [letter.to for letter in written] == to
    assert all("Ann Actor, for" in letter.body for letter in written)


def test_a_letter_about_leaving_names_the_last_day(membership):
    membership.leaves_on = datetime.date(2027, 6, 30)
    (letter,) = letters.send_left(membership, side=Side.MEMBER, by=member_of(membership), at=NOON)

    assert "Its last day is June 30, 2027" in letter.body
    assert "  Until:      June 30, 2027\n" in letter.body


def test_a_letter_about_a_change_says_what_is_different(membership):
    (letter,) = letters.send_changed(
        membership, changes=["role: lead instead of member"], side=Side.CONSORTIUM, by=lead_of(membership), at=NOON
    )

    assert "\n  - role: lead instead of member\n" in letter.body


def test_where_nobody_can_answer_the_registrar_is_asked_to_invite_somebody(membership):
    membership = MembershipFactory(
        consortium=membership.consortium, district=DistrictFactory(name="Cedar Gap", leaid="9970088"), status="claimed"
    )

    assert letters.send_invited(membership, by=lead_of(membership), at=NOON) == []

    letter = OutgoingEmail.objects.get()
    assert letter.to == "rae@example.org"
    assert "nobody with an account holds the power to register memberships there" in letter.body
    assert "http://localhost:8000/districts/9970088/people/" in letter.body


def test_who_did_it_gets_no_letter_about_it(membership):
    lee = lead_of(membership)
    AppointmentFactory(district=membership.district, user=lee)

    assert [letter.to for letter in letters.send_invited(membership, by=lee, at=NOON)] == ["mo@example.org"]


def test_only_people_with_the_power_today_are_written_to(membership):
    AppointmentFactory(district=membership.district, can_register_membership=False)
    AppointmentFactory(district=membership.district, ends_on=datetime.date(2026, 9, 13))
    AppointmentFactory(district=membership.district, user__is_active=False)
    AppointmentFactory(district=membership.district, ends_on=datetime.date(2026, 9, 14), user__email="last@example.org")

    written = letters.send_invited(membership, by=lead_of(membership), at=NOON)

    assert [letter.to for letter in written] == ["mo@example.org", "last@example.org"]


def test_a_school_is_answered_for_by_itself_and_by_its_district(membership):
    school = SchoolFactory(district=membership.district, name="Otter Run High School")
    AppointmentFactory(district=None, school=school, kind="principal", user__email="pri@example.org")
    at_school = MembershipFactory(consortium=membership.consortium, district=None, school=school, status="claimed")

    written = letters.send_invited(at_school, by=lead_of(membership), at=NOON)

    assert {letter.to for letter in written} == {"mo@example.org", "pri@example.org"}
    assert "invites Otter Run High School to Mill Creek" in written[0].body


def test_a_proposal_is_answered_to_who_made_it(membership):
    consortium = membership.consortium
    consortium.proposed_by = UserFactory(email="proposer@example.org")
    registrar = UserFactory()

    (yes,) = letters.send_registered(consortium, by=registrar, at=NOON)
    (no,) = letters.send_refused(consortium, reason="It has no second member.", by=registrar, at=NOON)

    assert (yes.to, yes.subject) == ("proposer@example.org", "Registered: Mill Creek Learning Network")
    assert "It has no second member." in no.body
    assert "http://localhost:8000/consortia/mill-creek/" in no.body
