"""What changes how a person signs in is in the audit log; refusals and files are in the server's log."""

import logging

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.core.cache import cache
from django.utils.html import strip_tags

from accounts.admin import ReadOnly
from accounts.models import Role, User
from audit.models import Entry
from tests.factories import StateRoleFactory

PASSWORD = "four words in a row"
NEW = {"password1": "five other words in here", "password2": "five other words in here"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def pat() -> User:
    return User.objects.create_user("pat@example.org", "Pat Doe", PASSWORD)


def events() -> list[str]:
    return list(Entry.objects.order_by("number").values_list("event", flat=True))


def test_a_new_password_and_signing_out_are_logged(client, pat):
    client.force_login(pat)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **NEW})
    client.post("/accounts/logout/")

    assert events() == ["security.password_changed", "security.signed_out"]
    assert "five other words" not in str(Entry.objects.values())


def test_a_wrong_code_is_logged_without_the_code(client, pat):
    TOTP.activate(pat, "JBSWY3DPEHPK3PXP")
    client.post("/accounts/login/", {"login": pat.email, "password": PASSWORD})
    client.post("/accounts/2fa/authenticate/", {"code": "918273"})

    assert events() == ["security.code_failed"]
    assert "918273" not in str(Entry.objects.values())


def test_removing_the_second_step_is_logged(client, pat):
    TOTP.activate(pat, "JBSWY3DPEHPK3PXP")
    client.force_login(pat)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/2fa/totp/deactivate/")

    assert not Authenticator.objects.exists()
    assert "security.totp_deactivated" in events()


def test_the_auditors_page_names_these_events(client):
    auditor = StateRoleFactory(role=Role.AUDITOR).user
    client.force_login(auditor)
    client.post("/accounts/logout/")
    client.force_login(auditor)

    page = " ".join(strip_tags(client.get("/audit/").content.decode()).split())
    assert f"{auditor.name} signed out" in page


def test_a_refusal_to_a_signed_in_person_is_in_the_servers_log(client, pat, caplog):
    client.force_login(pat)
    with caplog.at_level(logging.INFO, "portal.security"):
        client.get("/audit/")

    assert f"refused: GET /audit/ to person {pat.pk}" in caplog.text


def test_a_file_that_a_signed_in_person_takes_out_is_in_the_servers_log(client, pat, caplog):
    with caplog.at_level(logging.INFO, "portal.security"):
        client.get("/districts.csv")
        assert caplog.text == ""
        client.force_login(pat)
        client.get("/districts.csv")

    assert f"file: /districts.csv to person {pat.pk}" in caplog.text


def test_a_file_that_is_not_public_is_in_the_audit_log_and_a_public_one_is_not(client, pat):
    officer = StateRoleFactory(role=Role.GRANTS_OFFICER).user
    client.force_login(officer)
    client.get("/districts.csv")
    assert "file.taken" not in events()

    client.head("/reviews.csv")
    assert "file.taken" not in events()
    assert client.get("/reviews.csv").status_code == 200
    entry = Entry.objects.get(event="file.taken")
    assert (entry.subject, entry.detail) == (f"accounts.user:{officer.pk}", {"path": "/reviews.csv"})
    client.force_login(pat)
    assert client.get("/reviews.csv").status_code == 403
    assert Entry.objects.filter(event="file.taken").count() == 1


def test_the_repair_pages_show_no_secrets_and_write_nothing(client):
    assert {model._meta.label for model in admin.site._registry} == {
        "accounts.User",
        "accounts.StateRole",
        "accounts.Invitation",
    }
    assert all(isinstance(page, ReadOnly) for page in admin.site._registry.values())
    root = User.objects.create_superuser("root@example.org", name="Root", password=PASSWORD)
    client.force_login(root)

    for path in ("/admin/mfa/authenticator/", "/admin/account/emailaddress/", "/admin/auth/group/"):
        assert client.get(path).status_code == 404
    assert client.get("/admin/password_change/").url == "/accounts/password/change/"
    assert client.post(f"/admin/accounts/user/{root.pk}/change/", {"name": "Other"}).status_code == 403
