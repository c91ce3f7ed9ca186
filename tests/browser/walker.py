"""Walking through pages by the keyboard alone, with and without scripts: what a person who doesn’t point can do."""

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page

from tests.browser.axe import violations_on

MOST_STOPS, MOST_CHOICES = 250, 9
HERE = "place => place === document.activeElement"
# The Tab key stops at one of several choices; the arrows lead to the others.
IN_GROUP = """(place) => place.type === "radio" && document.activeElement.type === "radio"
  && place.name === document.activeElement.name"""
# The stop of the Tab key: whether it can be seen, whether something marks it, and where it is.
STOP = """() => {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  const box = stop.getBoundingClientRect(), look = getComputedStyle(stop);
  const label = stop.labels && stop.labels[0], of = label ? getComputedStyle(label, "::before") : look;
  const marks = [look, of].some(
    (one) => (one.outlineStyle !== "none" && parseFloat(one.outlineWidth) > 0) || one.boxShadow !== "none"
  );
  return {
    what: `${stop.tagName.toLowerCase()} ${(stop.textContent || stop.value || stop.name || "").trim().slice(0, 50)}`,
    marked: marks,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0
      && box.left < innerWidth,
    choice: ["radio", "checkbox"].includes(stop.type),
    // The button for the calendar inside the box has the mark.
    day: ["date", "datetime-local"].includes(stop.type),
  };
}"""


class Walker:
    """A page on which everything is done by the keyboard; `stumbles` are what was wrong on the way."""

    def __init__(self, page: Page, name: str, *, scripts: bool = True) -> None:
        self.page, self.name, self.scripts = page, name, scripts
        self.stumbles: list[str] = []
        self.seen: set[str] = set()
        self.shots = os.environ.get("WALK_SHOTS", "")

    def visit(self, address: str) -> "Walker":
        """Open an address, and look at the page."""
        answer = self.page.goto(address)
        assert answer is not None
        assert answer.status == 200, (address, answer.status)
        return self.look()

    def look(self) -> "Walker":
        """What is wrong with this page: wider than the screen, not for everyone, a stop that can’t be seen."""
        page = self.page
        page.wait_for_load_state()
        path = re.sub(r"\d{5,}|\?.*", "N", page.url.split("/", 3)[3])
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            self._note(f"is {over} pixels too wide")
        if self.scripts and path not in self.seen:
            self.stumbles += [f"{self.name}: {page.url}: {one}" for one in violations_on(page)]
        if self.shots:
            kind = f"{self.name}-{page.viewport_size['width']}{'' if self.scripts else '-nojs'}"
            slug = re.sub("[^a-z0-9]+", "-", path.lower()).strip("-")
            page.screenshot(path=str(Path(self.shots) / f"{kind}-{len(self.seen):02}-{slug}.png"), full_page=True)
        self.seen.add(path)
        return self

    def press(self, name: str, role: str = "button", *, key: str = "Enter", leads: bool = True) -> "Walker":
        """Tab to the button or link with this name, and press it; `leads`: another page follows."""
        self.tab_to(self.page.get_by_role(role, name=name, exact=True).first)  # type: ignore[arg-type]
        if not leads:
            self.page.keyboard.press(key)
            return self
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        return self.look()

    def follow(self, name: str) -> "Walker":
        """Tab to a link, and follow it."""
        return self.press(name, "link")

    def type(self, label: str, text: str) -> "Walker":
        """Tab to the box with this label, and type over what is in it."""
        self.tab_to(self._box(label))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        return self

    def moment(self, label: str, day: str, time: str) -> "Walker":
        """Tab to the box of a date and a time, and type them."""
        self.tab_to(self._box(label))
        for keys in (day, "Tab", time):
            self.page.keyboard.press(keys) if keys == "Tab" else self.page.keyboard.type(keys)
        return self

    def choose(self, label: str, option: str) -> "Walker":
        """Tab to the list with this label, and choose by typing the beginning of the option."""
        box = self._box(label)
        self.tab_to(box)
        self.page.keyboard.type(option)
        chosen = box.evaluate("box => box.selectedOptions[0].textContent.trim()")
        if not chosen.startswith(option):
            self._note(f"“{option}” can’t be chosen in “{label}” by typing: {chosen}")
            box.select_option(label=option)
        return self

    def tick(self, label: str) -> "Walker":
        """Tab to the box or the group of choices, and press the arrow down and the space bar."""
        box = self._box(label)
        self.tab_to(box)
        for _ in range(MOST_CHOICES):
            self.page.keyboard.press("Space" if box.evaluate(HERE) else "ArrowDown")
            if box.is_checked():
                return self
        raise AssertionError(f"{self.page.url}: “{label}” can’t be chosen")

    def tab_to(self, place: Locator) -> None:
        """Press the Tab key until it is there; each stop on the way can be seen and is marked."""
        assert place.count(), f"{self.page.url} has no {place}, but {self._offers()}"
        there = place.element_handle(timeout=5_000)
        for _ in range(MOST_STOPS):
            if there.evaluate(HERE) or there.evaluate(IN_GROUP):
                return
            self.page.keyboard.press("Tab")
            stop: dict[str, Any] | None = self.page.evaluate(STOP)
            if stop and not stop["seen"]:
                self.page.wait_for_timeout(300)  # it slides in
                stop = self.page.evaluate(STOP)
            if stop and not stop["seen"] and not stop["choice"]:
                self._note(f"the stop “{stop['what']}” can’t be seen")
            elif stop and not stop["marked"] and not stop["day"]:
                self._note(f"the stop “{stop['what']}” isn’t marked")
        raise AssertionError(f"{self.page.url}: the Tab key doesn’t reach {place}")

    def _offers(self) -> list[str]:
        """The names of what can be pressed and filled in here."""
        return self.page.locator("main").locator("a, button, label, summary").all_inner_texts()

    def _box(self, label: str) -> Locator:
        named = self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s*(\(optional\))?\s*$"))
        hinted = self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}\s"))
        boxes = self.page.locator("main").locator("input, textarea, select")
        return (named if named.count() else hinted).and_(boxes).first

    def starts_at(self) -> str:
        """Where the keyboard is after a page came: "" at its beginning."""
        stop = self.page.evaluate(STOP)
        return stop["what"] if stop else ""

    def _note(self, what: str) -> None:
        words = f"{self.name}: {self.page.url}: {what}"
        if words not in self.stumbles:
            self.stumbles.append(words)
