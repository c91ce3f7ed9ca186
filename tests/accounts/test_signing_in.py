"""Signing in by password and in two steps; and a person's own settings."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User

PASSWORD = "four words in a row"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def pat() -> User:
    return User.objects.create_user("pat@example.org", "Pat Doe", PASSWORD)


def sign_in(client, email="pat@example.org", password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


@pytest.mark.usefixtures("pat")
def test_email_and_password_sign_in_and_lead_to_the_persons_work(client):
    assert sign_in(client).url == "/my/"
    assert client.get("/accounts/settings/").status_code == 200


@pytest.mark.usefixtures("pat")
def test_signing_in_leads_back_to_the_page_that_asked_for_it(client):
    asked = client.get("/accounts/settings/")
    assert asked.url == "/accounts/login/?next=/accounts/settings/"

    page = client.get(asked.url).content.decode()
    assert '<input type="hidden" name="next" value="/accounts/settings/">' in page
    assert sign_in(client, next="/accounts/settings/").url == "/accounts/settings/"


@pytest.mark.usefixtures("pat")
@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_signing_in_never_leads_elsewhere(elsewhere, client):
    assert sign_in(client, next=elsewhere).url == "/my/"


@pytest.mark.parametrize("email", ["pat@example.org", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(email, client, pat):
    page = sign_in(client, email=email, password="wrong words in a row").content.decode()

    assert "The email address or password is incorrect." in page


def test_a_closed_account_does_not_sign_in(client, pat):
    User.objects.filter(pk=pat.pk).update(is_active=False)

    sign_in(client)

    assert client.get("/accounts/settings/").status_code == 302


def test_a_sign_in_without_email_and_password_says_what_to_enter(client):
    page = sign_in(client, email="", password="").content.decode()

    assert "Enter your email address</a>" in page
    assert "Enter your password</a>" in page
    assert "Keep me signed in" in page


@pytest.mark.usefixtures("pat")
def test_guessing_is_stopped_after_five_attempts(client):
    for _ in range(5):
        sign_in(client, password="wrong words in a row")

    assert "Too many failed sign-in attempts" in sign_in(client).content.decode()


def test_signing_out(client, pat):
    client.force_login(pat)
    assert "Sign out" in client.get("/accounts/logout/").content.decode()
    client.post("/accounts/logout/")

    assert client.get("/accounts/settings/").status_code == 302


def test_a_forgotten_password_is_replaced_by_a_link_in_an_email(
    django_capture_on_commit_callbacks, client, pat, mailoutbox
):
    client.get("/accounts/password/reset/")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/password/reset/", {"email": "pat@example.org"})
    assert "Check your email" in client.get(answer.url).content.decode()
    (email,) = mailoutbox
    assert "District Consortium Registry, State of Ohio" in email.body
    link = re.search(r"http://localhost:8000(/\S+)", email.body)[1]

    page = client.get(link, follow=True)
    assert "Choose a new password" in page.content.decode()
    new = {"password1": "five other words in here", "password2": "five other words in here"}
    done = client.post(page.redirect_chain[-1][0], new, follow=True)
    assert "Your password has been changed" in done.content.decode()
    pat.refresh_from_db()
    assert pat.check_password("five other words in here")
    assert "This link does not work" in client.get(link, follow=True).content.decode()


def test_an_unknown_address_gets_no_email_and_the_page_gives_nothing_away(
    django_capture_on_commit_callbacks, client, pat, mailoutbox
):
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert mailoutbox == []
    with django_capture_on_commit_callbacks(execute=True):
        known = client.post("/accounts/password/reset/", {"email": "pat@example.org"})

    assert (unknown.status_code, unknown.url) == (known.status_code, known.url)
    assert "Check your email" in client.get(unknown.url).content.decode()


def test_an_invited_person_cannot_get_in_by_a_forgotten_password(client, mailoutbox):
    User.objects.create_user("ivy@example.org", "Ivy Lane", is_active=False)

    client.post("/accounts/password/reset/", {"email": "ivy@example.org"})

    assert "password/reset/key" not in "".join(email.body for email in mailoutbox)


@pytest.mark.usefixtures("pat")
def test_the_password_is_changed_with_the_old_one(client):
    sign_in(client)
    client.get("/accounts/password/change/")
    new = {"password1": "five other words in here", "password2": "five other words in here"}
    refused = client.post("/accounts/password/change/", {"oldpassword": "not the old one", **new})
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})

    assert "Your current password is incorrect." in refused.content.decode()
    assert User.objects.get().check_password("five other words in here")


def code_for(secret: str) -> str:
    """The current code, or the next one if the current one is about to expire before the page arrives."""
    if (left := 30 - time.time() % 30) < 8:
        time.sleep(left)
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


@pytest.mark.usefixtures("pat")
def test_an_authenticator_app_becomes_the_second_step(client):
    sign_in(client)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"<code>(\w+)</code>", page)[1]
    codes = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)}, follow=True).content.decode()
    recovery = re.findall(r"<code>(\w+)</code>", codes)
    assert len(recovery) == 10
    assert "10 recovery codes left" in client.get("/accounts/2fa/").content.decode()
    client.post("/accounts/logout/")

    step = sign_in(client, next="/accounts/settings/")
    assert step.url.startswith("/accounts/2fa/authenticate/")
    assert client.get("/accounts/settings/").status_code == 302
    assert "Enter your code" in client.get(step.url).content.decode()
    assert "Incorrect code." in client.post(step.url, {"code": "000000"}).content.decode()
    assert client.post(step.url, {"code": recovery[0]}).url == "/accounts/settings/"
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "9 of 10 codes are left" in client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert "Stop using the app" in client.get("/accounts/2fa/totp/deactivate/").content.decode()
    assert "stop working" in client.get("/accounts/2fa/recovery-codes/generate/").content.decode()


def test_changing_sign_in_settings_asks_for_the_password_again(client, pat):
    client.force_login(pat)

    asked = client.get("/accounts/2fa/webauthn/add/", follow=True)

    assert "Confirm it’s you" in asked.content.decode()
    confirmed = client.post(asked.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    assert "Add a key" in confirmed.content.decode()


@pytest.mark.parametrize(
    "path", ["/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/password/change/", "/accounts/login/"]
)
def test_pages_of_signing_in_are_ours_and_name_themselves(path, client, pat):
    if "login" not in path:
        client.force_login(pat)

    page = client.get(path).content.decode()

    assert (
        re.search(r"<h1>(.*?)</h1>", page)[1]
        == re.search(r"<title>(.*?) · District Consortium Registry</title>", page)[1]
    )


def test_people_who_repair_data_sign_in_where_everyone_does(client, pat):
    asked = client.get("/admin/", follow=True)
    assert asked.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2F"

    staff = User.objects.create_superuser("root@example.org", name="Root", password=PASSWORD)
    client.post("/admin/login/?next=/admin/", {"username": staff.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session

    client.force_login(pat)
    assert client.get("/admin/", follow=True).status_code == 403


# --- a person's own settings


def test_keyboard_shortcuts_are_switched_off_and_on(client, pat):
    client.force_login(pat)
    assert "checked" in client.get("/accounts/settings/").content.decode()

    answer = client.post("/accounts/settings/", {"name": "Patricia Doe"})

    pat.refresh_from_db()
    assert (pat.name, pat.has_shortcuts) == ("Patricia Doe", False)
    assert [str(message) for message in get_messages(answer.wsgi_request)] == ["Your settings have been saved."]
    client.post("/accounts/settings/", {"name": "Patricia Doe", "has_shortcuts": "on"})
    pat.refresh_from_db()
    assert pat.has_shortcuts


def test_a_name_is_required(client, pat):
    client.force_login(pat)

    page = client.post("/accounts/settings/", {"name": "  "}).content.decode()

    assert '<a class="usa-link" href="#id_name">Enter your name</a>' in page
    pat.refresh_from_db()
    assert pat.name == "Pat Doe"


def test_the_links_on_the_settings_page_lead_somewhere(client, pat):
    client.force_login(pat)
    page = client.get(reverse("account:my_settings")).content.decode()

    for link in re.findall(r'<li><a class="usa-link" href="(/accounts/[^"]+)">', page):
        assert client.get(link).status_code == 200


def test_a_page_of_a_signed_in_person_is_kept_by_no_proxy_and_no_browser(client, pat):
    client.force_login(pat)

    response = client.get("/my/")

    assert response["Cache-Control"] == "private, no-store"


def test_a_page_of_the_public_may_be_kept(client):
    assert "Cache-Control" not in client.get("/competitions/")
