"""A district edits, withdraws, and resubmits its proposal of a consortium; those it invited are told."""

import datetime

import pytest

from accounts.models import OutgoingEmail
from accounts.refusals import Refused, Unready
from consortia.actions import memberships, proposals
from consortia.actions.facts import change_facts
from consortia.actions.proposal_changes import edit_proposal, resubmit_proposal, withdraw_proposal
from consortia.actions.proposals import ProposedFacts, facts_of_proposal
from consortia.models import Consortium
from consortia.states import MembershipStatus
from tests.accounts.test_at_the_same_moment import while_it_waits
from tests.consortia.members import NOON, ONE_DAY, signed_in, text_of, two_sides
from tests.factories import AppointmentFactory, DistrictFactory

pytestmark = pytest.mark.django_db
LATER = NOON + ONE_DAY
OCTOBER = datetime.date(2026, 10, 1)


@pytest.fixture(autouse=True)
def _that_noon(time_machine) -> None:
    time_machine.move_to(NOON)


def a_proposal(sides, **more) -> Consortium:
    """Three Forks Buying Group, proposed by Cedar Gap, with Stone Ridge invited."""
    said = {"name": "Three Forks Buying Group", "lead": sides.district, "purposes": ["purchasing"]}
    said |= {"invites": [sides.lead_district], "by": sides.superintendent, "at": NOON}
    return proposals.propose_consortium(**said | more)


def facts(consortium: Consortium, **more) -> ProposedFacts:
    return facts_of_proposal(consortium)._replace(**more)


def edited(sides, consortium: Consortium, *, invites=(), seen=None, at=LATER, by=None, **more) -> Consortium:
    said = {"consortium": consortium, "facts": facts(consortium, **more), "invites": invites, "seen": seen}
    return edit_proposal(**said, by=by or sides.superintendent, at=at)


def emails_to(user) -> list[str]:
    return list(OutgoingEmail.objects.filter(to_user=user).order_by("pk").values_list("subject", flat=True))


def form_of(consortium: Consortium, **more) -> dict[str, object]:
    """What the form of a proposal sends."""
    return {
        "name": consortium.name,
        "purposes": ["purchasing"],
        "legal_form": consortium.legal_form,
        "seen": consortium.revision,
        "was": consortium.status,
        "step": "send",
        **more,
    }


def test_the_proposer_edits_a_proposal_and_invited_members_are_told():
    sides = two_sides()
    consortium = a_proposal(sides)

    changed = edited(sides, consortium, name="Three Rivers Buying Group", purposes=("purchasing", "vocational"))

    assert (changed.name, changed.status, changed.revision) == ("Three Rivers Buying Group", "proposed", 1)
    assert sorted(changed.purposes.values_list("purpose", flat=True)) == ["purchasing", "vocational"]
    subject = "Changed: the proposal for Three Rivers Buying Group"
    assert emails_to(sides.lead)[-1] == subject
    body = OutgoingEmail.objects.get(subject=subject).body
    assert "Name: Three Rivers Buying Group (before: Three Forks Buying Group)" in body
    assert "Please accept or decline on the page below." in body


def test_a_new_invitation_is_one_email_and_those_invited_before_hear_nothing():
    sides = two_sides()
    consortium = a_proposal(sides)
    newcomer = AppointmentFactory()

    edited(sides, consortium, invites=[newcomer.district])

    assert emails_to(newcomer.user) == [f"Three Forks Buying Group invites {newcomer.district}"]
    assert emails_to(sides.lead) == [f"Three Forks Buying Group invites {sides.lead_district}"]


def test_only_people_of_the_lead_district_change_a_proposal():
    sides = two_sides()
    consortium = a_proposal(sides)

    for person in (sides.lead, sides.stranger, sides.registrar):
        with pytest.raises(Refused, match="propose a consortium that it leads"):
            edited(sides, consortium, by=person, name="Ours")
        with pytest.raises(Refused):
            withdraw_proposal(consortium=consortium, by=person, at=NOON)
    colleague = AppointmentFactory(district=sides.district, kind="designee").user
    assert edited(sides, consortium, by=colleague, name="Three Rivers").name == "Three Rivers"


def test_of_two_tabs_the_second_is_told_and_a_second_click_changes_nothing():
    sides = two_sides()
    consortium = a_proposal(sides)
    edited(sides, consortium, seen=0, about="We buy buses.")

    with pytest.raises(Unready, match=r"changed this proposal on Sep 15, 2026, .* after you opened"):
        edited(sides, consortium, seen=0, about="We buy books.")
    again = edited(sides, consortium, seen=0, about="We buy buses.")

    assert (again.about, again.revision) == ("We buy buses.", 1)
    assert len(emails_to(sides.lead)) == 2


def test_a_registrar_does_not_approve_what_was_changed_after_the_page_was_opened():
    sides = two_sides()
    consortium = a_proposal(sides)
    edited(sides, consortium, name="Three Rivers Buying Group")

    with pytest.raises(Unready, match="Someone changed this proposal"):
        proposals.register_proposal(consortium=consortium, seen=0, by=sides.registrar, at=LATER)
    registered = proposals.register_proposal(consortium=consortium, seen=1, by=sides.registrar, at=LATER)

    assert registered.status == "registered"
    with pytest.raises(Unready, match="is registered since September 15, 2026"):
        edited(sides, consortium, name="Three Brooks Buying Group")


def test_what_a_registrar_corrected_is_not_overwritten_from_a_form_opened_before():
    sides = two_sides()
    consortium = a_proposal(sides)
    values, seen = {"legal_form": "nonprofit"}, {"legal_form": consortium.legal_form}
    change_facts(consortium=consortium, values=values, seen=seen, by=sides.registrar, at=LATER)

    with pytest.raises(Unready, match="Someone changed this proposal on Sep 15, 2026"):
        edited(sides, consortium, about="We buy buses.", seen=0)
    with pytest.raises(Unready, match="Someone changed this proposal"):
        proposals.register_proposal(consortium=consortium, seen=0, by=sides.registrar, at=LATER)
    assert Consortium.objects.get(pk=consortium.pk).legal_form == "nonprofit"


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_proposals_can_take_one_name_at_once_and_only_one_of_them_is_registered():
    sides = two_sides()
    one, two = a_proposal(sides), a_proposal(sides, name="Ash Creek Buying", invites=[], override_reason="Another.")
    name = "Hazel Ridge Art Teachers"

    other = while_it_waits(lambda: edited(sides, one, name=name), lambda: edited(sides, two, name=name))

    assert other.outcome.name == name
    proposals.register_proposal(consortium=one, by=sides.registrar, at=LATER)
    with pytest.raises(Unready, match=name):
        proposals.register_proposal(consortium=two, by=sides.registrar, at=LATER)


def test_a_registrar_who_acts_for_the_lead_district_does_not_decide():
    sides = two_sides()
    consortium = a_proposal(sides)
    AppointmentFactory(user=sides.registrar, district=sides.district, kind="designee")

    with pytest.raises(Refused, match="another registrar or an administrator decides"):
        proposals.register_proposal(consortium=consortium, by=sides.registrar, at=LATER)


def test_a_withdrawn_proposal_is_answered_by_no_one_and_can_be_resubmitted_with_its_answers():
    sides = two_sides()
    consortium = a_proposal(sides)
    invitation = consortium.memberships.get(district=sides.lead_district)
    memberships.accept(membership=invitation, by=sides.lead, at=NOON)

    for _ in range(2):
        withdrawn = withdraw_proposal(consortium=consortium, words="Not this year.", by=sides.superintendent, at=LATER)
    assert withdrawn.status == "withdrawn"
    assert emails_to(sides.lead)[-1] == "Withdrawn: the proposal for Three Forks Buying Group"
    assert consortium not in Consortium.objects.proposed()
    with pytest.raises(Unready, match="is withdrawn since September 15, 2026"):
        proposals.register_proposal(consortium=consortium, by=sides.registrar, at=LATER)

    back = resubmit_proposal(
        consortium=consortium, facts=facts(consortium, about="Buses."), by=sides.superintendent, at=LATER + ONE_DAY
    )

    assert (back.status, back.proposed_at) == ("proposed", LATER + ONE_DAY)
    assert emails_to(sides.lead)[-1] == "Submitted again: the proposal for Three Forks Buying Group"
    invitation.refresh_from_db()
    assert invitation.status == MembershipStatus.CONFIRMED


def test_a_proposal_that_was_not_approved_is_corrected_and_resubmitted():
    sides = two_sides()
    consortium = a_proposal(sides)
    with pytest.raises(Unready, match="is proposed, awaiting approval"):
        resubmit_proposal(consortium=consortium, facts=facts(consortium, name="X"), by=sides.superintendent, at=NOON)
    proposals.refuse_proposal(consortium=consortium, words="Say what you buy.", by=sides.registrar, at=NOON)

    with pytest.raises(Unready, match="is not approved since September 14, 2026"):
        edited(sides, consortium, about="Buses.")
    for _ in range(2):
        back = resubmit_proposal(
            consortium=consortium, facts=facts(consortium, about="Buses."), by=sides.superintendent, at=LATER
        )

    assert (back.status, back.about, back.revision) == ("proposed", "Buses.", 1)
    assert proposals.register_proposal(consortium=back, by=sides.registrar, at=LATER).status == "registered"


def test_all_problems_with_those_to_be_invited_are_named_at_once():
    sides = two_sides()
    consortium = a_proposal(sides)
    closed = [
        DistrictFactory(name=name, state="OH", status="closed", closed_on=datetime.date(2025, 6, 30))
        for name in ("Old Mill", "Old Ford")
    ]

    with pytest.raises(Unready, match=r"(?s)Old Mill .*June 30, 2025.*Old Ford .*June 30, 2025"):
        edited(sides, consortium, invites=closed)
    with pytest.raises(Unready, match="was already invited on September 14, 2026 and has not answered"):
        edited(sides, consortium, invites=[sides.lead_district], about="Buses.")
    invitation = consortium.memberships.get(district=sides.lead_district)
    memberships.accept(membership=invitation, by=sides.lead, at=NOON)
    with pytest.raises(Unready, match="already accepted an invitation"):
        edited(sides, consortium, invites=[sides.lead_district], about="Buses.")
    consortium.refresh_from_db()
    assert (consortium.about, consortium.memberships.count()) == ("", 2)


def test_start_dates_follow_the_formation_date_but_none_that_was_accepted():
    sides = two_sides()
    consortium = a_proposal(sides)

    edited(sides, consortium, formed_on=OCTOBER)
    assert set(consortium.memberships.values_list("joins_on", flat=True)) == {OCTOBER}

    invitation = consortium.memberships.get(district=sides.lead_district)
    memberships.accept(membership=invitation, by=sides.lead, at=NOON)
    with pytest.raises(Unready, match="accepted a start date before November 1, 2026"):
        edited(sides, consortium, formed_on=datetime.date(2026, 11, 1))


def test_the_same_name_with_other_facts_is_not_taken_for_a_second_click():
    sides = two_sides()
    a_proposal(sides)

    with pytest.raises(Unready, match="You already proposed Three Forks Buying Group"):
        a_proposal(sides, purposes=["vocational"])


def test_what_is_checked_before_sending_stores_and_sends_nothing():
    sides = two_sides()
    client = signed_in(sides.superintendent)
    said = form_of(Consortium(name="Three Forks <b>Group</b>", legal_form="agreement"), lead=sides.district.leaid)
    said |= {"invites": [sides.lead_district.leaid], "step": "check", "seen": "", "was": ""}

    page = client.post("/consortia/propose/", said)

    text = text_of(page)
    assert "Check your proposal" in text
    assert "Three Forks &lt;b&gt;Group&lt;/b&gt;" in text
    assert "We’ll email the 1 district or school listed here right away." in text
    assert "An unanswered invitation expires after Nov 13, 2026." in text
    assert "the public can’t see it" in text
    assert not Consortium.objects.filter(name__startswith="Three Forks").exists()
    assert not OutgoingEmail.objects.exists()
    back = client.post("/consortia/propose/", said | {"step": "back"})
    assert back.context["form"]["name"].value() == "Three Forks <b>Group</b>"
    assert back.context["form"]["purposes"].value() == ["purchasing"]
    assert [one.key for one in back.context["invites"]] == [sides.lead_district.leaid]
    assert client.post("/consortia/propose/", said | {"step": "send"}).status_code == 302


def test_the_check_refuses_what_sending_would_refuse():
    sides = two_sides()
    closed = DistrictFactory(name="Old Mill", state="OH", status="closed", closed_on=datetime.date(2025, 6, 30))
    said = form_of(Consortium(name="Three Forks", legal_form="agreement"), lead=sides.district.leaid, step="check")

    page = signed_in(sides.superintendent).post("/consortia/propose/", said | {"invites": [closed.leaid]})

    assert "Old Mill closed on June 30, 2025" in text_of(page)
    assert "Check your proposal" not in text_of(page)


def test_invitees_are_found_added_and_removed_without_losing_anything():
    sides = two_sides()
    client = signed_in(sides.superintendent)
    said = {"name": "Three Forks", "lead": sides.district.leaid, "about": "Buses.", "step": "find"}

    page = client.post("/consortia/propose/", said | {"find": "stone"})
    assert [one.key for one in page.context["search"].found] == [sides.lead_district.leaid]
    page = client.post("/consortia/propose/", said | {"find": "stone", "add": sides.lead_district.leaid})
    assert [one.name for one in page.context["invites"]] == ["Stone Ridge Local School District"]
    assert page.context["form"]["about"].value() == "Buses."
    page = client.post("/consortia/propose/", said | {"find": sides.lead_district.leaid})
    assert [one.key for one in page.context["invites"]] == [sides.lead_district.leaid]
    said |= {"invites": [sides.lead_district.leaid]}
    page = client.post("/consortia/propose/", said | {"remove": sides.lead_district.leaid})
    assert page.context["invites"] == []
    assert "Enter part of a name or an ID." in text_of(client.post("/consortia/propose/", said))


@pytest.mark.parametrize("junk", ["\x00", "9" * 5_000, "<script>alert(1)</script>", "٣٣٣٣٣٣٣"])
def test_hostile_text_finds_and_invites_no_one(junk):
    sides = two_sides()
    client = signed_in(sides.superintendent)
    said = {"name": junk, "lead": sides.district.leaid, "find": junk, "invites": [junk], "add": junk, "remove": junk}

    for step in ("find", "check", "back", "send", junk):
        page = client.post("/consortia/propose/", said | {"step": step})
        assert page.status_code == 200
        assert b"<script>alert" not in page.content
        page = client.post("/consortia/propose/", {"name": junk, "find": junk, "invites": [junk], "step": step})
        assert page.status_code == 200
    assert not Consortium.objects.exclude(pk=sides.consortium.pk).exists()


def test_a_registrar_decides_while_the_proposer_edits_and_nothing_typed_is_lost():
    sides = two_sides()
    consortium = a_proposal(sides)
    said = form_of(consortium, about="We buy buses.", step="check")
    proposals.refuse_proposal(consortium=consortium, words="Say what you buy.", by=sides.registrar, at=NOON)
    client, address = signed_in(sides.superintendent), f"/consortia/{consortium.slug}/proposal/edit/"

    page = client.post(address, said)

    assert "Three Forks Buying Group is not approved since September 14, 2026." in text_of(page)
    assert "The registrar wrote on Sep 14, 2026: Say what you buy." in text_of(page)
    assert page.context["form"]["about"].value() == "We buy buses."
    consortium.refresh_from_db()
    answer = client.post(address, form_of(consortium, about="We buy buses."))
    assert answer.status_code == 302
    consortium.refresh_from_db()
    assert (consortium.status, consortium.about) == ("proposed", "We buy buses.")


def test_the_buttons_of_a_proposal_are_those_of_its_status_and_its_district():
    sides = two_sides()
    consortium = a_proposal(sides)
    address = f"/consortia/{consortium.slug}/proposal/"
    proposer, invitee = signed_in(sides.superintendent), signed_in(sides.lead)

    assert "Edit proposal" in text_of(proposer.get(address))
    assert "Withdraw proposal" in text_of(proposer.get(address))
    assert "Edit proposal" not in text_of(invitee.get(address))
    assert invitee.get(f"{address}edit/").status_code == 403
    assert "We’ll email the districts and schools you invited." in text_of(proposer.get(f"{address}withdraw/"))
    assert proposer.post(f"{address}withdraw/", {"words": "", "seen": "0"}).status_code == 302
    assert "You can correct it and submit it again." in text_of(proposer.get(address))
    assert "Edit proposal" not in text_of(proposer.get(address))
    assert proposer.post(f"{address}edit/", form_of(Consortium.objects.get(pk=consortium.pk))).status_code == 302
    proposals.register_proposal(consortium=consortium, by=sides.registrar, at=NOON)
    assert proposer.get(f"{address}edit/").url == address


def test_the_page_of_the_consortium_and_my_work_lead_to_the_proposal():
    sides = two_sides()
    consortium = a_proposal(sides)
    client, address = signed_in(sides.superintendent), f'href="/consortia/{consortium.slug}/proposal/"'

    assert address in text_of(client.get(f"/consortia/{consortium.slug}/"))
    assert address in text_of(client.get("/my/"))
    assert address not in text_of(client.get(f"/consortia/{sides.consortium.slug}/"))
