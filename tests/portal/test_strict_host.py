"""The tests' own host refuses what it says it refuses."""

import datetime
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine, Origin, Template
from django.test import Client, override_settings
from django.urls import path

from audit import log
from audit.models import Entry, Head
from tests import strict

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


def _written_on_get(request: HttpRequest) -> HttpResponse:
    get_user_model().objects.update(is_active=True)
    return HttpResponse("written")


def _with_inline_script(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>a</title><script>alert(1)</script>")


def _plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse('<!doctype html><title>a</title><script src="/a.js"></script>')


handler500 = "portal.home.views.server_error"
urlpatterns = [path("writes/", _written_on_get), path("script/", _with_inline_script), path("plain/", _plain)]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_get_that_writes_is_refused():
    with pytest.raises(AssertionError, match="A GET wrote"):
        Client().get("/writes/")


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_post_may_write():
    assert Client().post("/writes/").content == b"written"


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_page_with_a_script_in_it_is_refused():
    with pytest.raises(AssertionError, match="an inline <script>"):
        Client().get("/script/")

    assert Client().get("/plain/").status_code == 200


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<p style="color:red">', ["style= on <p>"]),
        ("<style>p{}</style>", ["an inline <style>"]),
        ('<button onclick="go()">', ["onclick= on <button>"]),
        ('<a href=" JavaScript:go()">', ["a javascript: address on <a>"]),
        ('<script type="application/json">{}</script><script src="/a.js"></script><a href="/a/">', []),
        ('<svg><rect width="3" fill="none"/></svg><progress value="1" max="3"></progress>', []),
    ],
)
def test_what_counts_as_inline_code(html, found):
    assert strict.inline_code_in(html) == found


def _template(source: str, file: Path) -> Template:
    engine = Engine.get_default()
    return Template(source, origin=Origin(str(file), file.name), name=file.name, engine=engine)


def test_an_undefined_variable_is_an_error_in_our_templates_only(settings):
    ours = _template("<p>{{ nothing.here }}</p>", settings.BASE_DIR / "templates" / "a.html")
    theirs = _template("<p>{{ nothing.here }}</p>", settings.BASE_DIR / ".venv" / "lib" / "a.html")

    with pytest.raises(strict.UndefinedVariable, match=r"templates/a\.html: “nothing\.here” is not defined"):
        ours.render(Context())
    assert theirs.render(Context()) == "<p></p>"


def test_a_template_may_ask_whether_something_is_defined(settings):
    asking = _template("{% if nothing %}a{% else %}b{% endif %}", settings.BASE_DIR / "templates" / "a.html")

    assert asking.render(Context()) == "b"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_each_test_that_commits_begins_with_an_empty_log_that_refuses_changes(time):
    assert not Entry.objects.exists()
    assert Head.objects.get().number == 0
    log.record("test.happened", "nothing", by="a test", at=NOON)

    with pytest.raises(IntegrityError, match="append-only"):
        Entry.objects.update(event="test.forged")
