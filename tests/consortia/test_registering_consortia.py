"""Registering consortia, their members and their contracts."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from consortia.actions import register_consortium, register_membership
from consortia.models import Consortium, Membership
from purchasing.actions.contracts import register_contract
from purchasing.models import Contract
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    SchoolFactory,
    StateRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
JANUARY, JULY = datetime.date(2025, 1, 15), datetime.date(2025, 7, 1)


def said(**changes):
    return {"by": "manage.py test", "at": timezone.now()} | changes


def test_a_consortium_is_registered_with_what_is_known_of_it():
    agent = DistrictFactory()
    consortium = register_consortium(
        name="Mill  Creek Learning Network",
        state="OH",
        legal_form="agreement",
        purposes=["personalized_learning", "purchasing"],
        fiscal_agent=agent,
        formed_on=JANUARY,
        **said(),
    )
    assert consortium.slug == "mill-creek-learning-network"
    assert consortium.name == "Mill Creek Learning Network"
    assert (consortium.legal_form, consortium.fiscal_agent, consortium.formed_on) == ("agreement", agent, JANUARY)
    assert [row.purpose for row in consortium.purposes.all()] == ["personalized_learning", "purchasing"]
    assert list(Entry.objects.values_list("event", flat=True)) == ["consortium.registered"]


def test_the_same_consortium_is_found_again_and_nothing_changes():
    first = register_consortium(name="Mill Creek", state="OH", purposes=["purchasing"], **said())
    again = register_consortium(name="Mill Creek", state="OH", purposes=["purchasing"], **said())
    assert again == first
    assert Consortium.objects.count() == 1
    assert Entry.objects.count() == 1


def test_what_was_unknown_of_a_consortium_is_filled_in_and_what_is_known_is_kept():
    register_consortium(name="Mill Creek", state="OH", **said())
    consortium = register_consortium(name="Mill Creek", state="OH", formed_on=JANUARY, **said())
    assert consortium.formed_on == JANUARY
    assert register_consortium(name="Mill Creek", state="OH", **said()).formed_on == JANUARY
    with pytest.raises(Unready, match="The formation date of Mill Creek is recorded as 2025-01-15, not 2025-07-01"):
        register_consortium(name="Mill Creek", state="OH", formed_on=JULY, **said())


def test_consortia_of_one_name_in_several_states_have_addresses_of_their_own():
    slugs = [register_consortium(name="Mill Creek", state=state, **said()).slug for state in ("OH", "KY", "WV")]
    assert slugs == ["mill-creek", "mill-creek-ky", "mill-creek-wv"]


def test_a_name_without_latin_letters_still_gets_an_address():
    assert register_consortium(name="学校", state="OH", **said()).slug == "consortium"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"name": " "}, "Enter the name of the consortium"),
        ({"name": "x" * 251}, "at most 250 characters"),
        ({"legal_form": "club"}, "“club” is not a legal form"),
        ({"purposes": ["football"]}, "“football” is not a purpose"),
    ],
)
def test_a_consortium_that_cannot_be_stored_is_refused_in_words(change, reason):
    with pytest.raises(Unready, match=reason):
        register_consortium(**({"name": "Mill Creek", "state": "OH"} | change), **said())


def test_only_registrars_register_consortia():
    with pytest.raises(Refused, match="Only a registrar can register a consortium"):
        register_consortium(name="Mill Creek", state="OH", **said(by=UserFactory()))
    register_consortium(name="Mill Creek", state="OH", **said(by=StateRoleFactory(role=Role.REGISTRAR).user))


def test_a_district_or_a_school_becomes_a_member():
    consortium = ConsortiumFactory()
    district, school = DistrictFactory(), SchoolFactory()
    lead = register_membership(consortium=consortium, district=district, role="lead", joins_on=JULY, **said())
    register_membership(consortium=consortium, school=school, **said())

    assert (lead.role, lead.joins_on, lead.status) == ("lead", JULY, "recorded")
    assert consortium.memberships.count() == 2
    with pytest.raises(Unready, match="Choose a district or a school as the member"):
        register_membership(consortium=consortium, district=district, school=school, **said())


def test_the_same_membership_is_found_again():
    consortium, district = ConsortiumFactory(), DistrictFactory()
    for _ in range(2):
        register_membership(consortium=consortium, district=district, joins_on=JULY, **said())
    register_membership(consortium=consortium, district=district, **said())
    assert Membership.objects.count() == 1
    assert Entry.objects.count() == 1


def test_an_open_membership_that_says_otherwise_is_refused_or_kept():
    membership = MembershipFactory(joins_on=JANUARY)
    member = {"consortium": membership.consortium, "district": membership.district, "joins_on": JULY}
    with pytest.raises(Unready, match=r"The start date of .* is recorded as 2025-01-15, not 2025-07-01"):
        register_membership(**member, **said())
    assert register_membership(**member, keeps_open_membership=True, **said()).joins_on == JANUARY


def test_a_member_that_left_can_join_again():
    membership = MembershipFactory(joins_on=JANUARY, leaves_on=JANUARY)
    register_membership(consortium=membership.consortium, district=membership.district, joins_on=JULY, **said())
    assert Membership.objects.count() == 2


def test_a_superintendent_requests_membership_for_the_district():
    appointment = AppointmentFactory()
    consortium = ConsortiumFactory()
    membership = register_membership(consortium=consortium, district=appointment.district, **said(by=appointment.user))
    assert membership.status == "claimed"
    with pytest.raises(Refused, match="Only a registrar can enter a membership without"):
        register_membership(
            consortium=ConsortiumFactory(),
            district=appointment.district,
            status="confirmed",
            **said(by=appointment.user),
        )
    with pytest.raises(Refused, match="You don’t have permission to register this membership"):
        register_membership(consortium=consortium, district=DistrictFactory(), **said(by=appointment.user))


def test_the_lead_requests_membership_for_others():
    appointment = AppointmentFactory()
    membership = MembershipFactory(district=appointment.district, role="lead")
    register_membership(consortium=membership.consortium, district=DistrictFactory(), **said(by=appointment.user))
    assert membership.consortium.memberships.count() == 2


def test_a_contract_is_registered_once_and_never_contradicted():
    consortium = ConsortiumFactory()
    contract = {"consortium": consortium, "number": "2026-014", "title": "Platform", "supplier": "Ridge Software"}
    register_contract(**contract, ends_on=JULY, **said())
    register_contract(**contract, **said())
    assert Contract.objects.get().ends_on == JULY
    assert Entry.objects.count() == 1
    with pytest.raises(Unready, match="The end date of contract 2026-014 is recorded as 2025-07-01, not 2025-01-15"):
        register_contract(**contract, ends_on=JANUARY, **said())


def test_no_one_joins_after_closing_but_old_memberships_are_still_entered():
    successor = DistrictFactory(name="Mill Creek")
    closed = {"status": "merged", "closed_on": datetime.date(2020, 6, 30), "successor": successor}
    district = DistrictFactory(name="Otter Run", **closed)
    consortium = ConsortiumFactory()
    with pytest.raises(
        Unready, match=r"closed on June 30, 2020 and can’t join after that date\. Its successor is Mill Creek"
    ):
        register_membership(consortium=consortium, district=district, joins_on=JULY, **said())
    school = SchoolFactory(status="closed", closed_on=datetime.date(2020, 6, 30))
    with pytest.raises(Unready, match="can’t join after that date"):
        register_membership(consortium=consortium, school=school, joins_on=JULY, **said())

    old = datetime.date(2018, 7, 1)
    membership = register_membership(consortium=consortium, district=district, joins_on=old, **said())
    assert membership.joins_on == old
    assert register_membership(consortium=ConsortiumFactory(), district=district, **said()).joins_on is None


def test_an_open_membership_gets_no_date_after_the_closing():
    district = DistrictFactory(status="closed", closed_on=datetime.date(2020, 6, 30))
    consortium = ConsortiumFactory()
    register_membership(consortium=consortium, district=district, **said())
    with pytest.raises(Unready, match="can’t join after that date"):
        register_membership(consortium=consortium, district=district, joins_on=JULY, **said())
