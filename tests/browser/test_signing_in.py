"""Ways of signing in that need a real browser, and the pages between their steps."""

import re

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts import actions
from accounts.models import Role, User
from tests.browser.axe import violations_on

PASSWORD = "four words in a row"


@pytest.fixture
def pat(transactional_db: None) -> User:
    return User.objects.create_user("pat@example.org", "Pat Doe", PASSWORD)


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.get_by_label("Email").fill("pat@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Sign in")


def confirm_identity(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("Confirm it’s you")
    assert violations_on(page) == []
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def test_a_passkey_is_added_and_signs_in_alone(pat, open_as):
    page = open_as()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page)
    page.goto("/accounts/2fa/webauthn/add/")
    confirm_identity(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a key")
    assert violations_on(page) == []
    page.get_by_role("textbox", name="Name (optional)").fill("My phone")
    page.locator("label", has_text="Sign in with this key and no password").click()
    page.get_by_role("button", name="Add key").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Add a key")
    page.goto("/accounts/2fa/webauthn/")
    expect(page.get_by_role("rowheader", name="My phone")).to_be_visible()
    assert violations_on(page) == []

    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/accounts/settings/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("My settings")


def test_an_authenticator_app_is_set_up_and_asked_for(pat, open_as):
    page = open_as()
    sign_in(page)
    page.goto("/accounts/2fa/totp/activate/")
    confirm_identity(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up an authenticator app")
    assert violations_on(page) == []
    secret = page.locator("main code").inner_text()
    counter = next(iter(yield_hotp_counters_from_time()))
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(format_hotp_value(hotp_value(secret, counter)))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    assert violations_on(page) == []
    code = page.locator("main code").first.inner_text()

    page.context.clear_cookies()
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Enter your code")
    assert violations_on(page) == []
    page.get_by_label("Code", exact=True).fill(code)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/accounts/settings/")

    expect(page.get_by_role("heading", level=1)).to_have_text("My settings")


def test_an_invitation_is_accepted(transactional_db, open_as):
    _, link = actions.invite_administrator(email="ivy@example.org", name="Ivy Lane", at=timezone.now())
    page = open_as()
    page.goto(link.replace("http://localhost:8000", ""))
    assert violations_on(page) == []
    page.get_by_label("New password").fill("short")
    page.get_by_role("button", name="Open my account").click()
    page.get_by_role("link", name="This password is too short").click()
    expect(page.get_by_label("New password")).to_be_focused()
    assert violations_on(page) == []
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_label("Confirm password").fill(PASSWORD)
    page.get_by_role("button", name="Open my account").click()
    page.goto("/accounts/people/")

    expect(page.get_by_role("link", name="Ivy Lane")).to_be_visible()


def test_a_role_is_ended(world, open_as):
    scorer, administrator = world.scorer, world.administrator
    page = open_as(administrator)
    page.goto(f"/accounts/people/{scorer.pk}/")
    page.get_by_role("link", name="End Scorer").click()
    assert violations_on(page) == []
    page.get_by_role("button", name="Save end date").click()

    expect(page.get_by_role("status")).to_have_text(re.compile("The role’s end date has been saved."))
    assert scorer.state_roles.get(role=Role.SCORER).ends_on == timezone.localdate()


def test_a_button_of_the_sample_state_signs_in_without_javascript(transactional_db, open_as):
    User.objects.create_user("sam@example.org", "Sam Sample", sample_kind="scorer")
    page = open_as(java_script_enabled=False)
    page.goto("/accounts/login/?next=/accounts/settings/")
    page.get_by_role("button", name="Scorer").click()

    expect(page.locator("main")).to_contain_text("sam@example.org")
