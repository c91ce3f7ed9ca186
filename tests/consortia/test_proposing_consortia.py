"""A leader proposes a consortium, likely duplicates are shown, the registrar decides."""

import datetime

import pytest

from accounts.refusals import Refused, Unready
from consortia.actions import memberships, proposals
from consortia.models import Consortium, Membership
from consortia.rules.likeness import reasons_for_likeness
from consortia.states import ConsortiumStatus, MembershipStatus
from tests.consortia.members import NOON, TODAY, two_sides
from tests.factories import AppointmentFactory, ConsortiumFactory, DistrictFactory, MembershipFactory, SchoolFactory

pytestmark = pytest.mark.django_db


def proposed(sides, **more) -> Consortium:
    said = {"name": "Three Forks Buying Group", "lead": sides.district, "purposes": ["purchasing"]}
    return proposals.propose_consortium(**said | {"by": sides.superintendent, "at": NOON} | more)


def test_a_proposal_awaits_the_registrar_and_its_lead_is_agreed():
    sides = two_sides()
    school = SchoolFactory(state="OH")

    consortium = proposed(sides, invites=[sides.lead_district, school, sides.district, school])

    assert (consortium.status, consortium.state, consortium.proposed_by) == ("proposed", "OH", sides.superintendent)
    lines = consortium.memberships.order_by("pk")
    assert [(membership.member, membership.role, membership.status, membership.claimed_by) for membership in lines] == [
        (sides.district, "lead", MembershipStatus.AGREED, "member"),
        (sides.lead_district, "member", MembershipStatus.CLAIMED, "consortium"),
        (school, "member", MembershipStatus.CLAIMED, "consortium"),
    ]


def test_a_proposal_is_seen_by_its_members_and_the_registrars_only():
    sides = two_sides()
    consortium = proposed(sides, invites=[sides.lead_district])

    readers = (sides.superintendent, sides.lead, sides.registrar, sides.stranger)
    assert [consortium in Consortium.objects.visible_to(reader) for reader in readers] == [True, True, True, False]


def test_the_registrar_registers_it_and_its_lead_is_confirmed():
    sides = two_sides()
    consortium = proposed(sides)

    with pytest.raises(Refused):
        proposals.register_proposal(consortium=consortium, by=sides.superintendent, at=NOON)
    for _ in range(2):
        consortium = proposals.register_proposal(consortium=consortium, by=sides.registrar, at=NOON)

    assert (consortium.status, consortium.decided_at) == (ConsortiumStatus.REGISTERED, NOON)
    membership = consortium.memberships.get()
    assert membership.status == MembershipStatus.CONFIRMED
    assert [step.step for step in membership.steps.all()] == ["claim", "confirm"]
    with pytest.raises(Unready, match="is registered since September 14, 2026"):
        proposals.refuse_proposal(consortium=consortium, words="No.", by=sides.registrar, at=NOON)


def test_a_refusal_has_a_reason_and_no_one_joins_a_refused_consortium():
    sides = two_sides()
    consortium = proposed(sides, invites=[sides.lead_district])

    with pytest.raises(Unready, match="Enter the reason"):
        proposals.refuse_proposal(consortium=consortium, words="", by=sides.registrar, at=NOON)
    consortium = proposals.refuse_proposal(
        consortium=consortium, words="It is no consortium.", by=sides.registrar, at=NOON
    )

    assert (consortium.status, consortium.decision_reason) == ("refused", "It is no consortium.")
    invitation = Membership.objects.get(consortium=consortium, district=sides.lead_district)
    with pytest.raises(Unready, match="was not registered"):
        memberships.accept(membership=invitation, by=sides.lead, at=NOON)


def test_members_may_accept_while_it_is_proposed_but_no_one_asks_to_join():
    sides = two_sides()
    consortium = proposed(sides, invites=[sides.lead_district])

    membership = consortium.memberships.get(district=sides.lead_district)
    assert memberships.accept(membership=membership, by=sides.lead, at=NOON).status == MembershipStatus.CONFIRMED
    stranger_district = sides.stranger.appointments.get().district
    with pytest.raises(Unready, match="is not registered yet"):
        memberships.ask_to_join(
            consortium=consortium, member=stranger_district, joins_on=TODAY, by=sides.stranger, at=NOON
        )


def test_only_people_with_permission_propose_for_their_district():
    sides = two_sides()
    powerless = AppointmentFactory(district=sides.district, can_register_membership=False).user

    for person in (sides.stranger, powerless):
        with pytest.raises(Refused, match="propose a consortium that it leads"):
            proposed(sides, by=person)


def test_a_likely_duplicate_is_named_with_reasons_and_needs_a_reason_to_go_on():
    sides = two_sides()
    ConsortiumFactory(name="The Three Forks Buying Consortium", state="OH")

    with pytest.raises(Unready, match=r"The Three Forks Buying Consortium is already in the registry. The name has"):
        proposed(sides)
    consortium = proposed(sides, override_reason="That one buys buses only.")

    assert "Different from The Three Forks Buying Consortium" in consortium.memberships.get().steps.get().words


def test_a_second_click_proposes_nothing_more_and_a_registered_name_is_taken_once():
    sides = two_sides()

    assert proposed(sides) == proposed(sides)
    ConsortiumFactory(name="Four Forks Buying Group", state="OH")
    with pytest.raises(Unready, match="OH already has a consortium named four forks buying group"):
        proposed(sides, name="four forks buying group", override_reason="Ours.")


@pytest.mark.parametrize("status", ["proposed", "refused", "withdrawn"])
def test_no_one_guesses_the_name_of_anothers_proposal_by_proposing_it(status):
    sides = two_sides()
    hidden = proposed(sides)
    Consortium.objects.filter(pk=hidden.pk).update(status=status)

    guess = proposed(sides, by=sides.lead, lead=sides.lead_district)
    other = proposed(sides, name="A Name of No One", by=sides.lead, lead=sides.lead_district)

    assert (guess.slug, other.slug) == (
        f"three-forks-buying-group-{guess.pk}",
        f"a-name-of-no-one-{other.pk}",
    )
    with pytest.raises(Unready, match=r"OH already has a consortium named|You already proposed"):
        proposed(sides, override_reason="Again.", purposes=["vocational"])


def test_of_two_proposals_of_one_name_the_registrar_registers_one():
    sides = two_sides()
    first, second = proposed(sides), proposed(sides, by=sides.lead, lead=sides.lead_district)

    proposals.register_proposal(consortium=first, by=sides.registrar, at=NOON)
    with pytest.raises(Unready, match="already has a consortium named Three Forks Buying Group"):
        proposals.register_proposal(consortium=second, by=sides.registrar, at=NOON)


def test_a_proposal_has_a_name_and_a_purpose():
    sides = two_sides()

    with pytest.raises(Unready, match=r"Enter the name of the consortium.*Choose at least one purpose"):
        proposed(sides, name=" ", purposes=[])


def test_the_same_members_make_it_look_like_another_whatever_its_name():
    sides = two_sides()
    districts = [DistrictFactory() for _ in range(3)]
    other = ConsortiumFactory(name="Ridge Rivers", state="OH")
    for district in districts:
        MembershipFactory(consortium=other, district=district)

    found = proposals.find_likenesses(
        name="Quite another name", state="OH", lead=districts[0], members=[districts[1]], by=sides.lead, on=TODAY
    )

    assert found == [(other, ["2 of the 2 members you named belong to it."])]


@pytest.mark.parametrize(
    ("name", "other", "reasons"),
    [
        ("Mill Creek Network", "mill  creek network", 1),
        ("Mill Creek Network", "Mill Creek Consortium", 1),
        ("Mill Creek Network", "Mill Creak Network", 1),
        ("Mill Creek Network", "Ridge Rivers Network", 0),
        ("The Consortium", "The Network", 0),
    ],
)
def test_names_are_alike_when_only_common_words_or_a_letter_differ(name, other, reasons):
    found = reasons_for_likeness(name=name, members={1}, lead=1, other_name=other, other_members=set(), other_lead=None)

    assert len(found) == reasons


def test_proposals_of_others_are_not_revealed():
    sides = two_sides()
    proposed(sides)

    found = proposals.find_likenesses(
        name="Three Forks Buying", state="OH", lead=sides.lead_district, members=[], by=sides.stranger, on=TODAY
    )

    assert found == []


def test_a_day_of_founding_a_thousand_years_ago_is_a_slip():
    sides = two_sides()

    with pytest.raises(Unready, match="Check the year"):
        proposed(sides, formed_on=datetime.date(1026, 7, 1))


def test_the_lead_of_a_proposal_stays_until_the_registrar_has_decided():
    sides = two_sides()
    membership = proposed(sides).memberships.get()

    with pytest.raises(Unready, match="decides on the proposal as a whole"):
        memberships.withdraw(membership=membership, by=sides.superintendent, at=NOON)
