"""Every page for every kind of visitor: accessible and narrow. What works without JavaScript is tested without it."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations_on
from tests.browser.pages import Shown, pages_of_another_form
from tests.world import VISITORS

# Set to a folder to keep a picture of every page, wide and narrow.
PICTURES = os.environ.get("BROWSER_PICTURES")


def _keep_picture(page: Page, shown: Shown, visitor: str, width: int) -> None:
    if PICTURES:
        name = f"{shown.name}{'-question' if '?' in shown.address else ''}-{shown.status}".replace(":", "-")
        page.screenshot(path=Path(PICTURES) / f"{name}.{visitor}.{width}.png", full_page=True)


@dataclass
class Walk:
    """What is wrong on the pages of one visitor: what axe objects to, and which are wider than 320 pixels."""

    problems: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def walks() -> dict[str, Walk]:
    """The walks that ended, by visitor."""
    return {}


@pytest.fixture(scope="session")
def seen() -> set[tuple[str, str]]:
    """The forms of the pages that were walked."""
    return set()


@pytest.fixture
def walk(
    visitor: str,
    walks: dict[str, Walk],
    seen: set[tuple[str, str]],
    world: SimpleNamespace,
    open_as: Callable[..., Page],
) -> Walk:
    """The walk of this visitor, made for the first test that asks: to fetch every page again takes as long as axe."""
    if visitor not in walks:
        walks[visitor] = _walk(visitor, world, open_as, seen)
    return walks[visitor]


def _walk(visitor: str, world: SimpleNamespace, open_as: Callable[..., Page], seen: set[tuple[str, str]]) -> Walk:
    """Every page as it opens at 1280 pixels, then narrowed: filters that a narrow screen closes are measured open."""
    page = open_as(getattr(world, visitor))
    walk = Walk()
    for shown in pages_of_another_form(visitor, world, seen):
        page.set_viewport_size({"width": 1280, "height": 800})
        answer = page.goto(shown.address)
        assert answer
        assert answer.status == shown.status, shown.address
        # The rules of color and size say nothing about a page whose styles did not arrive.
        assert page.evaluate("getComputedStyle(document.body).display") == "flex", shown.address
        walk.problems += [f"{shown.address}: {line}" for line in violations_on(page)]
        _keep_picture(page, shown, visitor, 1280)

        page.set_viewport_size({"width": 320, "height": 800})
        width = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
        assert width[0] == 320
        if width[1] > 320:
            walk.wide.append(f"{shown.address}: {width[1]} pixels")
        _keep_picture(page, shown, visitor, 320)
    return walk


# The scope puts the two tests of a visitor side by side, so that one worker runs both.
@pytest.mark.parametrize("visitor", VISITORS, scope="module")
def test_every_page_passes_axe_for(visitor, walk):
    assert not walk.problems, "\n".join(walk.problems)


@pytest.mark.parametrize("visitor", VISITORS, scope="module")
def test_no_page_scrolls_sideways_at_320_pixels_for(visitor, walk):
    assert not walk.wide, "\n".join(walk.wide)


def test_searching_and_signing_out_work_without_javascript(world, open_as):
    page = open_as(world.lead, java_script_enabled=False)
    page.goto("/my/")
    page.get_by_label("Search by name, place, ID, or application number").fill("Lead Creek")
    page.get_by_role("search").first.get_by_role("button", name="Search").click()

    assert page.get_by_role("link", name="Lead Creek High School").is_visible()

    page.get_by_role("button", name="Sign out").click()

    assert page.get_by_role("link", name="Sign in").is_visible()


def test_the_first_tab_stop_skips_to_the_content(world, open_as):
    page = open_as(None)
    page.goto("/")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"

    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main-content"


def test_the_users_menu_opens_and_closes_with_the_keyboard(world, open_as):
    page = open_as(world.officer)
    page.goto("/my/")
    page.locator("summary").focus()
    page.keyboard.press("Enter")

    assert page.get_by_role("link", name="Settings and security").is_visible()

    page.keyboard.press("Enter")

    assert not page.get_by_role("link", name="Settings and security").is_visible()


@pytest.mark.parametrize("width", [1280, 1024, 320])
def test_signing_out_is_on_the_screen_at_every_width(width, world, open_as):
    page = open_as(world.officer, width=width)
    page.goto("/my/")

    assert page.get_by_role("button", name="Sign out").is_visible()


def test_an_open_menu_of_a_phone_is_accessible(world, open_as):
    page = open_as(world.officer, width=320)
    page.goto("/reviews/")
    page.get_by_role("checkbox", name="Menu").check()
    page.get_by_text("Search and filters").click()

    assert violations_on(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_on_a_phone_the_header_is_low_and_its_menu_opens_without_javascript(world, open_as):
    page = open_as(world.officer, width=320, java_script_enabled=False)
    page.goto("/reviews/")
    header = page.locator(".site-header").bounding_box()
    assert header
    assert header["height"] <= 180
    assert not page.get_by_role("link", name="Regions").is_visible()

    page.get_by_role("checkbox", name="Menu").focus()
    page.keyboard.press("Space")
    assert page.get_by_role("link", name="Regions").is_visible()
    assert page.get_by_role("searchbox").first.is_visible()

    page.get_by_text("Search and filters").click()
    assert page.get_by_label("Assigned to").is_visible()


def test_a_wrong_form_says_so_and_its_summary_leads_to_the_field(world, open_as):
    page = open_as(world.administrator)
    page.goto("/accounts/people/invite/")
    page.get_by_role("button", name="Send invitation").click()

    assert page.get_by_role("alert").is_visible()
    assert violations_on(page) == []

    page.get_by_role("alert").get_by_role("link", name="Enter the person’s name").click()

    assert page.evaluate("document.activeElement.name") == "name"
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
