"""The sample state's buttons, which sign in its people without a password, and never in production."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.checks import run_checks

from accounts.models import User
from tests.factories import UserFactory

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
def test_outside_the_sample_state_the_sign_in_page_redirects_people_who_are_signed_in(client, settings):
    settings.SAMPLE_SIGN_IN = False
    client.force_login(UserFactory())

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
