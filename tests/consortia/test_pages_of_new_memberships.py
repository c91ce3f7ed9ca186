"""The pages on which a membership begins: inviting, asking to join, proposing; and what they cost."""

import pytest
from django.test import Client

from consortia.actions import memberships, proposals
from consortia.models import Consortium, Membership
from tests.consortia.members import NOON, confirmed, invited, signed_in, tasks_of, text_of, two_sides
from tests.factories import AppointmentFactory, DistrictFactory, SchoolFactory

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 the resolution"
# Session, user and roles.
WHO = 3


@pytest.fixture(autouse=True)
def _that_noon(time_machine) -> None:
    time_machine.move_to(NOON)


def test_a_district_to_invite_is_found_by_part_of_the_name_or_by_id():
    sides = two_sides()
    school = SchoolFactory(name="Cedar Gap High School", district=sides.district)
    client, address = signed_in(sides.lead), f"/consortia/{sides.consortium.slug}/invite/"

    found = client.get(address, {"q": "cedar gap"}).context["results"]
    assert [key for key, _, _ in found] == [sides.district.leaid, school.ncessch]
    assert client.get(address, {"q": sides.district.leaid}).context["results"][0][0] == sides.district.leaid
    said = {"joins_on": "2026-10-01", "role": "member", "membership_class": "participating"}
    answer = client.post(f"{address}?member={school.ncessch}", said)

    membership = Membership.objects.get(school=school)
    assert (answer.status_code, answer.url) == (302, f"/memberships/{membership.pk}/")
    assert client.get(f"{address}?member=0000000").status_code == 404


def test_a_second_invitation_of_a_member_says_why_not_and_keeps_what_was_typed():
    sides = two_sides()
    confirmed(sides)
    said = {"joins_on": "2026-10-01", "role": "member", "membership_class": "observer", "words": "Once more."}

    page = signed_in(sides.lead).post(f"/consortia/{sides.consortium.slug}/invite/?member={sides.district.leaid}", said)

    assert "is already a member from July 1, 2026, with no end date" in text_of(page)
    assert "Once more." in text_of(page)


def test_a_superintendent_asks_to_join_for_the_district_or_one_of_its_schools():
    sides = two_sides()
    school = SchoolFactory(district=sides.district, state="OH")
    client, address = signed_in(sides.superintendent), f"/consortia/{sides.consortium.slug}/join/"

    offered = client.get(address).context["form"].fields["member"].choices
    assert [key for key, _ in offered] == [sides.district.leaid, school.ncessch]
    said = {"member": school.ncessch, "joins_on": "2026-10-01", "membership_class": "participating"}
    assert client.post(address, said).status_code == 302

    assert Membership.objects.get(school=school).claimed_by == "member"
    assert [text for text, _ in tasks_of(sides.lead)] == [f"{school} asks to join Mill Creek Learning Network."]


def test_a_principal_with_permission_asks_for_one_school_only():
    sides = two_sides()
    school = SchoolFactory(district=sides.district, state="OH")
    SchoolFactory(district=sides.district)
    principal = AppointmentFactory(district=None, school=school, kind="principal").user

    page = signed_in(principal).get(f"/consortia/{sides.consortium.slug}/join/")

    assert [key for key, _ in page.context["form"].fields["member"].choices] == [school.ncessch]


def test_people_who_act_for_no_district_learn_who_does():
    sides = two_sides()

    page = signed_in(sides.registrar).get(f"/consortia/{sides.consortium.slug}/join/")

    assert "You can’t ask to join for a district or school." in text_of(page)


def test_a_consortium_is_proposed_and_registered_on_two_pages():
    sides = two_sides()
    said = {
        "name": "Three Forks Buying Group",
        "lead": sides.district.leaid,
        "purposes": ["purchasing"],
        "legal_form": "agreement",
        "invites": [sides.lead_district.leaid, sides.stranger.appointments.get().district.leaid],
        "step": "send",
    }

    answer = signed_in(sides.superintendent).post("/consortia/propose/", said)

    consortium = Consortium.objects.get(name="Three Forks Buying Group")
    assert (answer.status_code, answer.url) == (302, f"/consortia/{consortium.slug}/proposal/")
    assert consortium.memberships.count() == 3
    task = ("Review the proposal for Three Forks Buying Group.", "Review and decide")
    assert tasks_of(sides.registrar)[0] == task
    registrar = signed_in(sides.registrar)
    assert "Enter the reason." in text_of(registrar.post(answer.url, {"decision": "refuse"}))
    registrar.post(answer.url, {"decision": "register"})
    consortium.refresh_from_db()
    assert consortium.status == "registered"


def test_a_name_that_means_no_record_or_two_is_not_guessed():
    sides = two_sides()
    DistrictFactory(name="Twin Local School District", state="OH")
    DistrictFactory(name="Twin Local School District", state="OH")
    said = {
        "name": "Three Forks",
        "lead": sides.district.leaid,
        "purposes": ["purchasing"],
        "legal_form": "agreement",
        "step": "check",
    }
    client = signed_in(sides.superintendent)

    page = client.post("/consortia/propose/", said | {"find": "Twin Local School District"})
    assert [result.name for result in page.context["search"].found] == ["Twin Local School District"] * 2
    assert "Add<span" in text_of(page)
    page = text_of(client.post("/consortia/propose/", said | {"find": "Nowhere"}))
    assert "We couldn’t find “Nowhere.” Try a shorter part of the name, or the ID." in page

    assert not Consortium.objects.filter(name="Three Forks").exists()


def test_a_likely_duplicate_is_shown_with_its_reasons_and_a_link():
    sides = two_sides()
    said = {
        "name": "Mill Creek Network of Learning",
        "lead": sides.district.leaid,
        "purposes": ["purchasing"],
        "legal_form": "agreement",
        "step": "check",
    }
    client = signed_in(sides.superintendent)

    page = client.post("/consortia/propose/", said)
    assert f'href="/consortia/{sides.consortium.slug}/"' in text_of(page)
    assert "The name has the same words" in text_of(page)
    assert (
        client.post("/consortia/propose/", said | {"override_reason": "Ours buys buses.", "step": "send"}).status_code
        == 302
    )


@pytest.mark.parametrize("documents", [1, 3])
def test_the_page_of_a_membership_asks_eight_questions_of_the_public_whatever_happened(
    documents, django_assert_num_queries
):
    sides = two_sides()
    membership = confirmed(sides)
    for number in range(documents):
        document = memberships.UploadedDocument(PDF + str(number).encode(), f"{number}.pdf", "agreement")
        memberships.add_document(membership=membership, document=document, by=sides.superintendent, at=NOON)

    # the membership; who speaks for the consortium, whose posts; steps; what continues it
    with django_assert_num_queries(5):
        Client().get(f"/memberships/{membership.pk}/")
    client = signed_in(sides.superintendent)
    # the same, the reader's appointments, and the papers; the steps' posts with their places come along
    with django_assert_num_queries(7 + WHO):
        client.get(f"/memberships/{membership.pk}/")


@pytest.mark.parametrize("lines", [1, 3])
def test_the_page_of_a_registrar_asks_the_same_whatever_is_pending(lines, django_assert_num_queries):
    sides = two_sides()
    for _ in range(lines):
        invited(sides, member=DistrictFactory(state="OH"))
        theirs = AppointmentFactory(district__state="WV")
        memberships.accept(membership=invited(sides, member=theirs.district), by=theirs.user, at=NOON)

    client = signed_in(sides.registrar)
    # posts; claimed lines, who speaks for their consortia, whose posts; proposals; agreed and disputed lines;
    # scheduled changes to decide; disputes of facts; where the registrar had a role, what the registrar acted on;
    # letters that did not leave
    with django_assert_num_queries(12 + WHO):
        page = client.get("/my/")
    assert len(page.context["page"].tasks) == 2 * lines


@pytest.mark.parametrize("address", ["?q=%00ab", "?q=%FF%FE", "?member=%00", "?member=99%2e0001", "?q=" + "x" * 300])
def test_unusual_characters_find_no_one_to_invite(address):
    sides = two_sides()

    answer = signed_in(sides.lead).get(f"/consortia/{sides.consortium.slug}/invite/{address}")

    assert answer.status_code in (200, 404)


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_of_new_memberships_ask_the_same_whatever_they_show(rows, django_assert_num_queries):
    sides = two_sides()
    others = [DistrictFactory(name=f"Cedar Fork {number}", state="OH") for number in range(rows)]
    SchoolFactory.create_batch(rows, name="Cedar High School", district=sides.district, state="OH")
    consortium = proposals.propose_consortium(
        name="Three Forks",
        lead=sides.district,
        invites=others,
        purposes=["purchasing", "vocational"][:rows],
        by=sides.superintendent,
        at=NOON,
    )
    lead, superintendent, registrar = (signed_in(who) for who in (sides.lead, sides.superintendent, sides.registrar))

    # where the reader is appointed; the consortium; its lines that speak, the reader's post; districts, schools
    with django_assert_num_queries(5 + WHO):
        lead.get(f"/consortia/{sides.consortium.slug}/invite/", {"q": "Cedar"})
    # where the reader is appointed; the consortium; districts, schools; the lines that stand here already
    with django_assert_num_queries(5 + WHO):
        superintendent.get(f"/consortia/{sides.consortium.slug}/join/")
    # where the reader is appointed; the consortium; lines, purposes; whether the reader may edit it
    with django_assert_num_queries(5 + WHO):
        superintendent.get(f"/consortia/{consortium.slug}/proposal/")
    # the same; for likenesses: lines of those members, former names, consortia of the state; the registrar's
    # own role in the lead
    with django_assert_num_queries(8 + WHO):
        registrar.get(f"/consortia/{consortium.slug}/proposal/")
    # where the reader is appointed; the consortium; its lead; the reader's post; members, purposes
    with django_assert_num_queries(6 + WHO):
        superintendent.get(f"/consortia/{consortium.slug}/proposal/edit/")
    # where the reader is appointed; the consortium; its lead; the reader's post
    with django_assert_num_queries(4 + WHO):
        superintendent.get(f"/consortia/{consortium.slug}/proposal/withdraw/")


def test_no_one_invites_more_than_a_hundred_at_once():
    sides = two_sides()
    said = {"name": "Three Forks", "lead": sides.district.leaid, "purposes": ["purchasing"], "legal_form": "agreement"}
    invites = [str(9_900_001 + number) for number in range(101)]

    page = signed_in(sides.superintendent).post("/consortia/propose/", said | {"invites": invites, "step": "check"})

    assert "Invite at most 100 now. You can invite the others afterward." in text_of(page)


def test_only_people_who_act_for_the_consortium_see_the_way_to_invite():
    sides = two_sides()
    treasurer = AppointmentFactory(district=sides.lead_district, kind="treasurer", can_register_membership=False).user
    address = f'href="/consortia/{sides.consortium.slug}/invite/"'

    assert address in text_of(signed_in(sides.lead).get("/my/"))
    assert address not in text_of(signed_in(treasurer).get("/my/"))
    assert signed_in(treasurer).get(f"/consortia/{sides.consortium.slug}/invite/").status_code == 403
