"""The strict host of every test: what no page may do is refused here, once, for all tests."""

import gc
import os
import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.template import Engine
from django.test import Client, TransactionTestCase, client, override_settings

from districts.actions.history import touch_registry
from portal.components.page_cache import PAGE_CACHE
from portal.registry.lists import COUNTS_CACHE
from tests import counted, databases, kept, quick, strict
from tests.machine import find_chromium, find_real_data, missing_for_pdf

# Playwright runs an event loop in the test's thread, where Django would refuse every query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
# Tests make little garbage in circles; looking for it as often as by default takes a sixth of the time.
gc.set_threshold(20_000, 20, 100)
HERE = Path(__file__).parent
# Tests without any of these, and without these words in their file, run once, on SQLite (.ci/test.py).
USE_THE_DATABASE = {
    "db", "transactional_db", "django_db_setup", "django_db_blocker", "django_db_reset_sequences", "live_server",
    "django_db_serialized_rollback", "real_data",
}  # fmt: skip
LOOKS_AT_THE_DATABASE = re.compile(
    "subprocess|DATABASE|database|django.db import|connection|vendor|postgres|call_command|migrat", re.IGNORECASE
)
CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


@pytest.hookimpl(wrapper=True, tryfirst=True)  # marked before -m looks, in order after pytest-django put them in its
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark tests by their folder, skip what this machine has nothing for, and put them in order.

    In CI only the tests on the whole official files are skipped, where the files are not and REAL_DATA is not set.
    """
    _mark(items)
    yield
    items.sort(key=_place_of)


def _place_of(item: pytest.Item) -> int:
    """Long tests first, so that no worker is left alone with one; the nation's rows come after what they slow down."""
    if item.get_closest_marker("browser"):
        return 0
    if item.get_closest_marker("real"):
        return 2
    return 1 if item.get_closest_marker("django_db") else 3


def _mark(items: list[pytest.Item]) -> None:
    has_chromium, has_real_data = bool(find_chromium()), bool(find_real_data())
    for item in items:
        folder = item.path.relative_to(HERE).parts[0] if item.path.is_relative_to(HERE) else ""
        if folder in ("browser", "real"):
            item.add_marker(folder)
        if item.get_closest_marker("real") and not has_real_data and not os.environ.get("REAL_DATA"):
            item.add_marker(pytest.mark.skip(reason="the whole official files are not on this machine"))
        if item.get_closest_marker("browser") is None and _is_pure(item):
            item.add_marker("pure")
        if CI:
            continue
        if item.get_closest_marker("browser") and not has_chromium:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
        if item.get_closest_marker("pdf") and (lacks := missing_for_pdf()):
            item.add_marker(pytest.mark.skip(reason=lacks))


def _is_pure(item: pytest.Item) -> bool:
    """Whether it can't reach a database: it has none, and its file starts no program and looks at no connection."""
    has_database = item.get_closest_marker("django_db") or not USE_THE_DATABASE.isdisjoint(kept.asked_for(item))
    return not has_database and not _may_look_at_the_database(item.path)


@cache
def _may_look_at_the_database(path: Path) -> bool:
    return bool(LOOKS_AT_THE_DATABASE.search(path.read_text(encoding="utf-8")))


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: it need not be looked at again for garbage."""
    gc.collect()
    gc.freeze()


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests of two people at the same moment need a database where two can write."""
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("two writers at the same moment: only on PostgreSQL")
    kept.allow_for(item)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with `data/` and `cases/`: official files as they are."""
    folder = find_real_data()
    assert folder, "The official files are not here: set REAL_DATA to the folder that has data/ and cases/."
    return folder


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    """In the sample state and in fixtures of a whole file too."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def _each_test_counts_for_itself() -> None:
    """Its rows are gone when it ends, and the revision is again what it was."""
    COUNTS_CACHE.clear()
    PAGE_CACHE.clear()


@pytest.fixture(autouse=True, scope="session")
def _pages_are_made_anew() -> Iterator[None]:
    """The queries of a page are counted each time; tests of the cache of pages switch it on."""
    with override_settings(PAGE_CACHE_MB=0):
        yield


@pytest.fixture(autouse=True, scope="session")
def _no_mail_leaves_and_no_file_stays(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Emails go into the test's own mailbox; the sample state's silence has a test of its own."""
    files = settings.STORAGES["attachments"] | {"OPTIONS": {"location": str(tmp_path_factory.mktemp("attachments"))}}
    storages = settings.STORAGES | {"attachments": files}
    with override_settings(SENDS_EMAIL=True, MEDIA_ROOT=tmp_path_factory.mktemp("media"), STORAGES=storages):
        yield


@pytest.fixture(autouse=True, scope="session")
def _undefined_template_variables_are_errors() -> Iterator[None]:
    engine = Engine.get_default()
    before = engine.string_if_invalid
    engine.string_if_invalid = strict.Undefined()
    yield
    engine.string_if_invalid = before


@pytest.fixture(autouse=True, scope="session")
def _strict_client() -> Iterator[None]:
    """A GET that writes, or a page with a script or style in it, fails the test that asked for it."""
    request = Client.request
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "request", strict.refusing(request))
        patch.setattr(client, "store_rendered_templates", quick.storing_whole_pages(client.store_rendered_templates))
        patch.setattr(client.ClientHandler, "load_middleware", quick.loading_once(client.ClientHandler.load_middleware))
        yield


@pytest.fixture
def pdfs_are_drawn_here() -> Iterator[None]:
    """For tests that ask for PDFs as many people. tests/grants/test_pdfs_by_the_worker.py starts the program."""
    with quick.drawing_here():
        yield


@pytest.fixture(autouse=True, scope="session")
def _only_the_tests_may_empty_the_log() -> Iterator[None]:
    """Tests that really commit empty every table when they end; the log refuses that of anybody else."""
    log = import_module("audit.migrations.0002_append_only")
    teardown: Callable[[TransactionTestCase], None] = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def emptying(case: TransactionTestCase) -> None:
        if databases.keeps_copies():
            databases.return_to(databases.AS_MIGRATED)
            kept.is_as_migrated()
            return
        with connection.schema_editor() as editor:
            log.drop_triggers(apps, editor)
        try:
            with transaction.atomic():
                teardown(case)
                touch_registry()
        finally:
            with connection.schema_editor() as editor:
                log.place_head(apps, editor)
                log.create_triggers(apps, editor)
        kept.is_as_migrated()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptying)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Runs before the test database is made."""
    connection.creation = databases.creation()


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_modify_db_settings: None, django_db_setup: None, django_db_blocker: Any
) -> Iterator[None]:
    """The database with what migrations write to it, which tests that really commit return to."""
    with django_db_blocker.unblock():
        if databases.keeps_copies():
            databases.keep_copy(databases.AS_MIGRATED)
    with counted.counts_are_watched(), kept.connections_are_followed():
        yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock():
            _wait_for_the_last_request()


def _wait_for_the_last_request() -> None:
    """A thread of the browser's server may keep its connection for good; the test database could not be taken away."""
    others = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    with connection.cursor() as cursor:
        for _ in range(5):
            cursor.execute(f"select count(*) {others}")
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.1)
        cursor.execute(f"select pg_terminate_backend(pid) {others}")
