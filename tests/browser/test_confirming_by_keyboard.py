"""A superintendent edits, disputes, and confirms facts with the keyboard; errors are shown and accessible."""

from django.utils.html import strip_tags
from playwright.sync_api import Page, expect

from districts.models import District
from tests.browser.axe import violations_on


def press_on(page: Page, role: str, name: str) -> None:
    page.get_by_role(role, name=name, exact=True).focus()
    page.keyboard.press("Enter")


def test_own_facts_are_changed_and_a_wrong_one_is_answered_beside_what_was_typed(world, open_as):
    page = open_as(world.lead)
    page.goto(f"/districts/{world.district.leaid}/facts/")
    page.get_by_label("Phone").focus()
    page.keyboard.type("call me")
    press_on(page, "button", "Save details")

    expect(page.get_by_role("alert")).to_contain_text("area code")
    assert page.get_by_label("Phone").input_value() == "call me"
    assert violations_on(page) == []

    page.get_by_label("Phone").fill("614-555-0137")
    press_on(page, "button", "Save details")

    expect(page.get_by_text("Saved. Your changes are public now.")).to_be_visible()


def test_a_fact_is_disputed_and_withdrawn_without_javascript(world, open_as):
    page = open_as(world.lead, java_script_enabled=False)
    page.goto(f"/districts/{world.district.leaid}/facts/")
    press_on(page, "link", "Suggest a correction : Name")
    page.get_by_label("Correct value").fill("Lead Creek City School District")
    page.get_by_label("Evidence").fill("The board renamed it.")
    press_on(page, "button", "Send to the registrar")

    expect(page.get_by_text("Sent to the registrar.")).to_be_visible()

    press_on(page, "button", "Withdraw the report about Name")

    expect(page.get_by_text("Your report is withdrawn")).to_be_visible()


def test_the_yearly_confirmation_is_one_button_and_a_stale_page_says_what_changed(world, open_as):
    page = open_as(world.lead)
    page.goto(f"/districts/{world.district.leaid}/confirm/")
    District.objects.filter(pk=world.district.pk).update(zip_code="45701")
    press_on(page, "button", "Confirm this record is correct")

    changed = "ZIP code was not known when you opened this page and is now “45701”."
    expect(page.get_by_role("alert")).to_contain_text(changed)
    assert violations_on(page) == []

    press_on(page, "button", "Confirm this record is correct")

    expect(page.get_by_text("Confirmed. Thank you.")).to_be_visible()
    assert "by the superintendent" in strip_tags(page.content())
    assert violations_on(page) == []
