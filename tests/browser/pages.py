"""Every page that people can look at: the table of doors, read as a list of pages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from types import SimpleNamespace

from django.test import Client
from django.urls import reverse

from tests.answers import EVERYBODY, GET
from tests.doors import DOORS
from tests.world import VISITORS

# Pages of others' views that the table of doors knows by prefix only, with one visitor who sees each.
OF_OTHERS = [
    ("account_reset_password_done", "public"),
    ("account_logout", "no_role"),
    ("mfa_reauthenticate", "no_role"),
    ("account_reauthenticate", "no_role"),
]
# The same page with something in it.
WITH_A_QUESTION = [
    ("registry:search", "?q=Creek", ("public", "officer", "lead")),
    ("registry:search", "?q=nothing-of-this-name", ("public",)),
    ("staff:person_list", "?q=quill", ("administrator",)),
]
# Parts of a page, which its script fetches again while an applicant writes, files, and what machines read: not pages.
PARTS = ("applicant:reading_summary", "applicant:section_beside", "applicant:attachment_file", "home:health")
SHOWN = (200, 403, 404)
# A page that everybody is shown differs by what its reader may do there: for the public, for the State's people who
# keep the register, and for a member's. Others are shown one of these three.
THREE_READERS = ("public", "registrar", "lead")


@dataclass(frozen=True)
class Shown:
    """A page as one visitor sees it."""

    name: str
    address: str
    status: int = 200


def pages_for(visitor: str, world: SimpleNamespace) -> list[Shown]:
    """Every page that this visitor sees, and one of each kind of refusal."""
    pages = [page for page in _behind_doors(visitor, world) if page.status == 200]
    refusals = {page.status: page for page in _behind_doors(visitor, world) if page.status != 200}
    pages += refusals.values()
    pages += [Shown(name, reverse(name)) for name, who in OF_OTHERS if who == visitor]
    pages += [Shown(name, reverse(name) + question) for name, question, who in WITH_A_QUESTION if visitor in who]
    return pages


def pages_of_another_form(visitor: str, world: SimpleNamespace, seen: set[tuple[str, str]]) -> Iterator[Shown]:
    """The visitor's first page, with the menu, and those whose form isn't in `seen` yet. Adds their forms to it.

    Most pages differ by their reader in the menu alone, and to open one takes a browser half a second.
    """
    client = Client()
    if person := getattr(world, visitor):
        client.force_login(person)
    for number, shown in enumerate(pages_for(visitor, world)):
        form = shown.name, _form_of(client.get(shown.address).content.decode())
        if number == 0 or form not in seen:
            yield shown
        seen.add(form)


class _Form(HTMLParser):
    """What a page is made of between <main> and </main>: the elements, their look and state, and where text stands."""

    LOOKS = ("class", "type", "role", "scope", "hidden", "lang", "aria-hidden", "aria-current", "aria-expanded")

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_inside = self._is_inside or tag == "main"
        looks = sorted(f"{name}={value}" if name in self.LOOKS else name for name, value in attrs)
        self._note(f"<{tag} {' '.join(looks)}>")

    def handle_endtag(self, tag: str) -> None:
        self._note(f"</{tag}>")
        self._is_inside = self._is_inside and tag != "main"

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._note("text")

    def _note(self, part: str) -> None:
        if self._is_inside:
            self.parts.append(part)


def _form_of(page: str) -> str:
    form = _Form()
    form.feed(page)
    return "".join(form.parts)


def _behind_doors(visitor: str, world: SimpleNamespace) -> list[Shown]:
    column = VISITORS.index(visitor)
    pages = []
    for name, arguments, method, answers in DOORS:
        status = int(answers.split()[column])
        if method != GET or status not in SHOWN or (status == 200 and name in PARTS):
            continue
        if answers == EVERYBODY and visitor not in THREE_READERS:
            continue
        address = reverse(name, kwargs={key: value.format(**vars(world)) for key, value in arguments.items()})
        if not _is_file(address):
            pages.append(Shown(name, address, status))
    return pages


def _is_file(address: str) -> bool:
    """Whether it ends in a type, as every download does."""
    return re.search(r"\.[a-z]+$", address) is not None
