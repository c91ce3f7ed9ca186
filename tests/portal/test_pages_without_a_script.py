"""Every page says what it is, and every form can be sent, before any script has run."""

from html.parser import HTMLParser

import pytest
import time_machine
from django.test import Client

from tests.browser.pages import pages_for
from tests.world import NOON, a_world

pytestmark = pytest.mark.django_db


class Page(HTMLParser):
    """The headings of the first level, and the forms with something to fill in and the buttons that send them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings = 0
        self.forms: list[str] = []
        self.filled: set[str] = set()
        self.sent: set[str] = set()
        self._is_main = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._is_main = True
        elif tag == "h1" and self._is_main:
            self.headings += 1
        elif tag == "form":
            self.forms.append(given.get("id") or f"form {len(self.forms) + 1}: {given.get('action')}")
        elif tag in ("button", "input", "select", "textarea"):
            form = given.get("form") or (self.forms[-1] if self.forms else "")
            kind = given.get("type", "submit" if tag == "button" else "text")
            if kind == "submit":
                self.sent.add(form)
            elif form and kind not in ("hidden", "button"):  # a box outside a form, such as the menu's, sends nothing
                self.filled.add(form)

    def handle_endtag(self, tag: str) -> None:
        self._is_main = self._is_main and tag != "main"

    @property
    def forms_without_a_button(self) -> list[str]:
        return sorted(self.filled - self.sent - {""})


@pytest.mark.parametrize("visitor", ["public", "administrator", "officer", "lead"])
def test_every_page_is_whole_before_a_script_has_run_for(visitor):
    with time_machine.travel(NOON):
        world = a_world()
        client = Client()
        if visitor != "public":
            client.force_login(getattr(world, visitor))
        for shown in pages_for(visitor, world):
            html = client.get(shown.address).content.decode()

            assert "JavaScript is" not in html, shown.address
            page = Page(html)
            assert page.headings == 1, shown.address
            assert page.forms_without_a_button == [], shown.address
