"""One application from the queue to the recorded determination, without a mouse; and two tabs at once."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from grants.actions.review import record_mark, start_review
from grants.models import Application, Review
from reviews.rules import PASSAGE, Cited
from tests.browser.axe import violations_on
from tests.browser.conftest import session_cookie
from tests.grants.builders import a_case, an_application, an_officer
from tests.world import NOON

MOST_TABS = 42  # past the header and the filters of the queue


@pytest.fixture
def officer(transactional_db: None):
    return an_officer("Ada Winters")


@pytest.fixture
def application(transactional_db: None) -> Application:
    """Three members, one of whom has not signed: one finding."""
    return an_application(3, signatures=a_case(3)["signatures"][:2])


def press(page: Page, keys: str) -> None:
    page.wait_for_selector("html.has-script", state="attached")  # under load, a key may come before the script
    for key in keys.split():
        page.keyboard.press(key)


FOCUSED = "document.activeElement.matches('a, button') ? document.activeElement.textContent : ''"


def tab_to(page: Page, words: str) -> None:
    """Tab, as a reader without a mouse does, until the focused element says these words."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if words in page.evaluate(FOCUSED):
            return
    raise AssertionError(f"{MOST_TABS} tabs do not reach “{words}”")


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.id")


def word_of(page: Page, element: int):
    return page.locator(f"#element-{element} .element-word")


def test_a_whole_review_without_a_mouse(officer, application, open_as):
    page = open_as(officer)
    page.goto("/reviews/")
    tab_to(page, f"Assign to me {application.reference}")
    page.keyboard.press("Enter")
    expect(page.locator(".desk-line")).to_contain_text("assigned to you")

    # The paragraph of element 3, cited as a whole.
    press(page, "3")
    assert focused(page) == "element-3"
    page.locator("#n3-p1").focus()
    press(page, "c")
    expect(page.locator("#tray")).to_be_visible()
    assert violations_on(page) == []
    press(page, "e")
    expect(word_of(page, 3)).to_have_text(re.compile("Explained"))
    expect(page.locator("#announce")).to_have_text("Element 3: ● Explained. Saved.")
    assert focused(page) == "n3-p1"
    expect(page.locator("#n3-p1 mark.cited").first).to_be_visible()

    # The next paragraph, for another element.
    press(page, "j")
    assert focused(page) == "n3-p2"
    press(page, "c 9 p")
    expect(word_of(page, 9)).to_have_text(re.compile("Partly explained"))

    # A cell of the members' table: down one, right one.
    press(page, "m ArrowDown ArrowRight c n")
    expect(word_of(page, 2)).to_have_text(re.compile("Not explained"))
    expect(page.locator("#element-2 q")).to_contain_text("Students benefit: calculus, which it cannot staff alone")

    # Nothing found.
    press(page, "6 x")
    expect(word_of(page, 6)).to_have_text(re.compile("Not explained"))

    # The finding.
    press(page, "f a")
    page.keyboard.type("the board meets on Thursday")
    press(page, "Tab Enter")
    expect(page.locator(".considered")).to_have_text("Your response: Considered. the board meets on Thursday")

    # The determination.
    press(page, "d Space ArrowDown Tab")
    page.keyboard.type("Schedules are missing.")
    press(page, "Tab")
    page.keyboard.type("The others are clear.")
    press(page, "Tab Enter")
    expect(page.locator("#announce")).to_have_text("Your determination is recorded.")
    expect(page.locator("#determination .concluded")).to_contain_text("Schedules are missing.")

    review = Review.objects.get()
    assert (review.marks_line, review.standing_verdict) == ("-ne--n--p", "partly")
    assert violations_on(page) == []
    page.goto("/reviews/")
    expect(page.locator(".queue-table tbody tr").first.locator(".verdict")).to_have_text("Partly explained")


def test_the_selected_words_are_what_is_cited(officer, application, open_as):
    page = open_as(officer)
    page.goto(f"/reviews/{application.reference}/")
    page.evaluate("""() => {
        const text = document.querySelector('#n1-p2 .para-text');
        const range = document.createRange();
        range.setStart(text.lastChild, 1);
        range.setEnd(text.lastChild, 13);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }""")
    press(page, "c e")
    expect(word_of(page, 1)).to_have_text(re.compile("Explained"))

    citation = Review.objects.get().marks.get().citations.get()
    assert (citation.place, citation.start, citation.quote) == ("n1-p2", 14, "gives a room")


def test_a_citation_is_removed_with_undo(officer, application, open_as):
    review = start_review(application=application, by=officer, at=NOON)
    passage = [Cited(PASSAGE, "n3-p1")]
    record_mark(review=review, element=3, verdict="explained", citations=passage, revision=0, by=officer, at=NOON)
    page = open_as(officer)
    page.goto(f"/reviews/{application.reference}/")
    page.locator("#element-3").get_by_role("button", name="remove").press("Enter")
    expect(word_of(page, 3)).to_have_text(re.compile("Not marked"))
    page.get_by_role("button", name="Undo").press("Enter")
    expect(word_of(page, 3)).to_have_text(re.compile("Explained"))


def test_the_list_of_shortcuts_opens_with_a_question_mark_and_turns_them_off(officer, application, open_as):
    page = open_as(officer)
    page.goto(f"/reviews/{application.reference}/")
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()
    assert violations_on(page) == []
    press(page, "Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()

    press(page, "?")
    page.get_by_role("button", name="Turn them off").press("Enter")
    page.wait_for_load_state()
    press(page, "d")
    assert focused(page) == ""
    page.get_by_role("button", name="Keyboard").press("Enter")
    page.get_by_role("button", name="Turn them on").press("Enter")
    page.wait_for_load_state()
    press(page, "?")
    expect(page.get_by_role("dialog")).to_be_visible()


def test_shortcuts_are_letters_while_an_officer_types(officer, application, open_as):
    page = open_as(officer)
    page.goto(f"/reviews/{application.reference}/")
    press(page, "d")
    page.get_by_label("Reasons").focus()
    page.keyboard.type("just fine, except dates?")

    assert page.get_by_label("Reasons").input_value() == "just fine, except dates?"
    page.reload()
    assert page.get_by_label("Reasons").input_value() == "just fine, except dates?"


def test_two_tabs_do_not_overwrite_each_other(officer, application, open_as, watch):
    first, second = open_as(officer), open_as(officer)
    for page in (first, second):
        page.goto(f"/reviews/{application.reference}/")
        page.locator("#n3-p1").focus()
    press(first, "c e")
    expect(word_of(first, 3)).to_have_text(re.compile("Explained"))

    second.locator("#n3-p2").focus()
    press(second, "c p")
    conflict = second.get_by_role("dialog")
    expect(conflict).to_contain_text("Element 3: Explained")
    expect(conflict).to_contain_text("Yours")
    assert Review.objects.get().marks_line == "--e------"

    conflict.get_by_role("button", name="Use mine instead").press("Enter")
    expect(word_of(second, 3)).to_have_text(re.compile("Partly explained"))
    assert Review.objects.get().marks_line == "--p------"
    watch.complaints = [line for line in watch.complaints if not line.startswith("409")]


def test_a_whole_review_without_a_script(officer, application, open_as):
    page = open_as(officer, java_script_enabled=False)
    page.goto(f"/reviews/{application.reference}/")
    page.get_by_role("button", name="Assign to me").click()
    page.get_by_role("link", name="Cite paragraph 1 of Who decides, and how").click()
    page.get_by_label("The superintendents meet on the first Tuesday").check()
    page.get_by_label("Explained", exact=True).check()
    page.get_by_role("button", name="Cite and mark").click()
    expect(word_of(page, 3)).to_have_text(re.compile("Explained"))

    page.locator("#element-6 .element-more summary").click()
    page.locator("#element-6").get_by_label("Nothing in the application explains this").check()
    page.locator("#element-6").get_by_role("button", name="Save").click()
    expect(word_of(page, 6)).to_have_text(re.compile("Not explained"))

    page.get_by_text("Record a determination (2 of 9 marked)").click()
    page.locator("#determination").get_by_label("Partly explained").check()
    page.get_by_label("Reasons", exact=True).fill("It has no schedule of visits.")
    page.get_by_label("Reason for recording it with 7 elements unmarked").fill("Element 6 decides it.")
    page.get_by_role("button", name="Record with 7 elements unmarked").click()
    expect(page.locator("#determination .concluded")).to_contain_text("It has no schedule of visits.")


@pytest.mark.parametrize("width", [1280, 320])
def test_every_other_face_of_the_desk_is_accessible_and_narrow(width, officer, application, open_as, watch):
    page = open_as(officer, width=width)
    desk = f"/reviews/{application.reference}/"
    for address in (
        "/reviews/?finding=unsigned&taken=unassigned",
        "/reviews/?q=nothing",
        f"{desk}?by=activity",
        f"{desk}?only=findings&text=full",
        f"{desk}cite/?place=n3-p1",
        f"{desk}cite/?place=cell:9900002:gives",
        f"{desk}print/",
    ):
        page.goto(address)
        assert violations_on(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address

    page.goto(desk)
    page.locator("#element-6 .element-more summary").click()
    page.locator("#element-6").get_by_label("Note").fill("A note alone marks nothing.")
    page.locator("#element-6").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_contain_text("Every mark needs a citation")
    assert violations_on(page) == []
    watch.complaints = [line for line in watch.complaints if not line.startswith("422")]


def test_reasons_that_are_being_written_stay_when_a_mark_is_saved(officer, application, open_as):
    page = open_as(officer)
    page.goto(f"/reviews/{application.reference}/")
    page.get_by_text("Record a determination (0 of 9 marked)").click()
    page.get_by_label("Reasons", exact=True).fill("Element 3 names every vote.")
    page.locator("#n3-p1").focus()
    press(page, "c e")
    expect(page.locator("#determination summary")).to_have_text("Record a determination (1 of 9 marked)")

    expect(page.get_by_label("Reasons", exact=True)).to_be_visible()
    assert page.get_by_label("Reasons", exact=True).input_value() == "Element 3 names every vote."


def test_a_form_that_is_corrected_in_the_dialog_is_saved_like_any_other(officer, application, open_as, watch):
    page = open_as(officer)
    page.goto(f"/reviews/{application.reference}/")
    press(page, "d Space")
    page.locator("#reasons").fill("Element 1.")
    page.locator("#unmarked_reason").fill("The board meets on Thursday.")
    page.locator("#determination button[type=submit]").press("Enter")
    page.locator("#again-reasons").fill("Element 1 decides: one district does everything.")

    page.get_by_role("button", name="Try again").press("Enter")

    expect(page.locator("#announce")).to_contain_text("Your determination is recorded.")
    expect(page.locator("#determination")).to_be_focused()
    assert page.locator("#reasons").input_value() == ""
    page.reload()
    assert page.locator("#reasons").input_value() == ""
    watch.complaints = [line for line in watch.complaints if not line.startswith("422")]


@pytest.fixture
def tab(officer, application, open_as, live_server):
    """One tab of one browser: opens the desk as the person who is signed in, or first signs another one in."""
    page = open_as(officer)

    def opener(person: User | None = None) -> Page:
        if person:
            page.context.clear_cookies()
            page.context.add_cookies([session_cookie(person, live_server.url)])
        page.goto(f"/reviews/{application.reference}/")
        page.wait_for_selector("html.has-script", state="attached")
        return page

    return opener


def test_reasons_that_one_officer_was_writing_are_not_shown_to_the_next_in_the_same_tab(officer, tab):
    page = tab()
    page.get_by_text("Record a determination (0 of 9 marked)").click()
    page.get_by_label("Reasons", exact=True).fill("Element 3 names every vote.")
    assert tab().locator("#reasons").input_value() == "Element 3 names every vote."

    assert tab(an_officer("Milo Hart")).locator("#reasons").input_value() == ""
    assert tab(officer).locator("#reasons").input_value() == "Element 3 names every vote."


def test_signing_out_clears_what_was_being_written(officer, tab):
    page = tab()
    page.get_by_text("Record a determination (0 of 9 marked)").click()
    page.get_by_label("Reasons", exact=True).fill("Element 3 names every vote.")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "/reviews/" not in url)

    assert tab(officer).locator("#reasons").input_value() == ""
