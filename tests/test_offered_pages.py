"""Nobody is led to a page that turns them away: every link and every button that a page offers is followed.

The sample state is walked as each kind of user, beginning at the home page and at what waits for that person. A link
is followed with GET; a button's form is sent as it is, with nothing filled in, and undone. The page may say that
something is missing; it may not say that this person may not be there, or that there is no such page. What the pages
say on the way is read too, the answers to buttons included: it is in plain language.
"""

import os
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
import time_machine
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, resolve

from accounts.models import OutgoingEmail, SampleKind, User
from tests.plain_language import RULES, faults, page_texts
from tests.small_state import NOON, load_small_state

PUBLIC = "public"
# Of each kind of page so many are looked at for each kind of user; WALK_EVERYTHING=1 looks at all of them.
OF_EACH_KIND = 10_000 if os.environ.get("WALK_EVERYTHING") else 2
# Signing out ends the walk; signing in as somebody else begins another.
NOT_SENT = {"account_logout", "account:sample_sign_in", "account_login", "mfa_login_webauthn"}
TURNED_AWAY = (403, 404)


@dataclass
class Form:
    """A form as the page offers it: where it goes, how, and what it sends by itself."""

    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)


class Offers(HTMLParser):
    """The links and forms of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        elif tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif tag in ("input", "button") and self.forms and given.get("name"):
            is_sent = given.get("type") in ("hidden", "submit") or tag == "button"
            if is_sent:
                self.forms[-1].values[given["name"]] = given.get("value", "")
        elif tag == "button" and "formaction" in given:
            self.forms.append(Form(given["formaction"], given.get("formmethod", "post").lower()))


@dataclass
class Walk:
    """What a walk found: offers that lead nowhere, and the page on which each text was first read."""

    wrong: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def read(self, address: str, html: str) -> None:
        """Keep the texts of a page."""
        for text in page_texts(html):
            self.texts.setdefault(text, address)

    def unplain(self) -> list[str]:
        """The phrases that a page may not contain, each with its page and what to write instead."""
        return _unplain((page, text) for text, page in self.texts.items())


@cache  # most texts are on many pages, and on those of every person
def _faults(text: str) -> list[tuple[int, str, str]]:
    return list(faults(text, RULES))


def _unplain(texts: Iterable[tuple[str, str]]) -> list[str]:
    return [
        f"{page}: {phrase} -> {advice} (in “{text[max(0, at - 60) : at + 60]}”)"
        for page, text in texts
        for at, phrase, advice in _faults(text)
    ]


@pytest.fixture(scope="module")
def sample(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The small sample state, for all walks of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_small_state()
        yield
        transaction.set_rollback(True)


def _client(who: str) -> Client:
    client = Client()
    if who != PUBLIC:
        client.force_login(User.objects.get(sample_kind=who))
    return client


def _page_kind(address: str) -> str | None:
    """The name of the page at this address; None where it is none of ours."""
    path = urlsplit(address).path
    if path.startswith(("/static/", "/admin/")):
        return None
    try:
        return resolve(path).view_name
    except Resolver404:
        return "no such page"


def _is_page(answer: HttpResponseBase) -> bool:
    return not answer.streaming and answer["Content-Type"].startswith("text/html")


def _walk(client: Client) -> Walk:
    waiting = deque([("/my/", "the start"), ("/", "the start")])
    seen, looked_at, walk = {"/my/", "/"}, Counter(), Walk()
    while waiting:
        address, offered_on = waiting.popleft()
        kind = _page_kind(address)
        if kind is None or kind in NOT_SENT or looked_at[kind] >= OF_EACH_KIND:
            continue
        looked_at[kind] += 1
        answer = client.get(address)
        if answer.status_code in TURNED_AWAY:
            walk.wrong.append(f"{offered_on} offers {address}, which answers {answer.status_code}")
        if answer.status_code == 302:
            answer_to = urljoin(address, answer.url)
            if answer_to not in seen:
                seen.add(answer_to)
                waiting.append((answer_to, address))
        if answer.status_code != 200 or not _is_page(answer):
            continue
        html = answer.content.decode()
        walk.read(address, html)
        offers = Offers()
        offers.feed(html)
        for link in offers.links:
            to = urldefrag(urljoin(address, link)).url
            if to.startswith("/") and to not in seen:
                seen.add(to)
                waiting.append((to, address))
        for to, answer in _sent(client, address, offers, looked_at):
            if answer.status_code in TURNED_AWAY:
                walk.wrong.append(f"{address} offers a button for {to}, which answers {answer.status_code}")
            elif answer.status_code != 302 and _is_page(answer):
                walk.read(f"{to} (after a button)", answer.content.decode())
    return walk


def _sent(client: Client, address: str, offers: Offers, looked_at: Counter) -> Iterator[tuple[str, HttpResponseBase]]:
    for form in offers.forms:
        to = urljoin(address, form.action)
        kind = f"button: {_page_kind(to)}"
        if kind.removeprefix("button: ") in NOT_SENT or looked_at[kind] >= OF_EACH_KIND:
            continue
        looked_at[kind] += 1
        with transaction.atomic():
            answer = client.get(to, form.values) if form.method == "get" else client.post(to, form.values)
            transaction.set_rollback(True)
        yield to, answer


@pytest.mark.django_db
@pytest.mark.parametrize("who", [PUBLIC, *SampleKind.values])
def test_every_link_and_button_leads_somewhere_and_every_page_is_in_plain_language_for(
    who, sample, pdfs_are_drawn_here
):
    if who != PUBLIC and not User.objects.filter(sample_kind=who).exists():
        pytest.fail(f"The sample state has no person of the kind {who}.")

    with time_machine.travel(NOON, tick=True):
        walk = _walk(_client(who))

    if found := [*walk.wrong, *walk.unplain()]:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.django_db
def test_the_emails_of_the_sample_state_are_in_plain_language(sample):
    emails = OutgoingEmail.objects.order_by("pk")

    assert emails
    assert _unplain((email.kind, text) for email in emails for text in (email.subject, email.body)) == []
