"""The pages of an application on a phone: the current one is named, the others are a key or a touch away."""

import pytest
import time_machine
from playwright.sync_api import expect

from tests.browser.axe import violations_on
from tests.grants.walking import WRITING, a_draft

SECTIONS = [
    "Overview", "Members", "Narrative", "Activities", "Budget", "Partners", "Attachments", "Signatures", "Findings",
    "Check and submit",
]  # fmt: skip


@pytest.fixture
def world(transactional_db):
    with time_machine.travel(WRITING, tick=True):
        yield a_draft()


@pytest.mark.parametrize("has_script", [True, False])
def test_on_a_phone_the_current_section_is_named_and_space_shows_the_others(world, open_as, has_script):
    page = open_as(world.lead, width=320, java_script_enabled=has_script)
    page.goto(f"/applications/{world.application.reference}/budget/")
    tabs = page.get_by_role("navigation", name="This application")
    assert tabs.get_by_role("link").all_inner_texts() == ["Budget"]
    assert tabs.bounding_box()["height"] < 60

    box = tabs.get_by_role("checkbox", name="All sections")
    box.focus()
    page.keyboard.press("Space")
    assert tabs.get_by_role("link").all_inner_texts() == SECTIONS
    expect(tabs.locator("[aria-current=page]")).to_have_text("Budget")
    if has_script:
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        assert violations_on(page) == []

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Members")


@pytest.mark.parametrize("width", [1280, 1024])
def test_on_a_wider_screen_all_sections_show(world, open_as, width):
    page = open_as(world.lead, width=width)
    page.goto(f"/applications/{world.application.reference}/")

    tabs = page.get_by_role("navigation", name="This application")
    assert tabs.get_by_role("link").all_inner_texts() == SECTIONS
    expect(tabs.get_by_role("checkbox")).to_be_hidden()
