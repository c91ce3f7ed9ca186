"""A member's signer signs by an emailed link before an account exists; the link opens that and nothing else."""

import datetime
import re
from types import SimpleNamespace

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from districts.actions import end_appointment
from grants.actions.members import remove_member
from grants.actions.signatures import open_signing, sign_application
from grants.actions.signing_requests import decline_signing, request_signature
from grants.models import SigningRequest
from grants.reads.proofs import digest_of_signature
from tests.factories import AppointmentFactory, StateRoleFactory, UserFactory
from tests.grants.pages import as_read, queries_of, shown, signed_in
from tests.grants.test_what_signers_sign import retitle
from tests.grants.walking import CLOSES, WRITING, a_draft, a_draft_with_a_plan, a_plan, a_round
from tests.kept import kept

pytestmark = pytest.mark.django_db
LATER = WRITING + datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _attempts_are_counted_anew():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _one_hour_later():
    with time_machine.travel(LATER, tick=False):
        yield


@kept
def a_plan_to_sign() -> SimpleNamespace:
    """The signer of the second member is invited and has no account yet."""
    world = a_draft_with_a_plan()
    world.member, world.signer = world.participants[1], world.signers[1]
    world.signer.invitations.create(
        email=world.signer.email, token_digest="x", sent_at=WRITING, expires_at=LATER + datetime.timedelta(days=9)
    )
    world.signer.is_active = False
    world.signer.name = "Dana Ortiz"
    world.signer.set_unusable_password()
    world.signer.save()
    return world


@pytest.fixture
def world(django_capture_on_commit_callbacks):
    """Signatures are requested."""
    world = a_plan_to_sign()
    world.capture = lambda: django_capture_on_commit_callbacks(execute=True)
    with world.capture():
        open_signing(application=world.application, by=world.lead, at=WRITING)
    return world


def emailed(world: SimpleNamespace) -> str:
    """The last email to the signer, as it was sent."""
    return [str(email.body) for email in mail.outbox if email.to == [world.signer.email]][-1]


def link_in(text: str) -> str:
    return re.search(r"/sign/link/[\w-]+/", text)[0]


def opened(client, world: SimpleNamespace):
    """The signing page, behind the link and the confirmation."""
    assert client.get(link_in(emailed(world))).url == "/sign/who/"
    return client.post("/sign/who/", {"answer": "yes"}, follow=True)


def send_again(world: SimpleNamespace, at: datetime.datetime = LATER, appointment=None) -> SigningRequest:
    appointment = appointment or world.signer.appointments.get()
    with world.capture():
        return request_signature(participant=world.member, appointment=appointment, by=world.lead, at=at)


def the_request(world: SimpleNamespace) -> SigningRequest:
    return SigningRequest.objects.filter(participant=world.member).latest("pk")


def test_every_authorized_signer_but_the_one_who_asks_gets_an_email(world):
    assert {email.to[0] for email in mail.outbox} == {signer.email for signer in world.signers[1:]}


def test_the_link_works_without_an_account_and_records_the_appointment_and_the_address(client, world):
    page = shown(opened(client, world))
    assert "You are signing as Dana Ortiz, superintendent." in page
    assert "Shared calculus, starts Aug 17, 2027. Contributes: a room" in page

    answer = client.post(
        "/sign/review/", {"name": "Dana Ortiz", "title": "Superintendent"} | as_read(client, "/sign/review/")
    )

    assert "You signed" in shown(answer)
    signature = world.member.signatures.get()
    assert signature.signer == world.signer
    assert signature.linked_email == world.signer.email
    assert signature.account_role == f"superintendent of {world.member}"
    assert signature.had_power
    entry = Entry.objects.get(event="application.signed")
    assert entry.detail["whole"] == digest_of_signature(signature)
    lead = shown(signed_in(client, world.lead).get(f"/applications/{world.application.reference}/signatures/"))
    assert f"By emailed link to Dana Ortiz, superintendent of {world.member}" in lead
    assert world.signer.email not in lead


def test_the_link_works_once_and_opens_nothing_else(client, world):
    opened(client, world)
    assert client.get(f"/applications/{world.application.reference}/").status_code == 302
    assert "Shared calculus" in shown(client.get("/sign/application/"))
    client.post("/sign/review/", {"name": "Dana Ortiz", "title": "Head"} | as_read(client, "/sign/review/"))

    client.get(link_in(emailed(world)))

    assert "This link was already used to sign." in shown(client.get("/sign/who/"))
    assert "enter the code" in shown(client.get("/sign/review/"))  # its cookie is gone


def test_the_page_names_whom_the_link_is_for_and_shows_nothing_before_that_is_confirmed(client, world):
    answer = client.get(link_in(emailed(world)))
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]
    assert client.get("/sign/review/").url == "/sign/who/"

    page = client.get("/sign/who/")

    assert "Are you Dana Ortiz?" in shown(page)
    assert "Shared calculus" not in shown(page)
    assert link_in(emailed(world)) not in page.text
    assert the_request(world).opened_at is None  # a program that fetches links opens nothing
    client.post("/sign/who/", {"answer": "yes"})
    assert the_request(world).opened_at == LATER


def test_a_reader_who_is_someone_else_ends_the_link_and_the_lead_sees_it(client, world):
    client.get(link_in(emailed(world)))

    assert "This link was for someone else" in shown(client.post("/sign/who/", {"answer": "no"}))

    client.get(link_in(emailed(world)))
    assert "reached the wrong person" in shown(client.get("/sign/who/"))
    lead = shown(signed_in(client, world.lead).get(f"/applications/{world.application.reference}/signatures/"))
    assert "Reached someone else" in lead


def test_the_code_opens_the_same_page_in_any_writing(client, world):
    code = re.search(r"\b[A-Z2-7]{4}(-[A-Z2-7]{4}){3}\b", emailed(world))[0]

    assert "We don’t know this code." in shown(client.post("/sign/", {"code": "AAAA-BBBB-CCCC-DDDD"}))
    assert client.post("/sign/", {"code": code.replace("-", " ").lower()}).url == "/sign/who/"


def test_guessing_codes_is_slowed_down(client, world):
    answers = [client.post("/sign/", {"code": f"AAAA-{number}"}).status_code for number in range(21)]

    assert answers == [200] * 20 + [429]


def test_neither_link_nor_code_is_stored_or_shown(world):
    link, code = link_in(emailed(world)), re.search(r"\b[A-Z2-7]{4}(-[A-Z2-7]{4}){3}\b", emailed(world))[0]
    stored = OutgoingEmail.objects.get(to=world.signer.email)

    assert link not in stored.body
    assert code not in stored.body
    assert stored.link_seed == ""
    details = str(list(Entry.objects.values_list("detail", flat=True)))
    token = link.removesuffix("/").rsplit("/", 1)[1]
    assert token not in details
    assert token not in str(SigningRequest.objects.values())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("appointment", "no longer on record as an authorized signer"),
        ("address", "no longer on record as an authorized signer"),
        ("power", "no longer on record as an authorized signer"),
        ("state role", "Sign in to sign."),
        ("expired", "This link has expired."),
        ("replaced", "A newer email replaced this link"),
    ],
)
def test_a_link_stops_working_when_its_ground_is_gone(client, world, change, why):
    link, appointment = link_in(emailed(world)), world.signer.appointments.get()
    opened(client, world)
    if change == "appointment":
        end_appointment(appointment=appointment, ends_on=datetime.date(2026, 9, 13), tells=False, by="tests", at=LATER)
    elif change == "address":
        world.signer.email = "dana@elsewhere.example"
        world.signer.save()
    elif change == "power":
        appointment.can_sign_applications = False
        appointment.save()
    elif change == "state role":
        StateRoleFactory(user=world.signer, role=Role.SCORER)
    elif change == "replaced":
        send_again(world)
    with time_machine.travel(LATER + datetime.timedelta(days=15 if change == "expired" else 0), tick=False):
        client.get(link)
        assert why in shown(client.get("/sign/who/"))
        refused = client.post("/sign/review/", {"name": "Dana Ortiz", "title": "Head"})
    assert refused.status_code == 200
    assert not world.member.signatures.exists()


def test_the_lead_can_only_choose_among_the_signers_on_record(world):
    stranger = AppointmentFactory(district=world.districts[0])

    with pytest.raises(Unready, match="Choose one of the authorized signers on record"):
        send_again(world, appointment=stranger)
    other = AppointmentFactory(district=world.districts[1], kind="treasurer")
    assert send_again(world, appointment=other).email == other.user.email
    with pytest.raises(Refused):
        request_signature(participant=world.member, appointment=other, by=world.signers[2], at=LATER)


def test_one_person_gets_three_emails_a_day_about_one_signature(world):
    send_again(world)
    send_again(world)

    with pytest.raises(Unready, match="got 3 emails about this in the last 24 hours"):
        send_again(world)
    assert send_again(world, at=LATER + datetime.timedelta(days=1))


def test_a_person_with_a_state_role_is_asked_to_sign_in(world):
    StateRoleFactory(user=world.signer, role=Role.SCORER)

    send_again(world)

    assert "/sign/link/" not in emailed(world)
    assert "Sign in to read what you are asked to sign" in emailed(world)


def test_declining_tells_the_lead_why_and_signing_takes_it_back(client, world):
    opened(client, world)
    assert "Enter the reason" in shown(client.post("/sign/decline/", {"reason": ""}))
    with world.capture():
        done = client.post("/sign/decline/", {"reason": "The board votes on Monday."})
    assert "You declined to sign" in shown(done)
    told = mail.outbox[-1]
    assert told.to == [world.lead.email]
    assert "The board votes on Monday." in told.body
    page = f"/applications/{world.application.reference}/signatures/"
    assert "Declined by Dana Ortiz" in shown(signed_in(client, world.lead).get(page))
    assert "The board votes" not in shown(signed_in(client, world.signers[2]).get(page))

    client.logout()
    opened(client, world)
    client.post("/sign/review/", {"name": "Dana Ortiz", "title": "Head"} | as_read(client, "/sign/review/"))

    assert world.member.signatures.exists()
    assert "Declined" not in shown(signed_in(client, world.lead).get(page))
    with pytest.raises(Unready):
        decline_signing(request=the_request(world), reason="No", at=LATER)


def test_a_person_with_an_account_declines_there_and_can_sign_there(client, world):
    signer = world.signers[2]
    page = f"/applications/{world.application.reference}/signatures/{world.participants[2].key}/"
    signed_in(client, signer)
    assert "Decline to sign" in shown(client.get(page))

    client.post(f"{page}decline/", {"reason": "Our board is against it."})

    assert SigningRequest.objects.get(appointment__user=signer).declined_reason == "Our board is against it."
    client.post(page, {"name": signer.name, "title": "Head"} | as_read(client, page))
    assert world.participants[2].signatures.exists()
    assert client.get(f"{page}decline/").status_code == 404


def test_only_the_person_who_was_asked_declines(world):
    with pytest.raises(Refused):
        decline_signing(request=the_request(world), reason="No.", by=world.lead, at=LATER)


def test_a_later_edit_shows_what_changed_behind_a_new_link(client, world):
    opened(client, world)
    client.post("/sign/review/", {"name": "Dana Ortiz", "title": "Head"} | as_read(client, "/sign/review/"))
    retitle(world)

    send_again(world)

    page = shown(opened(client, world))
    assert "Activity “Football stadium”, name: Football stadium. Before: Shared calculus." in page
    assert "The page shows the differences." in emailed(world)


def test_no_one_signs_behind_a_link_what_changed_after_it_was_read(client, world):
    opened(client, world)
    read = as_read(client, "/sign/review/")
    retitle(world)

    answer = shown(client.post("/sign/review/", {"name": "Dana Ortiz", "title": "Head"} | read))

    assert "What you sign was changed after you opened this page." in answer
    assert not world.member.signatures.exists()


def test_a_member_that_is_removed_takes_its_links_with_it(client, world):
    link = link_in(emailed(world))

    remove_member(participant=world.member, by=world.lead, at=LATER)

    assert "This link doesn’t work." in shown(client.get(link))


def test_a_signature_by_someone_else_ends_the_other_links(client, world):
    link = link_in(emailed(world))
    colleague = AppointmentFactory(district=world.districts[1], kind="treasurer").user

    sign_application(participant=world.member, name=colleague.name, by=colleague, at=LATER)

    client.get(link)
    assert "the signature is no longer needed" in shown(client.get("/sign/who/"))


def test_the_lead_sees_members_without_a_signer_and_whom_to_call(client, world):
    world.signer.appointments.update(can_sign_applications=False)
    signed_in(client, world.lead)
    page = f"/applications/{world.application.reference}/signatures/"

    assert "No signer on record" in shown(client.get(page))
    assert "Call the district." in shown(client.get(f"{page}{world.member.key}/request/"))


def test_only_the_lead_sees_emails_and_asks_again(client, world):
    page = f"/applications/{world.application.reference}/signatures/"
    signed_in(client, world.signers[2])

    assert "Email sent" not in shown(client.get(page))
    assert client.get(f"{page}{world.member.key}/request/").url == page
    signed_in(client, UserFactory())
    assert client.get(f"{page}{world.member.key}/request/").status_code == 404


def test_the_lead_asks_again_on_the_page(client, world):
    page = f"/applications/{world.application.reference}/signatures/"
    signed_in(client, world.lead)
    assert "Emailed to Dana Ortiz, Sep 14, 2026, 12:00 PM EDT" in shown(client.get(page))

    answer = client.post(f"{page}{world.member.key}/request/", {"signer": world.signer.appointments.get().pk})

    assert answer.url == page
    assert SigningRequest.objects.filter(participant=world.member).count() == 2


def test_the_signatures_page_asks_as_often_for_one_member_as_for_three(client):
    numbers, competition = [], a_round()
    for members in (2, 4):  # one and three of them are asked by email
        world = a_draft(members, competition=competition)
        a_plan(world)
        open_signing(application=world.application, by=world.lead, at=WRITING)
        signed_in(client, world.lead)
        numbers.append(len(queries_of(client, f"/applications/{world.application.reference}/signatures/")))

    # As before the emails, and for the lead: whether the reader leads (2), the signers, the requests, and
    # which of their emails failed; for the findings: the round's rules, and what the members signed elsewhere (5).
    assert numbers == [28, 28]


def test_a_signature_after_the_deadline_says_so(client, world):
    with time_machine.travel(CLOSES + datetime.timedelta(hours=1), tick=False):
        send_again(world, at=CLOSES + datetime.timedelta(hours=1))

        page = shown(opened(client, world))

    assert "This round closed on Sep 30, 2026. Reviewers will see that you signed later." in page


def test_the_lead_sees_that_an_email_could_not_be_delivered_until_another_one_is(client, world):
    outgoing = OutgoingEmail.objects.get(to=world.signer.email, kind="signature requested")
    refused = "The mail server did not accept it: SMTPRecipientsRefused, 550 unknown"
    OutgoingEmail.objects.filter(pk=outgoing.pk).update(problem=refused, sent_at=None, next_try_at=None, link_seed="")
    address = f"/applications/{world.application.reference}/signatures/"

    page = shown(signed_in(client, world.lead).get(address))
    assert "Could not be delivered" in page
    assert f"The email could not be delivered to {world.signer.email}. Check the address with Dana Ortiz." in page
    history = shown(client.get(f"{address}{world.member.key}/request/"))
    assert "could not be delivered" in history

    with world.capture():
        send_again(world)
    assert "ould not be delivered" not in shown(client.get(address))
