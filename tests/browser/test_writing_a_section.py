"""One section a page in a real browser: it saves itself, is marked as ready, and works without a script or a mouse."""

import pytest
from playwright.sync_api import expect

from grants.models import Answer, ApplicationSection
from tests.browser.axe import violations_on

NAME = "3. Who decides, and how"


def the_section(open_as, world, **options):
    page = open_as(world.lead, **options)
    page.goto(f"/applications/{world.draft.reference}/sections/question-3/")
    return page


def stored(world):
    return Answer.objects.get(application=world.draft, element=3).text


def test_what_is_typed_saves_itself_and_what_stands_beside_it_follows(open_as, world):
    page = the_section(open_as, world)
    expect(page.locator("#reading")).to_contain_text("Not started")

    page.get_by_role("textbox", name=NAME).fill("One vote each.")

    expect(page.locator("#answer-3 [data-saved]")).to_contain_text("Saved")
    expect(page.locator("#reading")).to_contain_text("In progress")
    assert stored(world) == "One vote each."
    page.get_by_role("button", name="Save and mark as ready").click()
    expect(page.locator("#reading")).to_contain_text("Marked by")
    page.get_by_role("textbox", name=NAME).fill("Two votes each.")
    expect(page.locator("#reading")).to_contain_text("Changed since")
    page.get_by_role("button", name="Save and mark as ready").click()
    expect(page.locator("#reading")).to_contain_text("Marked by")
    page.get_by_role("button", name="Mark as not ready").click()
    expect(page.locator("#reading")).to_contain_text("In progress")


def test_what_is_not_saved_yet_is_saved_when_it_is_marked_as_ready(open_as, world):
    page = the_section(open_as, world, java_script_enabled=False, width=320)

    page.get_by_role("textbox", name=NAME).fill("Without scripts")
    page.get_by_role("button", name="Save and mark as ready").click()

    expect(page.get_by_text("“Question 3” is marked as ready.")).to_be_visible()
    assert stored(world) == "Without scripts"
    assert ApplicationSection.objects.get(application=world.draft).ready_by == world.lead


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", ["", "sections/question-3/", "activities/", "sections/partners/", "budget/"])
def test_the_pages_of_sections_suit_everyone_and_fit_a_phone(open_as, world, path, width):
    page = open_as(world.lead, width=width)
    page.goto(f"/applications/{world.draft.reference}/{path}")

    assert violations_on(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
