"""Whose account signed, beside the name that was typed; and when the board can have voted."""

import datetime
import re

import pytest
import time_machine
from django.urls import reverse

from grants.actions.plan import ActivityWords, save_activity
from grants.actions.signatures import open_signing
from tests.factories import AppointmentFactory
from tests.grants.pages import sign
from tests.grants.walking import WRITING, a_draft, a_draft_with_a_plan

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_hour_later():
    with time_machine.travel(WRITING + datetime.timedelta(hours=1), tick=False):
        yield


def _page(world, name, **arguments):
    return reverse(f"applicant:{name}", kwargs={"reference": world.application.reference, **arguments})


def _text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_a_signature_names_the_account_and_role_that_signed_beside_the_typed_name(client):
    world = a_draft_with_a_plan()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    member, signer = world.participants[1], world.signers[1]
    client.force_login(signer)
    sign(client, _page(world, "application_sign", key=member.key), name="Tom Hale", title="Superintendent")

    page = _text(client.get(_page(world, "application_signatures")))

    assert f"Tom Hale, Superintendent, Sep 14, 2026 Signed in as {signer.name}, superintendent of {member.name}" in page
    client.force_login(world.lead)
    findings = _text(client.get(_page(world, "application_findings")))
    assert (
        f"The signature for {member.name} is in the name of Tom Hale; the account that signed belongs to {signer.name}."
        in findings
    )


def test_a_board_date_in_the_future_is_refused(client):
    world = a_draft()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    client.force_login(world.signers[1])
    address = _page(world, "application_sign", key=world.participants[1].key)

    refused = client.post(address, {"name": "Tom Hale", "title": "Superintendent", "board_on": "2026-09-15"})
    assert "The board approval date is in the future." in _text(refused)
    assert not world.application.signatures.exists()
    sign(client, address, name="Tom Hale", title="Superintendent", board_on="2026-09-14")
    assert world.application.signatures.exists()


def test_who_signs_again_after_a_change_is_not_asked_for_the_title_and_the_board_date_anew(client):
    world = a_draft_with_a_plan()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    client.force_login(world.signers[1])
    address = _page(world, "application_sign", key=world.participants[1].key)
    assert 'value="Acting head"' not in client.get(address).text
    sign(client, address, name="Tom Hale", title="Acting head", board_on="2026-09-10")
    words = ActivityWords(title="Shared calculus, online")
    save_activity(application=world.application, activity=world.activity, words=words, by=world.lead, at=WRITING)

    again = client.get(address).text

    assert 'value="Acting head"' in again
    assert 'value="2026-09-10"' in again
    client.force_login(AppointmentFactory(district=world.districts[1]).user)
    assert 'value="Acting head"' not in client.get(address).text


def test_a_board_date_that_is_filled_in_is_checked_as_one_that_is_typed(client):
    world = a_draft_with_a_plan()
    open_signing(application=world.application, by=world.lead, at=WRITING)
    client.force_login(world.signers[1])
    address = _page(world, "application_sign", key=world.participants[1].key)
    sign(client, address, name="Tom Hale", title="Head", board_on="2026-09-14")
    words = ActivityWords(title="Shared calculus, online")
    save_activity(application=world.application, activity=world.activity, words=words, by=world.lead, at=WRITING)

    with time_machine.travel(WRITING - datetime.timedelta(days=2), tick=False):
        refused = sign(client, address, name="Tom Hale", title="Head", board_on="2026-09-14")

    assert "The board approval date is in the future." in _text(refused)
