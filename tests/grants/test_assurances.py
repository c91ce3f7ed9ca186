"""The sentences that signers accept are the round's own, and what was signed stays as it was signed."""

from importlib import import_module

import pytest
from django.urls import reverse

from grants.actions.application import submit_application
from grants.actions.signatures import open_signing, sign_application
from grants.models import Signature
from grants.reads.packets import packet_of, part_of, unsigned_members
from grants.reads.rounds import rules_from_json
from grants.rules.assurances import FIRST_ASSURANCES
from tests.grants.rounds import an_officer, changed
from tests.grants.walking import WRITING, a_draft, a_round

pytestmark = pytest.mark.django_db
OWN = ["The member keeps records for three years."]


def _signed(world):
    open_signing(application=world.application, by=world.lead, at=WRITING)
    return sign_application(participant=world.participants[1], name="A. Signer", by=world.signers[1], at=WRITING)


def test_a_signature_keeps_the_assurances_that_were_accepted():
    world = a_draft(competition=a_round(assurances=OWN))

    assert _signed(world).part["assurances"] == OWN
    assert submit_application(application=world.application, by=world.lead, at=WRITING).content["competition"][
        "assurances"
    ] == OWN  # fmt: skip


def test_signatures_from_before_rounds_had_their_own_assurances_stay_current():
    world = a_draft()
    signature = _signed(world)

    assert "assurances" not in signature.part
    assert world.participants[1].name not in unsigned_members(world.application, packet_of(world.application))


def test_rounds_from_before_get_the_sentences_that_were_on_the_page():
    assert list(FIRST_ASSURANCES) == import_module("grants.migrations.0009_first_assurances").FIRST


def test_a_version_from_before_rounds_had_their_own_assurances_reads_the_first_ones():
    world = a_draft()
    packet = packet_of(world.application)
    del packet["competition"]["assurances"]

    assert "assurances" not in part_of(packet, world.participants[1].key)
    version = changed(world.competition, an_officer(), ceiling_consortium=5)
    rules = {name: value for name, value in version.rules.items() if name != "assurances"}
    assert rules_from_json(rules).competition.assurances == list(FIRST_ASSURANCES)


def test_who_signed_other_assurances_is_asked_to_sign_again():
    world = a_draft()
    _signed(world)

    version = changed(world.competition, an_officer(), assurances=[*FIRST_ASSURANCES, *OWN])

    assert version.changes == [f"Assurance 4: {OWN[0]} Before: not stated."]
    world.application.competition.refresh_from_db()
    assert world.participants[1].name in unsigned_members(world.application, packet_of(world.application))
    assert Signature.objects.count() == 1


def test_the_signer_reads_the_assurances_before_signing(client, time_machine):
    world = a_draft(competition=a_round(assurances=OWN))
    open_signing(application=world.application, by=world.lead, at=WRITING)
    time_machine.move_to(WRITING, tick=False)
    client.force_login(world.signers[1])

    page = client.get(
        reverse("applicant:application_sign", args=[world.application.reference, world.participants[1].key])
    )

    assert OWN[0] in page.text
