"""Two people in one field, one of them without a connection: each sees the other's text, and nothing is lost."""

import pytest
from playwright.sync_api import expect

from grants.actions.sections import assign_section
from grants.actions.writing import save_answer
from grants.models import Answer
from tests.browser.axe import violations_on
from tests.world import NOON

NAME = "3. Who decides, and how"
PATH = "sections/question-3/"
SAVES = "**/plan/answers/**"
KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('draft ')).length"


@pytest.fixture
def member(world):
    """The person of a member that was asked to write question 3 beside the lead."""
    owner = next(row for row in world.draft.participants.all() if row.district_id == world.member_district.pk)
    assign_section(application=world.draft, key="question-3", member=owner.key, by=world.lead, at=NOON)
    return world.member


def the_section(open_as, world, person, path=PATH, **options):
    page = open_as(person, **options)
    page.goto(f"/applications/{world.draft.reference}/{path}")
    return page


def box(page):
    return page.get_by_role("textbox", name=NAME)


def state_of(page):
    return page.locator("#answer-3 [data-saved]")


def stored(world):
    return Answer.objects.get(application=world.draft, element=3).text


def refusals_aside(watch):
    watch.complaints = [one for one in watch.complaints if not one.startswith(("409", "403"))]


def test_one_writes_while_the_other_is_offline_and_both_texts_survive(open_as, world, member, watch):
    lead, other = the_section(open_as, world, world.lead), the_section(open_as, world, member, width=320)
    other.context.set_offline(True)
    box(other).fill("Each member has one vote.\n\nTies go to the chair.")
    expect(state_of(other)).to_contain_text("no connection")
    box(lead).fill("Each member has two votes.")
    expect(state_of(lead)).to_contain_text("Saved")

    other.context.set_offline(False)

    expect(state_of(other)).to_contain_text("saved another answer", timeout=15_000)
    assert stored(world) == "Each member has two votes."
    other.get_by_role("button", name="Compare the two answers").click()
    expect(other.get_by_role("region", name="Saved answer")).to_contain_text("two votes.")
    expect(other.get_by_role("region", name="Your answer")).to_contain_text("Ties go to the chair.")
    assert violations_on(other) == []
    assert other.evaluate("document.documentElement.scrollWidth") <= 320
    combined = other.get_by_role("textbox", name="Combined answer")
    combined.fill("Each member has two votes.\n\nTies go to the chair.")
    other.get_by_role("button", name="Save the combined answer").click()
    expect(other.get_by_text("Your answer was saved.")).to_be_visible()
    assert stored(world) == "Each member has two votes.\n\nTies go to the chair."
    refusals_aside(watch)


def test_what_a_closed_laptop_kept_is_offered_again_and_used(open_as, world):
    page = the_section(open_as, world, world.lead)
    page.route(SAVES, lambda route: route.abort())
    box(page).fill("Written on the bus.")
    expect(state_of(page)).to_contain_text("no connection")
    page.close(run_before_unload=False)

    again = page.context.new_page()
    again.goto(f"/applications/{world.draft.reference}/{PATH}")
    offer = again.locator("[data-offer]")
    expect(offer).to_contain_text("You wrote this answer on")
    expect(offer).to_contain_text("Written on the bus.")
    assert violations_on(again) == []
    assert stored(world) == ""
    again.get_by_role("button", name="Use this answer").click()

    expect(state_of(again)).to_contain_text("Saved")
    assert stored(world) == "Written on the bus."
    again.reload()
    expect(again.locator("[data-offer]")).to_be_hidden()


def test_what_was_kept_meets_what_someone_else_saved_meanwhile(open_as, world, watch):
    page = the_section(open_as, world, world.lead)
    page.route(SAVES, lambda route: route.abort())
    box(page).fill("Written on the bus.")
    expect(state_of(page)).to_contain_text("no connection")
    page.close(run_before_unload=False)
    answer = Answer.objects.get(application=world.draft, element=3)
    save_answer(answer=answer, text="Written at the desk.", by=world.lead, at=NOON)

    again = page.context.new_page()
    again.goto(f"/applications/{world.draft.reference}/{PATH}")
    again.get_by_role("button", name="Use this answer").click()

    expect(again.get_by_role("region", name="Saved answer")).to_contain_text("at the desk.")
    expect(again.get_by_role("region", name="Your answer")).to_contain_text("on the bus.")
    assert stored(world) == "Written at the desk."
    again.get_by_role("link", name="Keep the saved answer").click()
    expect(box(again)).to_have_value("Written at the desk.")
    expect(again.locator("[data-offer]")).to_be_hidden()
    refusals_aside(watch)


def test_an_expired_session_keeps_the_text_for_the_same_person_alone(open_as, world, member, watch):
    page = the_section(open_as, world, world.lead)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    box(page).fill("Typed after the session ended.")
    expect(state_of(page)).to_contain_text("you are signed out")
    page.close(run_before_unload=False)
    other = the_section(open_as, world, member)
    cookie = [one for one in other.context.cookies() if one["name"] == "sessionid"]

    page.context.add_cookies(cookie)
    again = page.context.new_page()
    again.goto(f"/applications/{world.draft.reference}/{PATH}")
    expect(again.locator("[data-offer]")).to_be_hidden()
    page.context.add_cookies(cookies)
    again.reload()
    expect(again.locator("[data-offer]")).to_contain_text("Typed after the session ended.")
    refusals_aside(watch)
    again.get_by_role("button", name="Discard this answer").click()
    again.reload()
    expect(again.locator("[data-offer]")).to_be_hidden()
    assert stored(world) == ""


def test_nothing_that_was_typed_stays_after_signing_out(open_as, world):
    page = the_section(open_as, world, world.lead)
    page.route(SAVES, lambda route: route.abort())
    box(page).fill("For our eyes only.")
    expect(state_of(page)).to_contain_text("no connection")
    page.close(run_before_unload=False)
    again = page.context.new_page()
    again.goto("/")
    assert again.evaluate(KEPT) == 1

    again.get_by_role("button", name="Sign out").click()

    again.wait_for_load_state()
    assert again.evaluate(KEPT) == 0


def test_what_is_typed_before_the_script_arrives_on_a_slow_line_is_saved(open_as, world):
    page = open_as(world.lead)
    held = []
    page.route("**/js/application*.js", lambda route: held.append(route))
    page.goto(f"/applications/{world.draft.reference}/{PATH}", wait_until="commit")
    box(page).fill("Typed at once.")
    assert held

    held[0].continue_()

    expect(state_of(page)).to_contain_text("Saved")
    assert stored(world) == "Typed at once."


def test_without_scripts_two_writers_see_both_texts(open_as, world, watch):
    page = the_section(open_as, world, world.lead, java_script_enabled=False, width=320)
    answer = Answer.objects.get(application=world.draft, element=3)
    save_answer(answer=answer, text="Two votes each.", by=world.lead, at=NOON)
    box(page).fill("One vote each.")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.get_by_role("region", name="Saved answer")).to_contain_text("Two votes")
    page.get_by_role("button", name="Keep my answer").click()

    expect(page.get_by_text("Your answer was saved.")).to_be_visible()
    assert stored(world) == "One vote each."
    refusals_aside(watch)
