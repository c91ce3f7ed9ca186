"""Links to sign of a member that left, amendments of a version that was replaced, and where new members are invited."""

import datetime

import pytest
import time_machine

from accounts.refusals import Unready
from accounts.rules import digest_of_token
from consortia.models import Membership
from grants.actions.amendment_edits import propose_edits
from grants.actions.amendments import answer_amendment, send_amendment
from grants.actions.officers import assign_application
from grants.actions.returns import return_application, send_return_answer
from grants.actions.signing_requests import request_signature
from grants.actions.writing import save_answer
from grants.models import Application, Signature, SigningRequest
from grants.rules.amendment_edits import Edit
from grants.rules.returns import AskedQuestion
from tests.grants.pages import shown, signed_in
from tests.grants.rounds import an_officer
from tests.grants.test_amending import (
    LATER,
    LEFT_ON,
    a_submitted_application,
    leave,
    propose,
    sign,
    sign_all,
)

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
HAS_LEFT = "Members that have left or closed no longer sign this application."


@pytest.fixture
def world():
    world = a_submitted_application()
    world.officer = an_officer()
    world.home = f"/applications/{world.application.reference}/"
    with time_machine.travel(LATER, tick=False):
        yield world


def a_link(world):
    """An emailed link to sign for the third member, sent before it left."""
    Signature.objects.filter(participant=world.gone).delete()
    appointment = world.signers[2].appointments.get()
    signing = request_signature(participant=world.gone, appointment=appointment, by=world.lead, at=LATER)
    SigningRequest.objects.filter(pk=signing.pk).update(token_digest=digest_of_token("token"))


def test_a_link_to_sign_says_that_the_member_left_and_takes_no_signature(client, world):
    a_link(world)
    client.get("/sign/link/token/")
    client.post("/sign/who/", {"answer": "yes"})
    page = client.get("/sign/review/")
    leave(world)

    seen = page.context["part"].seen
    data = {"name": world.signers[2].name, "title": "Superintendent", "board_on": "", "seen": seen}
    assert f"left the consortium. Its membership ended October 3, 2026. {HAS_LEFT}" in shown(
        client.post("/sign/review/", data)
    )
    assert not Signature.objects.filter(participant=world.gone).exists()


def test_a_member_that_left_cannot_sign_with_an_account_either(client, world):
    Signature.objects.filter(participant=world.gone).delete()
    leave(world)
    signer = signed_in(client, world.signers[2])

    with pytest.raises(Unready, match="have left or closed no longer sign"):
        sign(world.gone, world.signers[2])
    page = signer.get(f"{world.home}signatures/{world.gone.key}/")
    assert HAS_LEFT in shown(page)
    assert "Sign for" not in page.text.split("</h1>")[1].split("<footer")[0]


def test_on_its_last_day_a_member_still_signs(world):
    Signature.objects.filter(participant=world.gone).delete()
    leave(world, on=LATER.date())

    assert sign(world.gone, world.signers[2]).counts


def test_the_lead_cannot_email_the_signers_of_a_member_that_left(client, world):
    Signature.objects.filter(participant=world.gone).delete()
    leave(world)
    appointment = world.signers[2].appointments.get()

    with pytest.raises(Unready, match="have left or closed no longer sign"):
        request_signature(participant=world.gone, appointment=appointment, by=world.lead, at=LATER)
    page = signed_in(client, world.lead).get(f"{world.home}signatures/{world.gone.key}/request/")
    assert HAS_LEFT in shown(page)
    assert "Email the signer" not in page.text


def an_amendment_of_a_replaced_version(world):
    """Proposed on version 1; then the state had questions, and the answer to them is version 2."""
    leave(world)
    amendment = propose(world)
    sign_all(world, amendment)
    assign_application(application=world.application, by=world.officer, at=LATER)
    questions = [AskedQuestion("question-1", "Who pays?", unlocks=True)]
    application = Application.objects.get()
    return_application(application=application, questions=questions, due_at=LATER + 4 * DAY, by=world.officer, at=LATER)
    answer = application.answers.get(position=1)
    save_answer(answer=answer, text="The lead pays.", revision=answer.revision, by=world.lead, at=LATER)
    send_return_answer(application=application, by=world.lead, at=LATER)
    return amendment


def test_an_amendment_of_a_replaced_version_says_so_and_is_not_sent(client, world):
    amendment = an_amendment_of_a_replaced_version(world)
    page = signed_in(client, world.lead).get(f"{world.home}amendments/1/")

    assert "Version 2 was submitted after this amendment was proposed" in shown(page)
    assert "The lead can cancel it, or propose it again for version 2." in shown(page)
    assert "Send amendment to the state" not in page.text
    assert "Cancel amendment" in page.text
    with pytest.raises(Unready, match="Cancel it and propose it again"):
        send_amendment(amendment=amendment, by=world.lead, at=LATER)


def test_the_officer_reads_why_an_amendment_of_a_replaced_version_can_only_be_rejected(client, world):
    amendment = an_amendment_of_a_replaced_version(world)
    type(amendment).objects.update(status="sent", sent_by=world.lead, sent_at=LATER)
    page = shown(signed_in(client, world.officer).get(f"/reviews/{world.application.reference}/amendments/1/"))

    assert "Version 2 was submitted after this amendment was proposed" in page
    assert "Reject it, or ask the lead to cancel it and propose it again." in page
    with pytest.raises(Unready, match="can’t be accepted"):
        answer_amendment(amendment=amendment, accepts=True, reason="Yes.", by=world.officer, at=LATER)


def test_the_page_that_replaces_a_member_leads_to_where_members_are_invited(client, world):
    leave(world)
    page = signed_in(client, world.lead).get(f"{world.home}departures/{world.gone.key}/replace/")

    assert f'href="/consortia/{world.consortium.slug}/invite/"' in page.text


def test_a_lead_that_leaves_reads_what_it_can_do_and_whom_to_call(client, world):
    Membership.objects.filter(district=world.participants[0].district).update(leaves_on=LEFT_ON)
    words = shown(signed_in(client, world.lead).get(f"{world.home}departures/"))

    assert "This member leads the application, and the lead can’t change after submission." in words
    assert "call the state before you decide" in words


# ---- several members left ----


def gone(world, *participants, on=LEFT_ON):
    Membership.objects.filter(district__in=[one.district_id for one in participants]).update(leaves_on=on)


def place_changed(world):
    edit = Edit(f"activity:{world.activity.key}", "place", "", "Room 4")
    return propose_edits(
        application=world.application, kind="activity_changed", target=world.activity.key, edits=[edit], version=1,
        reason="The room is lost.", by=world.lead, at=LATER,
    )  # fmt: skip


def test_a_member_that_left_keeps_no_amendment_from_being_sent(client, world):
    gone(world, world.gone)
    amendment = place_changed(world)
    assert amendment.touched == [one.key for one in world.participants if one != world.gone]
    sign(world.participants[0], world.lead)
    sign(world.participants[3], world.signers[3])
    gone(world, world.other)  # before it signed

    assert "Send amendment to the state" in signed_in(client, world.lead).get(f"{world.home}amendments/1/").text
    assert send_amendment(amendment=amendment, by=world.lead, at=LATER).sent_at == LATER


def test_a_preview_doesnt_name_a_member_that_left_as_one_that_signs(client, world):
    gone(world, world.gone)
    lead, address = signed_in(client, world.lead), f"{world.home}amendments/new/activity/{world.activity.key}/"
    form = lead.get(address).context["form"]
    data = {name: form[name].value() or "" for name in form.fields} | {"0-place": "Room 4", "reason": "It is lost."}

    signers = lead.post(address, data).context["preview"].signers
    assert signers == [one.name for one in world.participants if one != world.gone]


def test_a_lead_that_left_amends_nothing(client, world):
    lead = world.participants[0]
    gone(world, lead, world.gone)
    client = signed_in(client, world.lead)

    with pytest.raises(Unready, match=f"{lead.name} leads this application"):
        place_changed(world)
    with pytest.raises(Unready, match=f"{lead.name} leads this application"):
        propose(world)
    edits, departures = f"amendments/new/activity/{world.activity.key}/", f"departures/{world.gone.key}/continue/"
    for path in ("amendments/", edits, departures):
        assert "you can only withdraw it" in shown(client.get(f"{world.home}{path}"))
    assert "Continue without this member" not in client.get(f"{world.home}departures/").text
