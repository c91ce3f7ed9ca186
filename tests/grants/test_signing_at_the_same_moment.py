"""Signing, declining, and replacing a signer at the same moment: one outcome, in clear words. PostgreSQL only."""

import datetime
from types import SimpleNamespace

import pytest

from accounts.refusals import Unready
from districts.actions import end_appointment
from grants.actions.plan import ActivityWords, save_activity
from grants.actions.signatures import open_signing
from grants.actions.signing_requests import (
    decline_signing,
    open_request,
    report_wrong_person,
    request_signature,
    sign_by_link,
)
from grants.models import Signature, SigningRequest
from grants.reads.packets import digest_to_match, packet_of
from tests.accounts.test_at_the_same_moment import while_it_waits
from tests.factories import AppointmentFactory, StateRoleFactory
from tests.grants.walking import WRITING, a_draft_with_a_plan
from tests.kept import kept

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
LATER = WRITING + datetime.timedelta(hours=1)


@pytest.fixture
@kept
def world() -> SimpleNamespace:
    """The second member has two signers, both asked by email; the first opened the link."""
    world = a_draft_with_a_plan()
    world.member = world.participants[1]
    world.second = AppointmentFactory(district=world.districts[1])
    open_signing(application=world.application, by=world.lead, at=WRITING)
    requests = SigningRequest.objects.to_sign_for(world.member)
    world.request = requests.get(appointment__user=world.signers[1])
    world.other_request = requests.get(appointment=world.second)
    open_request(request=world.request, at=LATER)
    return world


def sign(world: SimpleNamespace, request: SigningRequest | None = None):
    seen = digest_to_match(packet_of(world.application), world.member.key, None)
    chosen = request or world.request
    name = chosen.appointment.user.name
    return lambda: sign_by_link(request=chosen, name=name, title="Superintendent", board_on=None, seen=seen, at=LATER)


def signatures(world: SimpleNamespace) -> int:
    return Signature.objects.filter(participant=world.member).count()


def test_two_tabs_that_sign_at_once_make_one_signature(world):
    other = while_it_waits(sign(world), sign(world))

    assert "This link was already used to sign" in str(other.outcome)
    assert signatures(world) == 1


def test_two_signers_of_one_member_who_sign_at_once_make_one_signature(world):
    other = while_it_waits(sign(world), sign(world, world.other_request))

    assert "the signature is no longer needed" in str(other.outcome)
    assert signatures(world) == 1


def test_who_declines_in_one_tab_while_signing_in_the_other_has_signed(world):
    other = while_it_waits(sign(world), lambda: decline_signing(request=world.request, reason="Not yet.", at=LATER))

    assert "already used to sign" in str(other.outcome)
    assert SigningRequest.objects.get(pk=world.request.pk).declined_reason == ""


def test_who_signs_in_one_tab_while_declining_in_the_other_takes_the_decline_back(world):
    other = while_it_waits(lambda: decline_signing(request=world.request, reason="Not yet.", at=LATER), sign(world))

    assert isinstance(other.outcome, Signature)
    assert not SigningRequest.objects.get(pk=world.request.pk).is_declined


def test_a_signer_who_is_asked_again_while_signing_signs_with_the_newer_link(world):
    def ask_again():
        return request_signature(
            participant=world.member, appointment=world.request.appointment, by=world.lead, at=LATER
        )

    other = while_it_waits(ask_again, sign(world))

    assert "A newer email replaced this link" in str(other.outcome)
    assert signatures(world) == 0


def test_a_lead_who_asks_another_signer_while_one_signs_is_told_that_it_is_signed(world):
    def ask_the_other():
        return request_signature(participant=world.member, appointment=world.second, by=world.lead, at=LATER)

    other = while_it_waits(sign(world), ask_the_other)

    assert str(other.outcome) == "This member has already signed the current version."
    assert signatures(world) == 1


def test_a_link_reported_as_astray_while_someone_signs_with_it_does_not_sign(world):
    other = while_it_waits(lambda: report_wrong_person(request=world.request, at=LATER), sign(world))

    assert "reached the wrong person" in str(other.outcome)
    assert signatures(world) == 0


def test_a_signer_whose_role_ended_between_opening_and_signing_does_not_sign(world):
    registrar = StateRoleFactory(role="registrar").user
    end_appointment(
        appointment=world.request.appointment, ends_on=WRITING.date() - datetime.timedelta(1), by=registrar, at=LATER
    )

    with pytest.raises(Unready, match="You are no longer on record as an authorized signer"):
        sign(world)()
    assert signatures(world) == 0


def test_an_edit_while_someone_signs_is_shown_before_it_is_signed(world):
    words = ActivityWords(title="Football stadium", kind="shared_course", starts_on=datetime.date(2027, 8, 17))
    read = sign(world)

    other = while_it_waits(
        lambda: save_activity(
            application=world.application, activity=world.activity, words=words, by=world.lead, at=LATER
        ),
        read,
    )

    assert "changed after you opened this page" in str(other.outcome)
    assert signatures(world) == 0
