"""The lead proposes an amendment on its pages, members sign it, an officer answers it on the desk."""

import datetime
import re
from unittest.mock import patch

import pytest
import time_machine

from accounts.models import OutgoingEmail
from accounts.rules import digest_of_token
from grants.actions.amendments import send_amendment
from grants.actions.officers import assign_application
from grants.actions.signing_requests import request_signature
from grants.models import Amendment, Application, Signature, SigningRequest
from tests.factories import AppointmentFactory, DistrictFactory, MembershipFactory
from tests.grants.pages import queries_of, shown, signed_in
from tests.grants.rounds import an_officer
from tests.grants.test_amending import (
    LATER,
    REASON,
    a_submitted_application,
    accepted,
    leave,
    propose,
    sign,
    sign_all,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = a_submitted_application()
    world.officer = an_officer()
    leave(world)
    world.home = f"/applications/{world.application.reference}/"
    world.desk = f"/reviews/{world.application.reference}/"
    with time_machine.travel(LATER, tick=False):
        yield world


def test_the_lead_chooses_what_becomes_of_each_line_and_sees_the_red_line(client, world):
    lead = signed_in(client, world.lead)
    address = f"{world.home}departures/{world.gone.key}/continue/"
    words = shown(lead.get(address))
    assert "Budget line “Teacher”: $8,000" in words
    assert "no amount can increase" in words
    teacher = world.application.budget_lines.get(line="Teacher")

    initial = dict.fromkeys((name for name in lead.get(address).context["form"].fields), "-")

    data = initial | {f"line-{teacher.key}": world.other.key, "reason": REASON}
    page = lead.post(address, data, follow=True)

    words = shown(page)
    assert f"Continue without {world.gone.name}" in words
    assert f"{world.other.name} : not signed" in words or f"{world.other.name}: not signed" in words
    assert "Waiting for signatures" in words
    assert "$35,000 instead of $37,000" in words
    assert "<del>" in page.text
    assert "<ins>" in page.text


def test_without_a_reason_nothing_is_proposed(client, world):
    address = f"{world.home}departures/{world.gone.key}/continue/"
    page = signed_in(client, world.lead).post(address, {"reason": " "})

    assert page.status_code == 409
    assert "Enter the reason" in shown(page)
    assert not Amendment.objects.exists()


def test_what_the_action_refuses_leads_to_the_field(client, world):
    lead, address = signed_in(client, world.lead), f"{world.home}departures/{world.gone.key}/replace/"
    coming = DistrictFactory()
    membership = MembershipFactory(consortium=world.application.consortium, district=coming)
    form = lead.get(address).context["form"]
    assert coming.leaid in dict(form.fields["successor"].choices)

    with patch("grants.actions.amendments.possible_replacements", return_value={}):  # it left a moment ago
        page = lead.post(address, {"successor": coming.leaid, "reason": REASON})

    assert '<a class="usa-link" href="#id_successor">Choose a current member of' in " ".join(page.text.split())
    assert membership.leaves_on is None


def test_a_total_that_does_not_fit_leads_to_the_amount_that_was_changed(client, world):
    lead = signed_in(client, world.lead)
    (address,) = re.findall(r'href="([^"]*/amendments/new/budget/[^"]*)"', lead.get(f"{world.home}amendments/").text)[
        :1
    ]
    form = lead.get(address).context["form"]
    amounts = [name for name in form.fields if name.endswith("-amount")]
    data = {name: form[name].value() or "" for name in form.fields}
    page = lead.post(address, data | {amounts[1]: "1", "reason": REASON})

    assert f'<a class="usa-link" href="#id_{amounts[1]}">The grant lines now total' in " ".join(page.text.split())


def test_members_read_the_page_and_cannot_propose(client, world):
    member = signed_in(client, world.signers[1])
    address = f"{world.home}departures/{world.gone.key}/continue/"

    assert "Only authorized signers for the lead" in shown(member.get(address))
    assert member.post(address, {"reason": REASON}).status_code == 409
    departures = shown(member.get(f"{world.home}departures/"))
    assert "Authorized signers for the lead district decide" in departures
    assert "The lead decides by October 17, 2026." in departures


def test_a_touched_member_signs_on_its_page_and_sees_what_changed(client, world):
    propose(world, {"Teacher": world.other})
    member = signed_in(client, world.signers[1])
    address = f"{world.home}signatures/{world.other.key}/"
    assert address in member.get(f"{world.home}amendments/1/").text
    page = member.get(address)
    assert "Budget line “Teacher” was added." in shown(page)
    assert "It counts once the state accepts the amendment." in shown(page)

    data = {"name": world.signers[1].name, "title": "Superintendent", "board_on": "", "seen": page.context["part"].seen}
    signed = member.post(address, data)

    assert signed.status_code == 302, shown(signed)
    assert Signature.objects.get(amendment=Amendment.objects.get()).participant == world.other
    assert "signed" in shown(member.get(f"{world.home}amendments/1/"))


def test_an_amendment_is_signed_also_where_no_signatures_were_requested_before(client, world):
    Application.objects.update(signing_opened_at=None)
    propose(world, {"Teacher": world.other})
    member, address = signed_in(client, world.signers[1]), f"{world.home}signatures/{world.other.key}/"
    seen = member.get(address).context["part"].seen

    signed = member.post(address, {"name": world.signers[1].name, "title": "Superintendent", "seen": seen})

    assert signed.status_code == 302, shown(signed)
    assert Signature.objects.get(amendment=Amendment.objects.get()).participant == world.other


def test_the_emailed_signing_page_says_that_it_is_about_an_amendment(client, world):
    propose(world, {"Teacher": world.other})
    appointment = world.signers[1].appointments.get()
    signing = request_signature(participant=world.other, appointment=appointment, by=world.lead, at=LATER)
    SigningRequest.objects.filter(pk=signing.pk).update(token_digest=digest_of_token("token"))

    client.get("/sign/link/token/")
    page = shown(client.post("/sign/who/", {"answer": "yes"}, follow=True))

    assert "You are signing an amendment to an application that was already submitted." in page
    email = OutgoingEmail.objects.filter(kind="signature requested").latest("pk")
    assert "You are asked to sign an amendment to it." in email.body
    assert "Deadline:" not in email.body  # it is over


def test_the_signatures_page_leaves_out_the_member_that_left(client, world):
    propose(world)
    rows = signed_in(client, world.lead).get(f"{world.home}signatures/").context["members"]

    assert [row.key for row in rows] == [one.key for one in world.participants if one != world.gone]
    assert signed_in(client, world.lead).get(f"{world.home}signatures/{world.gone.key}/").status_code == 404


def test_the_lead_sends_it_once_all_have_signed_or_cancels_it(client, world):
    amendment = propose(world)
    lead, address = signed_in(client, world.lead), f"{world.home}amendments/1/"
    assert "Send amendment to the state" not in lead.get(address).text
    lead.post(f"{address}send/")
    amendment.refresh_from_db()
    assert amendment.is_waiting_for_signatures

    sign_all(world, amendment)
    assert "Send amendment to the state" in lead.get(address).text
    assert "We sent the amendment" in shown(lead.post(f"{address}send/", follow=True))
    assert "You canceled the amendment" in shown(lead.post(f"{address}cancel/", follow=True))


def test_the_desk_says_until_when_the_lead_decides_then_what_it_proposes(client, world):
    officer = signed_in(client, world.officer)
    assert "The lead decides by Oct 17, 2026 whether to" in shown(officer.get(world.desk))
    amendment = propose(world)
    words = shown(officer.get(world.desk))
    assert "to decide" not in words
    assert f"The lead proposes an amendment: Continue without {world.gone.name}." in words
    sign_all(world, amendment)
    send_amendment(amendment=amendment, by=world.lead, at=LATER)

    words = shown(officer.get(f"{world.desk}amendments/1/"))

    assert "An application can’t be improved after the deadline." in words
    assert "Send answer" in words


def test_the_lead_is_asked_to_send_it_once_every_member_has_signed(client, world):
    amendment = propose(world, {"Teacher": world.other})
    lead, task = signed_in(client, world.lead), f"Send the amendment to application {world.application.reference}"
    assert task not in shown(lead.get("/my/"))

    sign_all(world, amendment)

    assert task in shown(lead.get("/my/"))
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    assert task not in shown(lead.get("/my/"))
    assert task not in shown(signed_in(client, world.signers[1]).get("/my/"))


def test_a_signer_never_reads_the_number_of_the_member_that_left(client, world):
    world.application.budget_lines.filter(line="Teacher").update(payee=world.gone)
    propose(world, {"Teacher": world.other})

    words = shown(signed_in(client, world.lead).get(f"{world.home}signatures/{world.participants[0].key}/"))

    assert "Before: a member that is no longer in the plan." in words
    assert world.gone.key not in words


def test_the_officer_accepts_it_and_everyone_reads_the_amended_version(client, world):
    amendment = propose(world)
    sign_all(world, amendment)
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    officer = signed_in(client, world.officer)

    officer.post(f"{world.desk}amendments/1/", {"accepts": "yes", "reason": "It left."})

    said = f"Amendment 1: Continue without {world.gone.name}. Reason: {REASON} Accepted by {world.officer.name}"
    assert Application.objects.get().versions.count() == 2
    assert said in shown(officer.get(world.desk))
    assert said in shown(officer.get(f"{world.desk}print/"))
    assert said in shown(signed_in(client, world.lead).get(world.home))
    assert signed_in(client, world.signers[2]).get(world.home).status_code == 200


def test_another_officer_and_one_with_a_conflict_do_not_answer(client, world):
    amendment = propose(world)
    sign_all(world, amendment)
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    assign_application(application=world.application, by=world.officer, at=LATER)
    other, conflicted = an_officer(), an_officer()
    AppointmentFactory(district=world.gone.district, user=conflicted)

    words = shown(signed_in(client, other).get(f"{world.desk}amendments/1/"))
    assert "who decides about the amendment" in words
    assert "Send answer" not in words
    assert signed_in(client, conflicted).get(f"{world.desk}amendments/1/").status_code == 404


def test_after_it_a_conflict_with_the_member_that_left_still_counts(client, world):
    conflicted = an_officer()
    AppointmentFactory(district=world.gone.district, user=conflicted)
    accepted(world)

    assert signed_in(client, conflicted).get(world.desk).status_code == 404


def test_my_work_has_a_task_for_the_lead_then_for_signers_then_for_the_officer(client, world):
    def tasks_of(person):
        return [task.text for task in signed_in(client, person).get("/my/").context["page"].tasks]

    assert any("Decide what becomes of the application" in text for text in tasks_of(world.lead))
    assert not any("Decide" in text for text in tasks_of(world.signers[1]))
    amendment = propose(world, {"Teacher": world.other})
    assert not any("Decide what becomes" in text for text in tasks_of(world.lead))
    assert any(text.startswith("Sign the amendment") for text in tasks_of(world.signers[1]))
    sign(world.other, world.signers[1])
    assert not any(text.startswith("Sign the amendment") for text in tasks_of(world.signers[1]))
    sign(world.participants[0], world.lead)
    send_amendment(amendment=amendment, by=world.lead, at=LATER)
    assert any(text.startswith("Accept or reject the amendment") for text in tasks_of(world.officer))


def test_rivals_and_strangers_find_nothing(client, world):
    propose(world)
    rival = signed_in(client, AppointmentFactory().user)

    for path in ("departures/", "amendments/1/", f"departures/{world.gone.key}/continue/"):
        assert rival.get(f"{world.home}{path}").status_code == 404


def test_a_replacement_is_chosen_from_the_consortiums_members(client, world):
    district = DistrictFactory()
    MembershipFactory(consortium=world.consortium, district=district)
    address = f"{world.home}departures/{world.gone.key}/replace/"
    lead = signed_in(client, world.lead)
    assert district.name in shown(lead.get(address))

    page = lead.post(address, {"successor": district.leaid, "reason": REASON}, follow=True)

    assert f"{district.name} takes the place of {world.gone.name}" in shown(page)


@pytest.mark.parametrize("members", [3, 9])
def test_the_page_takes_the_same_queries_for_any_number_of_members(client, members):
    world = a_submitted_application(members)
    leave(world)
    propose(world)
    with time_machine.travel(LATER + datetime.timedelta(days=1), tick=False):
        reader = signed_in(client, world.lead)
        # The reader's roles, the application, the amendment, who signed, who signs, who of them is the reader's, the
        # lead, the reader's roles in it, the last return, and which of those that haven't signed left.
        assert len(queries_of(reader, f"/applications/{world.application.reference}/amendments/1/")) == 11
