"""A real Chromium, which fails the test at whatever it complains about."""

import copy
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response

from accounts.models import User
from tests import databases
from tests.machine import find_chromium
from tests.world import NOON, a_world

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-extensions",
]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The machine's own Chromium; none is downloaded."""
    return {**browser_type_launch_args, "executable_path": find_chromium(), "args": FLAGS}


@pytest.fixture(autouse=True, scope="session")
def _static_files_are_fetched_once() -> Iterator[None]:
    """A browser keeps them, as those of production, and doesn't ask for each of them again with every page."""
    answer = StaticFilesHandler.get_response

    def answer_for_good(handler: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        response = answer(handler, request)
        if request.path.startswith(django_settings.STATIC_URL):
            # The server's clock is months behind the browser's.
            response["Cache-Control"] = "max-age=315360000, immutable"
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "get_response", answer_for_good)
        yield


@pytest.fixture(scope="session")
def worlds() -> list[SimpleNamespace]:
    """The world in this run's database, once it is made."""
    return []


@pytest.fixture
def world(transactional_db: None, settings: Any, worlds: list[SimpleNamespace]) -> Iterator[SimpleNamespace]:
    """The world of the doors, at its own noon; cookies without an end, as the browser has another clock."""
    settings.SESSION_EXPIRE_AT_BROWSER_CLOSE = True
    settings.CSRF_COOKIE_AGE = None
    with time_machine.travel(NOON, tick=True):
        yield SimpleNamespace(public=None, **vars(_world(worlds)))


def _world(worlds: list[SimpleNamespace]) -> SimpleNamespace:
    """Made for the first test that asks; for those after it, its rows are put back and its objects copied."""
    if worlds:
        databases.return_to("world")
    else:
        worlds.append(a_world())
        databases.keep_copy("world")
    return copy.deepcopy(worlds[0])


class Watch:
    """What the browser complained about since the last look."""

    def __init__(self) -> None:
        self.complaints: list[str] = []

    def on(self, page: Page) -> Page:
        """The same page, watched."""
        page.on("console", self._note_console)
        page.on("pageerror", lambda error: self.complaints.append(f"script error: {error}"))
        page.on("response", self._note_response)
        return page

    def _note_console(self, message: ConsoleMessage) -> None:
        # A refused answer is noted by its status, with its address.
        if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {message.text}")

    def _note_response(self, response: Response) -> None:
        # A page that refuses its visitor is looked at by the test; what a page fetches must be there.
        is_refusal = response.status in (403, 404) and response.request.is_navigation_request()
        if response.status >= 400 and not is_refusal:
            self.complaints.append(f"{response.status}: {urlsplit(response.url).path}")


@pytest.fixture(autouse=True)
def watch() -> Iterator[Watch]:
    """Every page that a test opens by `open_as` is watched; what it complained about fails the test."""
    watch = Watch()
    yield watch
    assert not watch.complaints, "\n".join(watch.complaints)


Opener = Callable[..., Page]


@pytest.fixture
def open_as(live_server: Any, browser: Browser, watch: Watch) -> Iterator[Opener]:
    """`open_as(person, width=…)`: a watched page of a browser in which that person is signed in; None is the public."""
    contexts: list[BrowserContext] = []

    def opener(person: User | None = None, *, width: int = 1280, **options: Any) -> Page:
        context = browser.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 800}, locale="en-US", **options
        )
        contexts.append(context)
        if person:
            context.add_cookies([session_cookie(person, live_server.url)])
        return watch.on(context.new_page())

    yield opener
    for context in contexts:
        context.close()


def session_cookie(user: User, url: str) -> Any:
    """The cookie of a browser in which this person has just signed in."""
    client = Client()
    client.force_login(user)
    name = django_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
