"""Signing in by password, by the sample state's buttons, and in two steps; and a person's own settings."""

import os
import re
import subprocess
import sys
import time

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.core.checks import run_checks
from django.urls import reverse

from accounts.models import User
from tests.factories import UserFactory

PASSWORD = "four words in a row"
KINDS = [
    "administrator",
    "registrar",
    "grants-officer",
    "second-officer",
    "scorer",
    "board-member",
    "auditor",
    "superintendent",
    "treasurer",
    "principal",
]

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


# --- the sample state


@pytest.fixture
def sample() -> None:
    for kind in KINDS:
        UserFactory(sample_kind=kind, name=f"Sample {kind}")


@pytest.mark.usefixtures("sample")
def test_the_sample_state_has_one_form_with_a_button_for_each_kind_of_user(client):
    page = client.get("/accounts/login/").content.decode()

    (form,) = [form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if "/accounts/sample/" in form]
    assert sorted(re.findall(r'formaction="/accounts/sample/([\w-]+)/"', form)) == sorted(KINDS)


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("kind", KINDS)
def test_each_button_signs_in_its_person(kind, client):
    assert client.post(f"/accounts/sample/{kind}/").url == "/my/"
    assert int(client.session["_auth_user_id"]) == User.objects.get(sample_kind=kind).pk


@pytest.mark.usefixtures("sample")
def test_a_button_leads_back_to_the_page_that_asked_for_it_and_never_elsewhere(client):
    assert client.post("/accounts/sample/scorer/", {"next": "/accounts/settings/"}).url == "/accounts/settings/"
    assert client.post("/accounts/sample/scorer/?next=/audit/").url == "/audit/"
    assert client.post("/accounts/sample/scorer/", {"next": "//elsewhere.example/"}).url == "/my/"
    assert client.post("/accounts/sample/scorer/", {"next": "QrVtWXWS"}).url == "/my/"


@pytest.mark.usefixtures("sample")
def test_a_person_signed_in_as_one_kind_switches_to_another_with_the_same_buttons(client):
    client.post("/accounts/sample/scorer/")

    page = client.get("/accounts/login/?next=/accounts/settings/").content.decode()
    assert "You are signed in as Sample scorer" in page
    assert sorted(re.findall(r'formaction="/accounts/sample/([\w-]+)/"', page)) == sorted(KINDS)
    assert 'name="password"' not in page

    assert client.post("/accounts/sample/auditor/", {"next": "/accounts/settings/"}).url == "/accounts/settings/"
    assert int(client.session["_auth_user_id"]) == User.objects.get(sample_kind="auditor").pk


@pytest.mark.usefixtures("sample")
def test_outside_the_sample_state_the_sign_in_page_redirects_people_who_are_signed_in(client, pat, settings):
    settings.SAMPLE_SIGN_IN = False
    client.force_login(pat)

    assert client.get("/accounts/login/").url == "/my/"


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    "off", [{"SAMPLE_SIGN_IN": False}, {"PRODUCTION": True}, {"SAMPLE_SIGN_IN": True, "PRODUCTION": True}]
)
def test_without_the_sample_state_there_are_no_buttons_and_no_such_address(off, client, settings):
    for name, value in off.items():
        setattr(settings, name, value)

    assert "/accounts/sample/" not in client.get("/accounts/login/").content.decode()
    for kind in KINDS:
        assert client.post(f"/accounts/sample/{kind}/").status_code == 404
    assert client.get("/accounts/sample/auditor/").status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("kind", ["auditor", "nobody", "Administrator"])
def test_a_kind_without_a_sample_user_is_not_found(kind, client):
    UserFactory(sample_kind="administrator")
    UserFactory(sample_kind="auditor", is_active=False)

    assert client.post(f"/accounts/sample/{kind}/").status_code == 404


@pytest.mark.usefixtures("sample")
def test_a_real_person_is_never_behind_a_button(client):
    UserFactory(sample_kind="")

    assert client.post("/accounts/sample//").status_code == 404


def test_a_check_refuses_the_sample_sign_in_in_production(settings):
    settings.PRODUCTION, settings.SAMPLE_SIGN_IN = True, True
    assert [error.id for error in run_checks()] == ["accounts.E001"]

    settings.SAMPLE_SIGN_IN = False
    assert run_checks() == []


# Otherwise the first visitor of each process waits until it is.
ALL_IS_LOADED = "import sys, portal.wsgi; assert 'portal.review.urls' in sys.modules"


@pytest.mark.parametrize(("switch", "starts"), [("0", True), ("1", False)])
def test_the_server_itself_does_not_start_with_the_sample_sign_in_in_production(switch, starts):
    production = {
        "PORTAL_ENV": "production",
        "AUDIT_KEY": "signs-the-log-of-this-test",
        "SAMPLE_SIGN_IN": switch,
        "SECRET_KEY": "a-long-secret-of-a-test-that-opens-nothing-anywhere",
        "ALLOWED_HOSTS": "portal.example",
        "PORTAL_URL": "https://portal.example",
        "DATABASE_URL": "sqlite:////nowhere/portal.sqlite3",
        "EMAIL_URL": "consolemail://",
        "CONTACT_OFFICE": "Office of Rural Schools",
        "CONTACT_PHONE": "555-555-0142",
        "CONTACT_EMAIL": "schools@portal.example",
        "TRUSTED_PROXIES": "1",
    }

    start = subprocess.run(
        [sys.executable, "-c", ALL_IS_LOADED],
        env=os.environ | production,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (start.returncode == 0) is starts, start.stderr
    assert ("SAMPLE_SIGN_IN is switched on in production" in start.stderr) is not starts


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
