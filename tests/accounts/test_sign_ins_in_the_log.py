"""Sign-ins and failed attempts are in the audit log, without anything that was typed."""

import pytest
from django.core.cache import cache

from accounts.models import Role, User
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


def sign_in(client, email: str, password: str) -> None:
    client.post("/accounts/login/", {"login": email, "password": password})


def test_a_sign_in_is_logged(client, pat):
    sign_in(client, "pat@example.org", PASSWORD)

    entry = Entry.objects.get()
    assert (entry.event, entry.subject_label, entry.detail) == ("person.signed_in", "Pat Doe", {"how": "password"})
    assert entry.by == f"Pat Doe (accounts.user:{pat.pk})"


def test_a_wrong_password_is_logged_without_the_password(client, pat):
    sign_in(client, "PAT@example.org", "wrong words in a row")

    entry = Entry.objects.get()
    assert (entry.event, entry.subject_label, entry.by) == ("person.sign_in_failed", "Pat Doe", "the sign-in page")
    assert "wrong words" not in str(Entry.objects.values())


def test_an_unknown_address_is_not_kept(client, pat):
    sign_in(client, "my-secret-password@typed.here", PASSWORD)

    entry = Entry.objects.get()
    assert (entry.event, entry.subject_label) == ("person.sign_in_failed", "an unknown address")
    assert "typed.here" not in str(Entry.objects.values())


def test_a_closed_account_logs_no_sign_in(client, pat):
    User.objects.filter(pk=pat.pk).update(is_active=False)

    sign_in(client, "pat@example.org", PASSWORD)

    assert not Entry.objects.filter(event="person.signed_in").exists()


def test_a_sign_in_with_a_button_of_the_sample_state_is_logged_too(client, settings):
    settings.SAMPLE_SIGN_IN = True
    StateRoleFactory(role=Role.REGISTRAR, user__sample_kind="registrar", user__name="Rae Registrar")

    client.post("/accounts/sample/registrar/")

    entry = Entry.objects.get()
    assert (entry.event, entry.subject_label) == ("person.signed_in", "Rae Registrar")
    assert entry.detail == {"how": "button of the sample state"}
