"""The desk on a phone: from an element's mark to its text and back in two touches, without a script too."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations_on
from tests.browser.test_citing_with_the_pointer import is_in_sight
from tests.grants.builders import an_application, an_officer


@pytest.fixture
def address(transactional_db):
    """The desk of an application with three members."""
    return f"/reviews/{an_application(3).reference}/"


@pytest.mark.parametrize("has_script", [True, False])
def test_an_officer_goes_from_a_mark_to_its_text_and_back(address, open_as, has_script):
    page = open_as(an_officer(), width=320, java_script_enabled=has_script)
    page.goto(address)
    text = page.locator("#n3-p1 .para-text")
    expect(text).to_be_hidden()

    page.locator("#element-3 h3 a").click()
    expect(text).to_be_visible()
    assert is_in_sight(page.locator("#n3 h3"))
    assert is_in_sight(text)

    page.get_by_role("link", name="Go to the mark for element 3").click()
    assert is_in_sight(page.locator("#element-3 .element-head"))
    expect(text).to_be_hidden()


def test_an_answer_opens_with_its_label_and_says_how_long_it_is(address, open_as):
    page = open_as(an_officer(), width=320)
    page.goto(address)
    assert page.locator("#narrative").bounding_box()["height"] < 1_600
    label = page.locator("#n3 .fold-label")
    expect(label).to_contain_text("2 paragraphs")

    label.click()
    expect(page.locator("#n3-p1 .para-text")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert violations_on(page) == []
    label.click()
    expect(page.locator("#n3-p1 .para-text")).to_be_hidden()


def test_keys_open_the_answer_they_go_to(address, open_as):
    page = open_as(an_officer(), width=320)
    page.goto(address)
    page.wait_for_selector("html.has-script", state="attached")
    page.keyboard.press("j")
    expect(page.locator("#n1-p1 .para-text")).to_be_visible()


@pytest.mark.parametrize("width", [1280, 1024])
def test_on_a_wider_screen_no_answer_is_folded(address, open_as, width):
    page = open_as(an_officer(), width=width)
    page.goto(address)
    expect(page.locator("#n3-p1 .para-text")).to_be_visible()
    expect(page.locator("#n3 .fold-label")).to_be_hidden()
