"""Strangers at the sign-in page lock no one out, make us write to no one, and bar no one from a second step."""

import re
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.cache import cache
from django.utils import timezone

from accounts.actions import accept_invitation, invite_person
from accounts.delivery import token_from
from accounts.models import OutgoingEmail, Role, User
from audit.models import Entry
from tests.factories import StateRoleFactory

PASSWORD = "four words in a row"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def pat() -> User:
    return User.objects.create_user("pat@example.org", "Pat Doe", PASSWORD)


def sign_in(client, address: str, password: str = PASSWORD):
    return client.post("/accounts/login/", {"login": "pat@example.org", "password": password}, REMOTE_ADDR=address)


def test_failed_attempts_from_elsewhere_lock_no_one_out(client, pat):
    for _ in range(8):
        sign_in(client, "203.0.113.9", "wrong words in a row")

    assert "Too many failed sign-in attempts" in sign_in(client, "203.0.113.9").content.decode()
    assert sign_in(client, "198.51.100.4").url == "/my/"


def test_failed_attempts_from_one_address_are_stopped_after_five(client, pat):
    for _ in range(5):
        sign_in(client, "203.0.113.9", "wrong words in a row")

    assert "Too many failed sign-in attempts" in sign_in(client, "203.0.113.9").content.decode()


@pytest.mark.parametrize("page", ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"])
def test_a_strangers_request_for_a_new_password_bars_no_one_from_a_second_step(page, client, pat):
    client.post("/accounts/password/reset/", {"email": "pat@example.org"})
    sign_in(client, "127.0.0.1")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert client.get(page).status_code == 200


def test_the_link_of_a_reset_leads_to_the_portal_whatever_host_the_request_claims(
    django_capture_on_commit_callbacks, client, pat, mailoutbox, settings
):
    settings.PORTAL_URL, settings.ALLOWED_HOSTS = "https://registry.example.gov", ["*"]

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/password/reset/", {"email": "pat@example.org"}, HTTP_HOST="evil.example")

    assert "https://registry.example.gov/accounts/password/reset/key/" in mailoutbox[0].body
    assert "evil" not in mailoutbox[0].body + mailoutbox[0].subject


def test_accepting_an_invitation_verifies_the_address():
    administrator = StateRoleFactory(role=Role.ADMINISTRATOR).user
    invite_person(email="ivy@example.org", name="Ivy Lane", by=administrator, at=timezone.now())
    token = token_from(OutgoingEmail.objects.get().link_seed)

    person = accept_invitation(token=token, name="Ivy Lane", password=PASSWORD, at=timezone.now())

    assert person.has_verified_address()


def test_addresses_that_accepted_invitations_proved_are_verified_by_the_migration(pat):
    administrator = StateRoleFactory(role=Role.ADMINISTRATOR).user
    people = []
    for name in ("ann", "bea"):
        invite_person(email=f"{name}@example.org", name=name, by=administrator, at=timezone.now())
        token = token_from(OutgoingEmail.objects.get(to=f"{name}@example.org").link_seed)
        people.append(accept_invitation(token=token, name=name, password=PASSWORD, at=timezone.now()))
    EmailAddress.objects.filter(user=people[0]).update(verified=False, primary=False)
    EmailAddress.objects.filter(user=people[1]).delete()

    import_module("accounts.migrations.0006_addresses_are_verified").verify_addresses(apps, None)

    assert [person.has_verified_address() for person in [*people, pat]] == [True, True, False]


def test_a_reset_that_was_finished_verifies_the_address(django_capture_on_commit_callbacks, client, pat, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/password/reset/", {"email": "pat@example.org"})
    assert not pat.has_verified_address()

    link = re.search(r"http://localhost:8000(/\S+)", mailoutbox[0].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "five other words in here", "password2": "five other words in here"})

    assert pat.has_verified_address()
    assert Entry.objects.filter(event="address.verified").count() == 1


def test_a_person_verifies_the_address_by_a_link(client, pat, mailoutbox):
    client.force_login(pat)
    assert "You haven’t verified this address yet." in client.get("/accounts/settings/").content.decode()

    sent = client.post("/accounts/settings/verify/", follow=True).content.decode()
    assert "We sent a link to pat@example.org." in sent
    again = client.post("/accounts/settings/verify/", follow=True).content.decode()
    assert "We sent you a link a moment ago." in again
    (email,) = mailoutbox
    link = re.search(r"http://localhost:8000(/\S+)", email.body)[1]
    assert "Verify address" in client.get(link).content.decode()
    assert not pat.has_verified_address()
    client.post(link)

    assert pat.has_verified_address()
    assert "You haven’t verified" not in client.get("/accounts/settings/").content.decode()
    assert EmailAddress.objects.get().primary
