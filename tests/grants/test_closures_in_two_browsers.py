"""One registrar in two browsers, and closures that do not exist."""

import datetime

import pytest
import time_machine
from django.test import Client

from accounts.models import Role
from consortia.models import Closure
from consortia.states import ConsortiumStatus
from tests.factories import ConsortiumFactory, DistrictFactory, MembershipFactory, StateRoleFactory, UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
ENTRIES = {"on": "2026-07-01", "reason": "The council voted for it in May."}


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def browser(client):
    client.force_login(StateRoleFactory(role=Role.REGISTRAR).user)
    return client


def preview(browser, address):
    page = browser.post(address, ENTRIES)
    return {**ENTRIES, "record": "", "preview_digest": page.context["preview_digest"]}


def test_a_button_pressed_in_two_browsers_ends_it_once(browser):
    consortium = MembershipFactory().consortium
    address = f"/consortia/{consortium.slug}/dissolve/"
    previewed = preview(browser, address)

    assert browser.post(address, previewed).status_code == 302
    second = browser.post(address, previewed)

    assert second.status_code == 200
    assert "can’t be closed" in second.content.decode()
    assert Closure.objects.count() == 1


def test_a_stale_preview_is_shown_again_and_writes_nothing(browser):
    consortium = MembershipFactory().consortium
    address = f"/consortia/{consortium.slug}/dissolve/"
    previewed = preview(browser, address)
    MembershipFactory(consortium=consortium, district=DistrictFactory(name="Came In Between"))

    page = browser.post(address, previewed)

    assert "Nothing has been recorded" in page.content.decode()
    assert "Came In Between" in page.content.decode()
    consortium.refresh_from_db()
    assert consortium.status == ConsortiumStatus.REGISTERED


def test_without_a_preview_nothing_is_recorded(browser):
    consortium = ConsortiumFactory()
    for preview_digest in ("", "0" * 64, "x" * 10_000):
        browser.post(
            f"/consortia/{consortium.slug}/dissolve/", {**ENTRIES, "record": "", "preview_digest": preview_digest}
        )

    assert not Closure.objects.exists()


def test_undone_twice_is_undone_once(browser):
    consortium = MembershipFactory().consortium
    address = f"/consortia/{consortium.slug}/dissolve/"
    browser.post(address, preview(browser, address))
    closure = Closure.objects.get()

    for _ in range(2):
        assert browser.post(f"/endings/{closure.pk}/take-back/").status_code == 302
    consortium.refresh_from_db()
    assert consortium.status == ConsortiumStatus.REGISTERED


def test_only_registrars_record_and_undo(browser):
    consortium = MembershipFactory().consortium
    address = f"/consortia/{consortium.slug}/dissolve/"
    browser.post(address, preview(browser, address))
    closure, stranger = Closure.objects.get(), Client()
    for user in (None, UserFactory()):
        if user:
            stranger.force_login(user)
        for path in (address, f"/endings/{closure.pk}/take-back/"):
            assert stranger.post(path, ENTRIES).status_code in {302, 403}
        assert stranger.get(f"/endings/{closure.pk}/").status_code in {302, 403}
    closure.refresh_from_db()
    assert closure.taken_back_at is None


def test_a_name_with_tags_is_text_in_the_preview_and_in_the_message(browser):
    consortium = ConsortiumFactory(name="<img src=x onerror=alert(1)>")
    MembershipFactory(consortium=consortium, district=DistrictFactory(name="<b>Bold</b> Local"))
    address = f"/consortia/{consortium.slug}/dissolve/"

    page = browser.post(address, ENTRIES).content.decode()
    done = browser.post(address, preview(browser, address), follow=True).content.decode()

    for text in (page, done):
        assert "<img src=x" not in text
        assert "<b>Bold" not in text
        assert "&lt;b&gt;Bold" in text
