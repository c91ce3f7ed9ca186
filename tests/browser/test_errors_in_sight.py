"""After an error, the summary has the focus, without a script too, and leads to the field."""

import re

import pytest
import time_machine
from playwright.sync_api import expect

from tests.browser.axe import violations_on
from tests.grants.walking import WRITING, a_draft, a_plan


@pytest.fixture
def world(transactional_db):
    with time_machine.travel(WRITING, tick=True):
        world = a_draft()
        a_plan(world)
        yield world


@pytest.mark.parametrize("has_script", [True, False])
@pytest.mark.parametrize(
    ("path", "field", "value", "button", "problem"),
    [
        ("attachments/", "", "", "Attach file", "Choose a file."),
        ("plan/activities/new/", "", "", "Save activity", "Enter a name for the activity"),
        ("budget/new/", "Budget line", "", "Save", "Enter a description of the budget line."),
        ("budget/table/{lead}/", "Amount", "a lot", "Save", "Row 1"),
        ("budget/upload/", "", "", "Preview changes", "Choose"),
    ],
)
def test_the_summary_has_the_focus_and_leads_to_the_field(
    world, open_as, watch, has_script, path, field, value, button, problem
):
    page = open_as(world.lead, width=1024, java_script_enabled=has_script)
    root = f"/applications/{world.application.reference}/"
    page.goto(root + path.format(lead=world.participants[0].key))
    if value:
        page.get_by_label(re.compile(field)).first.fill(value)
    page.get_by_role("button", name=re.compile(button)).first.click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text(problem)
    watch.complaints = [line for line in watch.complaints if line[:3] not in ("409", "422")]  # the refused answer
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    target = page.locator(":target")
    expect(target).to_have_count(1)
    assert target.evaluate("one => one.matches('input, select, textarea, fieldset')")
    if has_script:
        assert violations_on(page) == []
