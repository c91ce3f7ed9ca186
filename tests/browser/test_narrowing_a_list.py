"""Lists with facets in a real browser: quick, by keyboard, said aloud, and the same without JavaScript."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations_on
from tests.factories import CountyFactory, DistrictFactory, RegionFactory, SchoolFactory


@pytest.fixture
def three_schools(world):
    county = CountyFactory(fips="39009", name="Athens County", region=RegionFactory(slug="southeast", name="Southeast"))
    district = DistrictFactory(name="Otter Run Local", leaid="3900001", county=county)
    for number, level in enumerate(["high", "high", "elementary"]):
        SchoolFactory(ncessch=f"39000010000{number}", name=f"Otter {number}", district=district, level=level)
    return world


def test_a_box_checked_with_the_keyboard_narrows_the_list_and_keeps_its_place(three_schools, open_as):
    page = open_as(None)
    page.goto("/schools/")
    page.locator("#facet-level > summary").focus()
    page.keyboard.press("Enter")
    high = page.get_by_role("checkbox", name="High 2")
    high.focus()
    page.keyboard.press("Space")
    page.wait_for_url("**/schools/?level=high")
    expect(page.locator("#list-said")).to_have_text("2 schools")

    assert page.locator(".list-count").text_content().startswith("2 schools")
    assert page.evaluate("document.activeElement.value") == "high"
    assert page.get_by_role("link", name="Level: High (remove this filter)").is_visible()
    assert page.locator("#facet-level").get_attribute("open") is not None
    assert violations_on(page) == []

    page.get_by_role("link", name="Level: High (remove this filter)").click()
    page.wait_for_url("**/schools/")
    expect(page.locator("#list-said")).not_to_have_text("2 schools")

    assert page.evaluate("document.activeElement.id") == "list-count"
    assert not page.get_by_role("checkbox", name="High 2").is_checked()


def test_going_back_brings_the_list_before(three_schools, open_as):
    page = open_as(None)
    page.goto("/schools/?q=otter")
    page.locator("#facet-level > summary").click()
    page.get_by_role("checkbox", name="Elementary 1").check()
    expect(page.locator("#list-said")).to_have_text("1 school")
    page.go_back()
    expect(page.locator(".list-count")).to_contain_text("3 schools")

    assert not page.locator("input[value=elementary]").is_checked()


def test_without_javascript_a_button_does_the_same(three_schools, open_as):
    page = open_as(None, java_script_enabled=False)
    page.goto("/schools/?q=otter")
    page.locator("#facet-level > summary").click()
    page.get_by_role("checkbox", name="High 2").check()
    page.get_by_role("button", name="Apply filters").click()

    assert "level=high" in page.url
    assert "q=otter" in page.url
    assert page.locator(".list-count").text_content().startswith("2 schools")


def test_at_320_pixels_the_filters_are_one_line_that_opens(three_schools, open_as):
    page = open_as(None, width=320)
    page.goto("/schools/")

    assert not page.get_by_text("Apply filters").is_visible()

    page.locator("#list-facets > summary").click()
    page.locator("#facet-level > summary").click()

    assert page.get_by_role("checkbox", name="High 2").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert violations_on(page) == []
