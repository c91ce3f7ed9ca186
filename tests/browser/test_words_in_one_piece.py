"""Headings of columns and texts of buttons: no word is cut, broken, or wider than its box."""

import pytest

from tests.grants.builders import a_case, an_application, an_officer

BROKEN_WORDS = """() => {
  const broken = [];
  for (const box of document.querySelectorAll("thead th, a.usa-button, button.usa-button")) {
    const edges = box.getBoundingClientRect();
    const texts = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (text.parentElement.closest(".usa-sr-only") || !edges.width) continue;
      for (const word of text.data.matchAll(/\\S+/g)) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        const lines = [...range.getClientRects()];
        const lies_outside = lines.some((line) => line.left < edges.left || line.right > edges.right);
        if (lines.length > 1 || lies_outside) broken.push(box.textContent.trim().replace(/\\s+/g, " "));
      }
    }
  }
  return [...new Set(broken)];
}"""


@pytest.mark.parametrize("width", [1024, 1280])
@pytest.mark.parametrize(
    ("visitor", "address"),
    [("lead", "/my/"), ("registrar", "/my/"), ("officer", "/reviews/"), ("officer", "/reviews/{submitted}/")],
)
def test_no_word_of_a_column_heading_or_a_button_is_broken(visitor, address, width, world, open_as):
    page = open_as(getattr(world, visitor), width=width)

    page.goto(address.format(submitted=world.submitted.reference))

    assert page.evaluate(BROKEN_WORDS) == []


def test_at_1024_pixels_the_button_that_assigns_an_application_is_in_sight(world, open_as):
    page = open_as(world.officer, width=1024)

    page.goto("/reviews/")

    edge = page.evaluate(
        "Math.max(...[...document.querySelectorAll('.take')].map((x) => x.getBoundingClientRect().right))"
    )
    assert edge <= 1024


@pytest.mark.parametrize("address", ["/districts/", "/schools/", "/consortia/"])
def test_at_1024_pixels_the_last_column_of_a_list_is_in_sight_beside_the_filters(address, world, open_as):
    page = open_as(None, width=1024)

    page.goto(address)

    edge = page.evaluate(
        "Math.max(...[...document.querySelectorAll('td, th')].map((x) => x.getBoundingClientRect().right))"
    )
    assert edge <= 1024


@pytest.mark.parametrize("width", [1280, 1440])
def test_two_lines_of_what_a_member_contributes_are_in_sight(width, transactional_db, open_as):
    case = a_case(3)
    for row in case["commitments"]:
        row["gives"] |= {"text": "a room with video equipment and an aide", "amount": None}
        row["gains"]["text"] = "calculus, which it cannot staff alone"
    once = [row for row in case["commitments"] if row["activity"] != "welding"][:3]
    application = an_application(3, commitments=once)
    page = open_as(an_officer(), width=width)

    page.goto(f"/reviews/{application.reference}/")

    assert page.locator(".matrix td .clip").filter(has_text="a room with video equipment and an aide").count() >= 2
    cut = (
        "[...document.querySelectorAll('.matrix td .clip')].filter((text) => "
        "text.scrollWidth > text.clientWidth + 1 || text.scrollHeight > text.clientHeight + 1).length"
    )
    assert page.evaluate(cut) == 0


def test_on_a_phone_the_filters_of_the_queue_are_closed_until_they_are_opened(world, open_as):
    page = open_as(world.officer, width=320)
    page.goto("/reviews/")
    assert not page.get_by_label("Assigned to").is_visible()

    page.get_by_text("Search and filters").click()

    assert page.get_by_label("Assigned to").is_visible()
