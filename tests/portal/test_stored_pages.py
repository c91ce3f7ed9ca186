"""Pages of the registry that are stored for visitors who are signed out: when, for whom, and how many."""

import datetime
import gzip
import re

import pytest
import time_machine
from django.conf import settings as portal
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from districts.actions.districts import register_district
from districts.actions.history import touch_registry
from districts.models import District
from portal.components import page_cache
from portal.components.page_cache import PageCache
from tests.factories import DistrictFactory, UserFactory

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
LIST = "/districts/"
# What a stored page asks for: the revision.
REVISION = 1


@pytest.fixture(autouse=True)
def _the_cache_is_on(settings, monkeypatch):
    settings.PAGE_CACHE_MB = 1
    monkeypatch.setattr(page_cache, "PAGE_CACHE", PageCache())
    DistrictFactory(name="Otter Run Local", leaid="3900001")
    touch_registry()
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def queries_of(address, client=None, **headers):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        (client or Client()).get(address, **headers)
    return len(queries)


def stored(address=LIST, **headers):
    """The response to a third visitor, who gets the stored page."""
    for _ in range(2):
        Client().get(address)
    assert queries_of(address) == REVISION
    return Client().get(address, **headers)


def without_time(html):
    return re.sub(r"<time datetime=.*?</time>", "", html)


def test_a_page_is_stored_when_it_is_requested_again():
    assert queries_of(LIST) > REVISION
    assert queries_of(LIST) > REVISION
    assert queries_of(LIST) == REVISION


@pytest.mark.parametrize(
    "address",
    [LIST, "/districts/3900001/", "/districts.csv", "/districts.xlsx", "/districts.json", "/districts.geojson"],
)
def test_a_stored_page_is_the_page(address):
    first = Client().get(address)
    content = first.getvalue()

    again = stored(address)

    assert without_time(again.getvalue().decode(errors="replace")) == without_time(content.decode(errors="replace"))
    assert again["Content-Type"] == first["Content-Type"]
    assert again.get("Content-Disposition") == first.get("Content-Disposition")
    assert {"Cookie", "Accept-Encoding"} <= set(again["Vary"].replace(" ", "").split(","))


def test_the_footer_shows_the_time_of_each_visit(clock):
    stored()
    clock.shift(datetime.timedelta(hours=3))

    page = Client().get(LIST).content.decode()

    assert queries_of(LIST) == REVISION
    assert "3:00 PM" in page
    assert "12:00 PM" not in page
    assert page.endswith("</html>\n")


def test_a_browser_that_reads_gzip_gets_the_same_page():
    plain = stored()
    packed = stored(HTTP_ACCEPT_ENCODING="gzip")

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["Content-Length"] == str(len(packed.content))


# --- when it is made anew


def test_a_page_is_made_anew_after_the_registry_changed():
    stored()
    register_district(leaid="3900002", name="Cedar City Schools", state="OH", kind="local", by="tests", at=NOON)

    assert "Cedar City Schools" in Client().get(LIST).content.decode()


def test_a_page_is_made_anew_on_the_next_day(clock):
    stored()
    clock.move_to(NOON + datetime.timedelta(hours=12))  # midnight in Ohio

    assert queries_of(LIST) > REVISION


def test_what_is_written_while_a_page_is_made_makes_it_stale(monkeypatch):
    Client().get(LIST)
    whole = PageCache.whole

    def interrupted(make, *, is_kept):
        response = whole(make, is_kept=is_kept)
        District.objects.update(name="Renamed Meanwhile")
        touch_registry()
        return response

    with monkeypatch.context() as patch:
        patch.setattr(PageCache, "whole", staticmethod(interrupted))
        patch.setattr(PageCache, "clear", lambda _cache: None)  # the watch of the tests; here only the revision may
        patch.setattr("tests.strict.refuse_writes", lambda execute, *what: execute(*what))
        Client().get(LIST)

    assert "Renamed Meanwhile" in Client().get(LIST).content.decode()


def test_other_hosts_schemes_and_addresses_are_other_pages(settings):
    settings.ALLOWED_HOSTS = ["*"]
    stored()

    assert queries_of(LIST, HTTP_HOST="other.example") > REVISION
    assert queries_of(LIST, **{"wsgi.url_scheme": "https"}) > REVISION
    assert queries_of(LIST + "?q=otter") > REVISION


# --- for whom


def test_people_who_are_signed_in_never_get_a_stored_page():
    stored()
    client = Client()
    client.force_login(UserFactory(name="Quill Someone"))

    response = client.get(LIST)

    assert "Quill Someone" in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"
    assert "ETag" not in response
    assert "Quill Someone" not in Client().get(LIST).content.decode()


def test_a_message_is_shown_to_its_visitor_and_to_no_one_else():
    stored()
    client = Client()
    storage = CookieStorage(RequestFactory().get("/"))
    client.cookies["messages"] = storage._encode([Message(constants.INFO, "For you alone.")])

    assert "For you alone." in client.get(LIST).content.decode()
    assert "For you alone." not in Client().get(LIST).content.decode()


def test_an_expired_session_is_a_visitor_of_its_own():
    stored()
    client = Client()
    client.cookies[portal.SESSION_COOKIE_NAME] = "expired"

    assert queries_of(LIST, client) > REVISION


@pytest.mark.parametrize("address", ["/districts/3900009/", "/districts.pdf", "/search/?q=3900001"])
def test_only_whole_pages_are_stored(address):
    """Not what is missing, nor a redirect: both can have a message or a reason of their own."""
    for _ in range(3):
        response = Client().get(address)

    assert response.status_code in (302, 404)
    assert page_cache.PAGE_CACHE._pages == {}


def test_nothing_is_stored_before_the_first_change_or_where_it_is_switched_off(settings):
    settings.PAGE_CACHE_MB = 0
    for _ in range(3):
        assert queries_of(LIST) > REVISION

    assert page_cache.PAGE_CACHE._pages == {}


# --- how many


def test_a_crawler_that_asks_once_for_each_filter_stores_nothing():
    for number in range(30):
        Client().get(f"{LIST}?q=a{number}")

    assert page_cache.PAGE_CACHE._pages == {}


def test_the_addresses_that_were_requested_once_are_limited(monkeypatch):
    monkeypatch.setattr(page_cache, "MOST_ADDRESSES", 5)
    Client().get(LIST)
    for number in range(5):
        Client().get(f"{LIST}?q=a{number}")

    Client().get(LIST)

    assert len(page_cache.PAGE_CACHE._requested) == 5
    assert page_cache.PAGE_CACHE._pages == {}


def test_the_page_that_was_requested_longest_ago_goes_first(monkeypatch):
    monkeypatch.setattr(page_cache, "OVERHEAD", 100_000)  # ten pages in a megabyte
    stored()
    for number in range(9):
        stored(f"{LIST}?q=a{number}")
        stored()

    stored(f"{LIST}?q=a9")

    assert queries_of(LIST) == REVISION
    assert queries_of(f"{LIST}?q=a0") > REVISION
    assert page_cache.PAGE_CACHE._bytes <= 1024 * 1024


def test_a_long_file_is_sent_while_it_is_read(monkeypatch):
    monkeypatch.setattr(page_cache, "SMALL_FILE", 10)
    for _ in range(3):
        response = Client().get("/districts.csv")

    assert response.streaming
    assert "Otter Run Local" in response.getvalue().decode()
    assert page_cache.PAGE_CACHE._pages == {}


# --- browsers


def test_a_repeat_visitor_who_has_the_page_is_sent_no_page(clock):
    etag = Client().get(LIST)["ETag"]

    for _ in range(3):  # not stored, stored, from the memory
        response = Client().get(LIST, HTTP_IF_NONE_MATCH=etag)
        assert (response.status_code, response.content) == (304, b"")
        assert response["Cache-Control"] == "no-cache"

    clock.shift(datetime.timedelta(hours=1))  # its footer would show an old time
    assert Client().get(LIST, HTTP_IF_NONE_MATCH=etag).status_code == 200


def test_a_repeat_visitor_gets_the_page_after_a_change(clock):
    etag = stored()["ETag"]
    register_district(leaid="3900002", name="Cedar City Schools", state="OH", kind="local", by="tests", at=NOON)

    assert Client().get(LIST, HTTP_IF_NONE_MATCH=etag).status_code == 200
