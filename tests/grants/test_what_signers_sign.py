"""A signature binds the activities that its member committed to; what changed since is shown; older ones stay valid."""

import datetime

import pytest
import time_machine

from grants.actions.plan import ActivityWords, BudgetWords, save_activity, save_budget_lines
from grants.actions.signatures import open_signing, sign_application
from grants.models import Activity, BudgetLine, Commitment, Signature
from grants.reads.packets import facts_about, packet_of, part_of, unsigned_members
from grants.rules.reading import findings_of
from grants.rules.signing import warnings_before_signing
from signing.rules import digest_of
from tests.grants.pages import as_read, shown, signed_in
from tests.grants.walking import WRITING, a_draft, a_draft_with_a_plan, a_plan
from tests.kept import kept

pytestmark = pytest.mark.django_db


@pytest.fixture
@kept
def world():
    """Three members with one shared activity and a budget line, all of whom have signed."""
    return a_signed_plan()


def a_signed_plan(competition=None):
    world = a_draft(competition=competition)
    a_plan(world)
    open_signing(application=world.application, by=world.lead, at=WRITING)
    for participant, signer in zip(world.participants, world.signers, strict=True):
        sign_application(participant=participant, name=signer.name, by=signer, at=WRITING)
    return world


def retitle(world, title="Football stadium", **words):
    words = {"kind": "shared_course", "starts_on": datetime.date(2027, 8, 17)} | words
    activity = ActivityWords(title=title, **words)
    save_activity(application=world.application, words=activity, activity=world.activity, by=world.lead, at=WRITING)


def outdated(world):
    world.application.refresh_from_db()
    packet = packet_of(world.application)
    found = findings_of(packet, facts_about(world.application, packet))
    return [finding.subject for finding in found if finding.rule == "signature-outdated"]


def names(world):
    return [participant.name for participant in world.participants]


@pytest.mark.parametrize(
    "change", [{"title": "Football stadium"}, {"starts_on": datetime.date(2028, 8, 17)}, {"decided_by": "The lead"}]
)
def test_a_changed_activity_makes_the_signatures_of_its_members_outdated(world, change):
    assert outdated(world) == []

    retitle(world, **({"title": "Shared calculus"} | change))

    assert sorted(outdated(world)) == sorted(names(world))
    assert sorted(unsigned_members(world.application, packet_of(world.application))) == sorted(names(world))


def test_an_activity_that_a_member_did_not_commit_to_leaves_its_signature_current(world):
    save_activity(application=world.application, words=ActivityWords(title="Welding"), by=world.lead, at=WRITING)

    assert outdated(world) == [world.participants[0].name]  # the lead signs for the whole plan


def test_a_signature_from_before_activities_were_part_of_it_stays_valid_for_what_it_covered(world):
    member = world.participants[1]
    old = part_of(packet_of(world.application), member.key, version=1)
    assert "activities" not in old
    Signature.objects.filter(participant=member).update(part=old, part_digest=digest_of(old), part_version=1)

    retitle(world)

    assert member.name not in outdated(world)
    assert Activity.objects.get().title == "Football stadium"


def sign_page(client, world, member=1):
    signed_in(client, world.signers[member])
    reference, key = world.application.reference, world.participants[member].key
    with time_machine.travel(WRITING, tick=False):
        return shown(client.get(f"/applications/{reference}/signatures/{key}/"))


def test_the_signing_page_names_activities_totals_and_who_pays_whom(client):
    world = a_draft_with_a_plan()
    open_signing(application=world.application, by=world.lead, at=WRITING)

    words = sign_page(client, world, member=0)

    assert "Shared calculus" in words
    assert "starts Aug 17, 2027" in words
    assert f"Video room: $27,000 from the grant, paid to {world.participants[0].name}" in words
    assert "Receives from the grant $27,000" in words
    assert "as the lead. By signing" in words
    assert "as a member. By signing" in sign_page(client, world)


def test_the_signing_page_names_grades_and_says_that_a_payee_is_missing(client):
    world = a_draft_with_a_plan()
    Commitment.objects.update(gains_grades="11, 12")
    BudgetLine.objects.update(payee=None)
    open_signing(application=world.application, by=world.lead, at=WRITING)

    words = sign_page(client, world, member=0)

    assert "Its students benefit: calculus (grades 11, 12; 9 students)." in words
    assert "Video room: $27,000 from the grant, payee not stated" in words


def test_the_signing_page_shows_only_what_changed_since_the_last_signature(client, world):
    assert "Changed since" not in sign_page(client, world)

    retitle(world)

    words = sign_page(client, world)
    assert "Changed since the last signature" in words
    assert "Activity “Football stadium”, name: Football stadium. Before: Shared calculus." in words
    assert "start date" not in words.split("Changed since")[1].split("Commitments")[0]


def test_no_one_signs_what_was_changed_after_the_page_was_opened(client, world):
    signed_in(client, world.signers[1])
    address = f"/applications/{world.application.reference}/signatures/{world.participants[1].key}/"
    words, before = {"name": "Tom Hale", "title": "Superintendent"}, Signature.objects.count()
    read = as_read(client, address)

    retitle(world)

    for older in (read, {}):
        answer = shown(client.post(address, words | older))
        assert "What you sign was changed after you opened this page." in answer
        assert "Football stadium" in answer
    assert Signature.objects.count() == before
    client.post(address, words | as_read(client, address))
    assert Signature.objects.count() == before + 1


def test_the_registry_warns_a_member_itself_and_names_no_other_application_while_the_round_is_open(world):
    payer = world.participants[1]
    line = {"line": "Aide", "amount": 9_000, "source": "match", "payer": payer, "beneficiaries": [payer]}
    save_budget_lines(application=world.application, lines=[BudgetWords(**line)], by=world.lead, at=WRITING)
    packet = packet_of(world.application)
    pledge = {"payer": payer.key, "payer_name": "", "line": "Aide", "amount": 9_000}
    other = {"reference": "", "consortium": "", "participants": [payer.district.leaid], "match": [pledge]}
    facts = facts_about(world.application, packet) | {"other_applications": [other]}

    assert warnings_before_signing(packet, facts, payer.key) == [
        f"This match is also listed in another application for this round: {payer.name}, Aide, $9,000.",
        f"{payer.name} is also in another application for this round.",
    ]
    assert warnings_before_signing(packet, facts, world.participants[2].key) == []
