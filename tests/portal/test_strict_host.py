"""The strict test client refuses what it says it refuses."""

import datetime
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine, Origin, Template
from django.test import Client, override_settings
from django.urls import include, path

from audit import log
from audit.models import Entry, Head
from districts.actions.history import touch_registry
from districts.models import District
from districts.reads.revision import revision_now
from portal.registry.lists import COUNTS_CACHE
from tests import counted, strict
from tests.factories import DistrictFactory

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


def _written_on_get(request: HttpRequest) -> HttpResponse:
    get_user_model().objects.update(is_active=True)
    return HttpResponse("written")


def _with_inline_script(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<!doctype html><title>a</title><script>alert(1)</script>")


def _plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse('<!doctype html><title>a</title><script src="/a.js"></script>')


def _renamed_outside_a_transaction(request: HttpRequest) -> HttpResponse:
    District.objects.update(name="Otter Run")
    return HttpResponse("renamed")


@transaction.atomic
def _rename(*, changes_the_revision: bool) -> None:
    District.objects.update(name="Otter Run")
    if changes_the_revision:
        touch_registry()


def _renamed_in_a_transaction(request: HttpRequest) -> HttpResponse:
    _rename(changes_the_revision=bool(request.POST))
    return HttpResponse("renamed")


handler500 = "portal.home.views.server_error"
urlpatterns = [
    path("", include("portal.urls")),
    path("writes/", _written_on_get),
    path("script/", _with_inline_script),
    path("plain/", _plain),
    path("renames/", _renamed_outside_a_transaction),
    path("renames-at-once/", _renamed_in_a_transaction),
]


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
        # Where a tag may hide: behind a quoted > or <, an odd quote, or no value; and where there is none.
        ('<a title="a > b" onload="go()">', ["onload= on <a>"]),
        ('<p title="<b>"><p/style="color:red">', ["style= on <p>"]),
        ('<a href=x"y><b "><p style="color:red">', ["style= on <p>"]),
        ("<button onclick>", ["onclick= on <button>"]),
        ('<script type="application/json">{"html": "<p style=1>"}</script><p>on Monday</p>', []),
        ('<!-- <p style="color:red"> -->', []),
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
def test_each_test_that_commits_starts_with_an_empty_log_that_refuses_changes(time):
    assert not Entry.objects.exists()
    assert Head.objects.get().number == 0
    log.record("test.happened", "nothing", by="a test", at=NOON)

    with pytest.raises(IntegrityError, match="append-only"):
        Entry.objects.update(event="test.forged")


# --- what lists count


UNTOLD = "wrote to districts_district, which lists count or pages show, and did not change the revision"


@pytest.mark.django_db
def test_an_action_that_writes_to_what_lists_count_without_changing_the_revision_is_refused():
    with pytest.raises(AssertionError, match=f"A transaction {UNTOLD}"):
        _rename(changes_the_revision=False)

    _rename(changes_the_revision=True)


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.parametrize(("address", "who"), [("/renames/", "POST /renames/"), ("/renames-at-once/", "A transaction")])
def test_a_request_that_writes_to_what_lists_count_without_changing_the_revision_is_refused(address, who):
    with pytest.raises(AssertionError, match=f"{who} {UNTOLD}"):
        Client().post(address)


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__)
def test_a_request_whose_action_changes_the_revision_is_answered():
    assert Client().post("/renames-at-once/", {"changes": "the revision"}).content == b"renamed"


@pytest.mark.django_db
def test_a_part_that_changes_the_revision_speaks_for_the_whole_transaction():
    with transaction.atomic():
        _rename(changes_the_revision=True)
        District.objects.update(name="Cedar Gap")


@pytest.mark.django_db
def test_a_part_that_was_taken_back_does_not_speak_for_the_whole_transaction():
    @transaction.atomic
    def taken_back() -> None:
        touch_registry()
        transaction.set_rollback(True)

    @transaction.atomic
    def renamed() -> None:
        taken_back()
        District.objects.update(name="Cedar Gap")

    with pytest.raises(AssertionError, match=UNTOLD):
        renamed()


@pytest.mark.django_db
def test_what_is_taken_back_was_never_written():
    with transaction.atomic():
        District.objects.update(name="Otter Run")
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_what_a_test_writes_itself_is_counted_anew():
    def counted() -> int:
        return COUNTS_CACHE.get(("districts",), revision_now(), District.objects.count)

    assert counted() == 0

    DistrictFactory()

    assert counted() == 1

    District.objects.all().delete()

    assert counted() == 0


@pytest.mark.django_db
def test_nothing_is_kept_that_is_made_from_a_table_that_nobody_watches():
    with pytest.raises(AssertionError, match="made from accounts_user, which nothing watches"):
        COUNTS_CACHE.get(("users",), revision_now(), get_user_model().objects.count)


def test_a_connection_first_used_for_a_kept_answer_stays_watched_and_reads_every_table_afterwards(monkeypatch):
    new = connections.create_connection("default")  # never opened
    monkeypatch.setattr(counted, "connections", {"default": new})

    with counted.reading_only(frozenset()):
        counted.begin_to_watch(connection=new)  # as at the first query of a thread

    assert [type(wrapper).__name__ for wrapper in new.execute_wrappers] == ["Watch"]
