"""Every page for every kind of user: accessible, narrow, and without JavaScript."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.axe import violations_on
from tests.browser.pages import NO_PAGE, SHOWN, Shown, names_of_ours
from tests.browser.world import KINDS

# Set to a folder to keep a picture of every page, wide and narrow.
PICTURES = os.environ.get("BROWSER_PICTURES")


def _pages_for(kind: str) -> list[Shown]:
    return [shown for shown in SHOWN if kind in shown.who]


def _keep_picture(page: Page, shown: Shown, kind: str, width: int) -> None:
    if PICTURES:
        name = f"{shown.name.replace(':', '-')}{'-q' if shown.query else ''}.{kind}.{width}.png"
        page.screenshot(path=Path(PICTURES) / name, full_page=True)


def test_every_page_stands_in_the_table():
    assert names_of_ours() - {shown.name for shown in SHOWN} - NO_PAGE == set()


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_passes_axe_for(kind, world, open_as):
    page = open_as(world.people[kind])
    problems = []
    for shown in _pages_for(kind):
        page.goto(shown.address(world))
        assert page.locator("link[rel=stylesheet]").count() >= 2, "an unstyled page passes for nothing"
        problems += [f"{shown.address(world)}: {line}" for line in violations_on(page)]
        _keep_picture(page, shown, kind, 1280)

    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_scrolls_sideways_at_320_pixels_for(kind, world, open_as):
    page = open_as(world.people[kind], width=320)
    wide = []
    for shown in _pages_for(kind):
        page.goto(shown.address(world))
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide.append(f"{shown.address(world)}: {width} pixels")
        _keep_picture(page, shown, kind, 320)

    assert not wide, "\n".join(wide)


@pytest.mark.parametrize("kind", ["nobody", "grants-officer", "superintendent"])
def test_every_page_works_without_javascript_for(kind, world, open_as):
    page = open_as(world.people[kind], java_script_enabled=False)
    for shown in _pages_for(kind):
        page.goto(shown.address(world))

        assert page.locator("main h1").count() == 1, shown.address(world)


def test_a_search_and_signing_out_work_without_javascript(world, open_as):
    page = open_as(world.people["superintendent"], java_script_enabled=False)
    page.goto("/")
    page.get_by_label("Search a name, an id or a reference").fill("Otter Run")
    page.get_by_role("search").first.get_by_role("button", name="Search").click()

    assert page.get_by_role("link", name="Otter Run High School").is_visible()

    page.locator("summary").click()
    page.get_by_role("button", name="Sign out").click()

    assert page.get_by_role("link", name="Sign in").is_visible()
