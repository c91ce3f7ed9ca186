"""Citing and marking with the mouse or a finger: the tray is where the officer looks, at every width."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import violations_on
from tests.grants.builders import a_case, an_application, an_officer

WIDTHS = [1440, 1280, 1024, 768, 320]


@pytest.fixture
def desk(transactional_db, open_as):
    """Opens the desk of an application with three members at a width, with the script running."""
    application, officer = an_application(3, signatures=a_case(3)["signatures"][:2]), an_officer("Ada Winters")

    def opener(width: int) -> Page:
        page = open_as(officer, width=width)
        page.goto(f"/reviews/{application.reference}/")
        page.wait_for_selector("html.has-script", state="attached")
        if width == 320:
            page.locator("#n3 .fold-label").click()  # answers are folded on a phone
        return page

    return opener


def is_in_sight(target: Locator) -> bool:
    """Whether the whole of it is on the screen."""
    box, screen = target.bounding_box(), target.page.viewport_size
    return bool(box and screen and box["y"] >= 0 and box["y"] + box["height"] <= screen["height"])


def overlap(one: Locator, other: Locator) -> bool:
    a, b = one.bounding_box(), other.bounding_box()
    assert a
    assert b
    return (
        a["x"] < b["x"] + b["width"] and b["x"] < a["x"] + a["width"]
        and a["y"] < b["y"] + b["height"] and b["y"] < a["y"] + a["height"]
    )  # fmt: skip


@pytest.mark.parametrize("width", WIDTHS)
def test_a_paragraph_is_cited_and_marked_without_scrolling_to_the_tray(desk, width):
    page = desk(width)
    page.locator("#n3-p2 .para-cite").click()

    tray = page.locator("#tray")
    expect(tray).to_be_visible()
    assert is_in_sight(tray)
    assert is_in_sight(page.locator("#n3-p2"))
    assert not overlap(tray, page.locator("#n3-p2"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert tray.evaluate("tray => tray.scrollWidth <= tray.clientWidth")
    assert violations_on(page) == []

    tray.get_by_role("button", name=re.compile("^Explained")).click()

    expect(page.locator("#element-3 .element-word")).to_have_text(re.compile("Explained"))
    expect(tray).to_be_hidden()
    assert is_in_sight(page.locator("#n3-p2"))


@pytest.mark.parametrize("width", WIDTHS)
def test_a_cell_of_the_members_table_is_cited_in_sight(desk, width):
    page = desk(width)
    if width == 320:
        page.get_by_text("Members table", exact=True).click()  # folded on a phone
    cell = page.locator(".matrix a.cell").last
    cell.click()

    assert is_in_sight(page.locator("#tray"))
    assert not overlap(cell, page.locator("#tray"))


# What the box of the message touches, apart from what it is a part of.
COVERED = """message => {
    const over = message.getBoundingClientRect();
    const texts = document.querySelectorAll("p, h1, h2, h3, li, dt, dd, td, th, q, label, summary, a, button");
    return [...texts].filter((text) => !text.contains(message) && !message.contains(text) && text.checkVisibility())
        .filter((text) => [...text.getClientRects()].some((box) => box.width > 1 && box.left < over.right - 1
            && over.left < box.right - 1 && box.top < over.bottom - 1 && over.top < box.bottom - 1))
        .map((text) => text.outerHTML.slice(0, 80));
}"""


def covered_by(message: Locator) -> list[str]:
    """The texts that the message covers; it is in sight as a whole."""
    expect(message).to_be_visible()
    assert is_in_sight(message)
    covered: list[str] = message.evaluate(COVERED)
    return covered


@pytest.mark.parametrize("width", WIDTHS)
def test_the_message_about_a_saved_mark_covers_no_text(desk, width):
    page = desk(width)
    message = page.locator(".desk-note")
    page.locator("#n3-p2 .para-cite").click()
    page.locator("#tray").get_by_role("button", name=re.compile("^Explained")).click()
    expect(message).to_have_text("Element 3: ● Explained. Saved.")
    assert covered_by(message) == []
    assert is_in_sight(page.locator("#n3-p2 .para-text"))

    page.locator("#element-3").get_by_role("button", name="remove").click()
    expect(message).to_contain_text("Citation removed.")
    assert covered_by(message) == []
    message.get_by_role("button", name="Undo").click()
    expect(message).to_have_text("Restored.")

    if width == 320:
        page.get_by_text("Members table", exact=True).click()  # folded on a phone
    page.locator(".matrix a.cell").last.click()
    page.locator("#tray").get_by_role("button", name=re.compile("^Not explained")).click()
    expect(message).to_contain_text("Not explained. Saved.")
    assert covered_by(message) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations_on(page) == []


def test_a_mark_that_is_not_saved_says_so_in_the_tray(desk, watch):
    page = desk(320)
    page.locator("#n3-p2 .para-cite").click()
    page.route("**/marks/", lambda route: route.abort())
    page.locator("#tray").get_by_role("button", name=re.compile("^Explained")).click()

    message = page.locator("#tray .desk-note")
    expect(message).to_contain_text("Not saved")
    assert is_in_sight(message)
    assert not overlap(page.locator("#tray"), page.locator("#n3-p2"))
    watch.complaints.clear()


def test_words_of_a_finding_are_selected_and_cited_and_a_flag_leads_to_it_and_back(transactional_db, open_as):
    narrative = a_case(3)["narrative"]
    narrative[4]["text"] = "Here our ten member districts share coaches."
    application = an_application(3, narrative=narrative)
    page = open_as(an_officer("Ada Winters"), width=1280)
    page.goto(f"/reviews/{application.reference}/")
    words = page.locator("#n5-p1 mark.found")
    words.scroll_into_view_if_needed()
    box = words.bounding_box()
    assert box

    page.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    page.locator("#n5-p1 .para-cite").click()
    expect(page.locator("#tray-quote")).to_have_text("ten member districts")
    page.locator("#tray").get_by_role("button", name=re.compile("^Explained")).click()
    expect(page.locator("#n5-p1 mark.cited")).to_have_text("ten member districts")

    page.locator("#n5-p1 a.to-finding").click()
    assert "#finding" in page.url
    assert is_in_sight(page.locator(".finding:target .finding-said"))
    page.locator(".finding:target .places a").first.click()
    assert is_in_sight(page.locator(".to-finding:target"))


@pytest.mark.parametrize("width", [1024, 320])
def test_all_of_the_text_can_be_read_above_the_open_tray(desk, width):
    page = desk(width)
    page.locator("#n3-p2 .para-cite").click()
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")

    footer, tray = page.locator("footer").bounding_box(), page.locator("#tray").bounding_box()
    assert tray
    assert footer
    assert footer["y"] + footer["height"] <= tray["y"] + 1
