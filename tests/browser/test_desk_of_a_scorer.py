"""A scorer cites and scores with the pointer and the keyboard, at every width, and loses nothing that was typed."""

import pytest
from playwright.sync_api import Page, expect

from grants.models import Score, ScoreCitation
from tests.browser.axe import violations_on
from tests.grants.builders import an_application
from tests.grants.scoring import REASON, an_assignment


@pytest.fixture
def desk(transactional_db, open_as):
    """Opens the desk of an application with three members at a width, with the script running."""
    assignment = an_assignment(application=an_application(3))

    def opener(width: int, *, has_shortcuts: bool = False) -> Page:
        person = assignment.scorer.person
        person.has_shortcuts = has_shortcuts
        person.save()
        page = open_as(person, width=width)
        page.goto(f"/scoring/{assignment.application.reference}/")
        page.wait_for_selector("html.has-script", state="attached")
        if width == 320:
            page.locator("#n3 .fold-label").click()  # answers are folded on a phone
        return page

    return opener


@pytest.mark.parametrize("width", [1280, 1024, 320])
def test_a_paragraph_is_cited_without_leaving_it_and_what_was_typed_stays(desk, width):
    page = desk(width)
    page.locator("#reason-1").fill("Typed and not saved.")
    page.locator("#reason-2").fill("Typed in another card.")
    page.locator("#n3-p2 .para-cite").click()
    tray = page.locator("#tray")
    expect(tray).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations_on(page) == []

    tray.get_by_label("Cite for").select_option("1")
    tray.get_by_role("button", name="Add citation").click()

    expect(page.locator("#criterion-1 .grounds q")).to_have_count(1)
    expect(tray).to_be_hidden()
    expect(page.locator("#reason-1")).to_have_value("Typed and not saved.")
    expect(page.locator("#reason-2")).to_have_value("Typed in another card.")
    page.locator("#criterion-1 .grounds button").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#criterion-1 .grounds q")).to_have_count(1)
    expect(page.locator("#reason-1")).to_have_value("Typed and not saved.")
    assert ScoreCitation.objects.current().count() == 1


def test_a_criterion_is_cited_and_scored_by_keyboard(desk):
    page = desk(1280, has_shortcuts=True)
    for key in "jc2a":
        page.keyboard.press(key)
    expect(page.locator("#criterion-2 .grounds q")).to_have_count(1)

    page.keyboard.press("2")
    assert page.evaluate("document.activeElement.id") == "criterion-2"
    page.get_by_role("group", name="Your score for").nth(1).get_by_label("3").first.check()
    page.locator("#reason-2").fill("too short")
    save = page.locator("#criterion-2").get_by_role("button", name="Save score")
    save.press("Enter")
    expect(page.locator(".desk-note")).to_have_text("Saved.")
    expect(page.locator("#scored-count")).to_contain_text("0 of")
    page.locator("#reason-2").fill(REASON)
    page.locator("#criterion-2").get_by_label("High").check()
    save.press("Enter")

    expect(page.locator("#scored-count")).to_contain_text("1 of")
    assert Score.objects.get().reason == REASON
