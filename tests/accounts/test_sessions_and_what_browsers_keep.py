"""What stays behind in a browser, and in which browsers a person is signed in."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.actions import close_account, reopen_account
from accounts.models import Role, User
from audit.models import Entry
from tests.factories import StateRoleFactory, UserFactory

PASSWORD = "four words in a row"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def pat() -> User:
    return User.objects.create_user("pat@example.org", "Pat Doe", PASSWORD)


def signed_in(browser: str) -> Client:
    client = Client(headers={"user-agent": browser})
    assert client.post("/accounts/login/", {"login": "pat@example.org", "password": PASSWORD}).status_code == 302
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/accounts/settings/").status_code == 200


def test_private_pages_are_kept_by_no_browser(client, pat):
    client.force_login(pat)

    for page in ("/my/", "/accounts/settings/", "/districts/"):
        assert client.get(page)["Cache-Control"] == "private, no-store"


def test_signing_out_tells_the_browser_to_forget_pages_and_drafts(client, pat):
    client.force_login(pat)
    assert "Clear-Site-Data" not in client.get("/accounts/logout/")

    assert client.post("/accounts/logout/")["Clear-Site-Data"] == '"cache", "storage"'


def test_a_person_sees_where_he_or_she_is_signed_in_and_signs_out_everywhere_else(pat):
    here, there = signed_in("Firefox at home"), signed_in("Chrome at the library")
    page = here.get("/accounts/sessions/").content.decode()
    assert "Firefox at home" in page
    assert "Chrome at the library" in page
    assert page.count("This browser") == 1

    here.post("/accounts/sessions/")

    assert (is_signed_in(here), is_signed_in(there)) == (True, False)
    assert "You aren’t signed in anywhere else." in here.get("/accounts/sessions/").content.decode()
    assert Entry.objects.filter(event="security.sessions_ended").count() == 1


def test_no_one_sees_or_ends_the_sessions_of_others(pat):
    theirs = signed_in("Firefox at home")
    other = Client()
    other.force_login(UserFactory())

    assert "Firefox at home" not in other.get("/accounts/sessions/").content.decode()
    other.post("/accounts/sessions/")
    assert is_signed_in(theirs)


def test_the_sessions_of_a_closed_account_end_and_do_not_come_back_with_it(pat):
    browser = signed_in("Firefox at home")
    administrator = StateRoleFactory(role=Role.ADMINISTRATOR).user

    close_account(person=pat, by=administrator, at=timezone.now())
    assert not UserSession.objects.exists()
    assert not Session.objects.exists()
    reopen_account(person=pat, by=administrator, at=timezone.now())

    assert not is_signed_in(browser)
