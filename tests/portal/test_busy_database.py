"""What takes too long is ended by the database: the visitor is asked to try again, and nothing is half-written."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from django.utils import timezone

from accounts import actions
from accounts.models import User
from audit import log
from districts.actions.bulk import wait_for_other_imports
from portal import health
from portal.health import is_too_busy
from tests.factories import UserFactory

on_postgres = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@transaction.atomic
def _rename_slowly(name: str) -> None:
    User.objects.update(name=name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")


@transaction.atomic
def _rename_and_do_nothing(name: str) -> None:
    User.objects.update(name=name)
    time.sleep(0.5)
    User.objects.update(name=name)


def _slow(request: HttpRequest) -> HttpResponse:
    _rename_slowly("Half Written")
    return HttpResponse("renamed")


def _idle(request: HttpRequest) -> HttpResponse:
    _rename_and_do_nothing("Half Written")
    return HttpResponse("renamed")


@transaction.atomic
def _take_many_short_steps(name: str, *, is_import: bool) -> None:
    if is_import:
        wait_for_other_imports()
    User.objects.update(name=name)
    for _step in range(12):
        time.sleep(0.1)
        User.objects.exists()


def _many_steps(request: HttpRequest) -> HttpResponse:
    _take_many_short_steps("Half Written", is_import="import" in request.GET)
    return HttpResponse("renamed")


handler500 = "portal.home.views.server_error"
urlpatterns = [
    path("", include("portal.urls")),
    path("slow/", _slow),
    path("idle/", _idle),
    path("steps/", _many_steps),
]


@contextmanager
def limit(name: str, milliseconds: int) -> Iterator[None]:
    """A time limit of this connection; others have the usual ones."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, false)", [name, str(milliseconds)])
    try:
        yield
    finally:
        with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:  # it may be closed by now
            cursor.execute(f"RESET {name}")
        connection.close()


@contextmanager
def someone_is_busy(work: Callable[[], object]) -> Iterator[None]:
    """Another connection does this in a transaction, and doesn't commit until the end of the block."""
    holds, ends = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                work()
                holds.set()
                ends.wait(30)
        finally:
            connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert holds.wait(10)
    try:
        yield
    finally:
        ends.set()
        other.join(10)


def changes(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f'LOCK TABLE "{table}" IN ACCESS EXCLUSIVE MODE')


def writes_to_the_log() -> None:
    log.record("test.stuck", "nothing", by="tests", at=timezone.now())


def asks_to_try_again(answer: HttpResponse) -> bool:
    return (
        answer.status_code == 503
        and answer["Retry-After"] == "30"
        and "The registry is busy; try again" in answer.content.decode()
    )


class TestOnPostgres:
    pytestmark = on_postgres

    @pytest.mark.parametrize(
        ("address", "name"), [("/slow/", "statement_timeout"), ("/idle/", "idle_in_transaction_session_timeout")]
    )
    @override_settings(ROOT_URLCONF=__name__)
    def test_what_takes_too_long_is_ended_and_leaves_nothing_half_written(self, address, name):
        person = UserFactory(name="Pat Quill")

        with limit(name, 200):
            answer = Client(raise_request_exception=False).post(address)

        assert asks_to_try_again(answer)
        person.refresh_from_db()
        assert person.name == "Pat Quill"

    def test_who_waits_too_long_for_someone_else_is_asked_to_try_again(self):
        person = UserFactory(name="Pat Quill")
        client = Client(raise_request_exception=False)
        client.force_login(person)

        # The name is written before the log entry that has to wait.
        with someone_is_busy(partial(changes, "audit_head")), limit("lock_timeout", 200):
            answer = client.post("/accounts/settings/", {"name": "Half Written"})

        assert asks_to_try_again(answer)
        person.refresh_from_db()
        assert person.name == "Pat Quill"
        actions.change_settings(person=person, name="Whole", has_shortcuts=False, by=person, at=person.joined_at)
        person.refresh_from_db()
        assert person.name == "Whole"

    def test_one_stuck_writer_of_the_log_stops_neither_pages_nor_monitoring_and_others_hear_of_it_soon(self):
        person = UserFactory(name="Pat Quill")
        client = Client(raise_request_exception=False)
        client.force_login(person)
        with someone_is_busy(writes_to_the_log):
            started = time.monotonic()
            first = client.post("/accounts/settings/", {"name": "Half Written"})
            waited = time.monotonic() - started
            again = client.post("/accounts/settings/", {"name": "Half Written"})
            waited_again = time.monotonic() - started - waited

            assert Client().get("/").status_code == 200
            assert Client().get("/healthz").json()["database_answers"]
        assert asks_to_try_again(first)
        assert asks_to_try_again(again)
        assert 2.5 < waited < 6
        assert waited_again < 2
        person.refresh_from_db()
        assert person.name == "Pat Quill"
        # As soon as the head is free, everything is as before.
        assert client.post("/accounts/settings/", {"name": "Whole"}).status_code == 302

    def test_monitoring_waits_for_no_connection_of_the_pool(self):
        health._latest.clear()
        held = threading.Event()
        ends = threading.Event()
        asked = []

        def hold() -> None:
            asked.append(connection.ensure_connection())
            ends.wait(20)
            connection.close()

        pool_size = connection.settings_dict["OPTIONS"]["pool"]["max_size"]
        connection.close()
        holders = [threading.Thread(target=hold) for _ in range(pool_size)]
        for holder in holders:
            holder.start()
        try:
            assert not held.wait(1)
            assert len(asked) == pool_size
            started = time.monotonic()
            answer = Client().get("/healthz")
            assert (answer.status_code, answer.json()["database_answers"]) == (200, True)
            assert time.monotonic() - started < 2
        finally:
            ends.set()
            for holder in holders:
                holder.join(10)
            health._latest.clear()

    def test_an_import_may_take_longer_and_only_for_its_own_transaction(self, settings):
        def limits() -> list[str]:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT current_setting(name) FROM unnest(%s::text[]) AS name", [list(settings.DATABASE_TIMEOUTS)]
                )
                return [value for (value,) in cursor.fetchall()]

        assert limits() == ["30s", "10s", "1min"]
        with transaction.atomic():
            wait_for_other_imports()
            assert limits() == ["30min", "10min", "1h"]
        assert limits() == ["30s", "10s", "1min"]


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__, REQUEST_DEADLINE=1)
def test_a_request_of_many_short_queries_is_ended_at_its_deadline_and_leaves_nothing_half_written():
    person = UserFactory(name="Pat Quill")

    answer = Client(raise_request_exception=False).post("/steps/")

    assert asks_to_try_again(answer)
    person.refresh_from_db()
    assert person.name == "Pat Quill"


@pytest.mark.django_db
@override_settings(ROOT_URLCONF=__name__, REQUEST_DEADLINE=1)
def test_an_import_has_a_later_deadline_and_the_next_request_does_not():
    person = UserFactory(name="Pat Quill")
    client = Client(raise_request_exception=False)

    assert client.post("/steps/?import=yes").content == b"renamed"
    assert asks_to_try_again(client.post("/steps/"))
    person.refresh_from_db()
    assert person.name == "Half Written"  # by the import alone


def test_a_mistake_of_ours_is_not_called_busy(settings):
    assert not is_too_busy(ProgrammingError("column does not exist"))
    assert not is_too_busy(ValueError("locked"))
    assert not is_too_busy(None)
    assert is_too_busy(OperationalError("database is locked"))
