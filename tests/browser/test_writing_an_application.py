"""A lead writes in a real browser: what is typed saves itself; two tabs, a lost line, missing scripts lose nothing."""

from playwright.sync_api import Page, expect

from grants.models import Answer
from tests.browser.axe import violations_on

FIRST = "1. What each member does and contributes"


def the_plan(open_as, world, **options) -> Page:
    page = open_as(world.lead, **options)
    page.goto(f"/applications/{world.draft.reference}/plan/")
    return page


def stored(world) -> str:
    return Answer.objects.get(application=world.draft, element=1).text


def test_what_is_typed_saves_itself_and_the_findings_follow(open_as, world):
    page = the_plan(open_as, world)
    second = page.get_by_role("textbox", name="2. How students benefit")
    expect(page.locator("#reading")).to_contain_text("Question 2, “How students benefit,” has no answer.")

    second.fill("Calculus for nine students.")

    expect(page.locator("#answer-2 [data-saved]")).to_contain_text("Saved")
    expect(page.locator("#count-2")).to_have_text("4 of 800 words")
    expect(page.locator("#reading")).not_to_contain_text("Question 2, “How students benefit,” has no answer.")
    assert Answer.objects.get(application=world.draft, element=2).text == "Calculus for nine students."


def test_of_two_tabs_the_second_sees_both_texts_and_chooses(open_as, world, watch):
    one, two = the_plan(open_as, world), the_plan(open_as, world)
    one.get_by_role("textbox", name=FIRST).fill("From the first tab")
    expect(one.locator("#answer-1 [data-saved]")).to_contain_text("Saved")

    two.get_by_role("textbox", name=FIRST).fill("From the second tab")

    expect(two.locator("#answer-1 [data-saved]")).to_contain_text("saved another answer")
    two.get_by_role("button", name="Compare the two answers to Question 1").click()
    expect(two.get_by_role("region", name="Saved answer")).to_contain_text("first")
    expect(two.get_by_role("region", name="Your answer")).to_contain_text("second")
    assert violations_on(two) == []
    assert stored(world) == "From the first tab"
    two.get_by_role("button", name="Keep my answer").click()
    expect(two.get_by_text("Your answer was saved.")).to_be_visible()
    expect(two.get_by_text("and it wasn’t saved")).to_be_hidden()
    assert stored(world) == "From the second tab"
    watch.complaints = [one for one in watch.complaints if not one.startswith("409")]  # the refusal itself


def test_a_lost_line_keeps_the_text_and_says_so(open_as, world):
    page = the_plan(open_as, world)
    page.context.set_offline(True)

    page.get_by_role("textbox", name=FIRST).fill("Written on a slow line")
    expect(page.locator("#answer-1 [data-saved]")).to_contain_text("Your answer is still here")

    page.context.set_offline(False)
    page.get_by_role("textbox", name=FIRST).blur()
    expect(page.locator("#answer-1 [data-saved]")).to_contain_text("Saved", timeout=15_000)
    assert stored(world) == "Written on a slow line"


def test_without_scripts_a_button_saves(open_as, world):
    page = the_plan(open_as, world, java_script_enabled=False, width=320)

    page.get_by_role("textbox", name=FIRST).fill("Without scripts")
    page.get_by_role("button", name="Save", exact=True).first.click()

    expect(page.get_by_text("Your answers were saved.")).to_be_visible()
    assert stored(world) == "Without scripts"


def test_with_the_keyboard_alone_the_application_is_submitted(open_as, world):
    page = open_as(world.lead)
    page.goto(f"/applications/{world.draft.reference}/submit/")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == f"Submit {world.draft.reference}":
            break

    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    assert world.draft.versions.count() == 1
