"""The map of a state without a mouse, without a script, and on a narrow screen."""

from playwright.sync_api import Page, expect

from tests.browser.axe import violations_on

HREF = "document.activeElement.getAttribute('href')"


def test_the_map_is_walked_in_the_order_of_the_list_and_leads_to_its_region(world, open_as):
    page = open_as(None)
    page.goto("/regions/?state=OH")
    in_list = page.locator(".area-table tbody a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    page.locator(".map-skip").focus()
    walked = []
    for _ in range(page.locator(".map-link").count()):
        page.keyboard.press("Tab")
        walked.append(page.evaluate(HREF))

    assert walked == [address for address in in_list if address in walked]
    assert f"/regions/{world.region.slug}/" in walked

    page.locator(f".map-link[href='/regions/{world.region.slug}/']").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_contain_text("Creek Region")


def test_the_focused_area_looks_different(world, open_as):
    page = open_as(None)
    page.goto("/regions/?state=OH")
    link = page.locator(".map-link").first
    color = "link => getComputedStyle(link.querySelector('.map-area')).fill"
    before = link.evaluate(color)
    page.locator(".map-skip").focus()
    page.keyboard.press("Tab")

    assert link.evaluate(color) != before


def test_the_focused_area_says_its_name_and_counties_below_the_map(world, open_as):
    page = open_as(None, java_script_enabled=False)
    page.goto("/regions/?state=OH")
    link = page.locator(f".map-link[href='/regions/{world.region.slug}/']")
    hint = link.locator(".map-hint").first

    expect(hint).to_be_hidden()

    page.locator(".map-skip").focus()
    page.keyboard.press("Tab")
    while page.evaluate(HREF) != f"/regions/{world.region.slug}/":
        page.keyboard.press("Tab")

    expect(hint).to_be_visible()
    expect(hint).to_contain_text("1. Creek")  # the map of a single county is narrow, and so is the line
    expect(page.locator(".map-prompt")).to_be_hidden()


def test_the_map_can_be_skipped(world, open_as):
    page = open_as(None)
    page.goto("/regions/?state=OH")
    page.locator(".map-skip").focus()

    assert page.locator(".map-skip").bounding_box()["x"] >= 0

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert not page.evaluate("document.activeElement.matches('.map-link')")


def test_every_area_says_what_it_leads_to(world, open_as):
    page = open_as(None, java_script_enabled=False)
    page.goto("/regions/?state=OH")
    group = page.get_by_role("group", name="Map of Ohio")

    assert group.get_by_role("link").count() == page.locator(".map-link").count() > 0
    expect(group.get_by_role("link", name="Creek Region: 1 district")).to_have_count(1)


def test_on_a_narrow_screen_the_list_comes_before_the_map(world, open_as):
    page = open_as(None, width=320)
    page.goto("/regions/?state=OH")

    assert _top(page, ".area-table") < _top(page, ".state-map")
    assert violations_on(page) == []


def test_a_parent_downloads_the_member_schools_of_a_region(world, open_as):
    page = open_as(None)
    page.goto("/regions/?state=OH")
    page.locator(f".map-link[href='/regions/{world.region.slug}/']").click()
    with page.expect_download() as started:
        page.get_by_role("link", name="Download the member school").click()

    assert "Lead Creek High School" in started.value.path().read_text(encoding="utf-8")


def _top(page: Page, selector: str) -> float:
    box = page.locator(selector).bounding_box()
    assert box is not None
    return box["y"]
