"""The strict host of every test: what no page may do is refused here, once, for all tests."""

import os
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.template import Engine
from django.test import Client, TransactionTestCase
from pytest_django import Settings

from portal.registry.lists import COUNTS_CACHE
from tests import strict
from tests.machine import find_chromium, find_real_data

# Playwright runs an event loop in the test's thread, where Django would refuse every query.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
HERE = Path(__file__).parent
CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


@pytest.hookimpl(tryfirst=True)  # before -m looks at the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by their folder, and skip what this machine has nothing for; never in CI."""
    has_chromium, has_real_data = bool(find_chromium()), bool(find_real_data())
    for item in items:
        folder = item.path.relative_to(HERE).parts[0] if item.path.is_relative_to(HERE) else ""
        if folder in ("browser", "real"):
            item.add_marker(folder)
        if CI:
            continue
        if item.get_closest_marker("browser") and not has_chromium:
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))
        if item.get_closest_marker("real") and not has_real_data:
            item.add_marker(pytest.mark.skip(reason="the official files are not on this machine"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Tests of two people at the same moment need a database where two can write."""
    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("two writers at the same moment: only on PostgreSQL")


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with `data/` and `cases/`: official files as they are."""
    folder = find_real_data()
    assert folder, "The official files are not here: set REAL_DATA to the folder that has data/ and cases/."
    return folder


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _lists_count_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of factories change the register without saying so; tests of what is kept turn it on."""
    COUNTS_CACHE.clear()
    monkeypatch.setattr(COUNTS_CACHE, "is_on", False)


@pytest.fixture(autouse=True)
def _no_mail_leaves_and_no_file_stays(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SENDS_EMAIL = True  # into the test's own mailbox; the sample state's silence has a test of its own


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
        yield


@pytest.fixture(autouse=True, scope="session")
def _only_the_tests_may_empty_the_log() -> Iterator[None]:
    """Tests that really commit empty every table when they end; the log refuses that of anybody else."""
    log = import_module("audit.migrations.0002_append_only")
    teardown: Callable[[TransactionTestCase], None] = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def emptying(case: TransactionTestCase) -> None:
        with connection.schema_editor() as editor:
            log.drop_triggers(apps, editor)
        try:
            teardown(case)
        finally:
            with connection.schema_editor() as editor:
                log.place_head(apps, editor)
                log.create_triggers(apps, editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", emptying)
        yield


@pytest.fixture(autouse=True, scope="session")
def _the_last_request_has_ended(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A thread of the browser's server may keep its connection for good; the test database could not be taken away."""
    yield
    if connection.vendor != "postgresql":
        return
    others = "from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for _ in range(20):
            cursor.execute(f"select count(*) {others}")
            if not cursor.fetchone()[0]:
                return
            time.sleep(0.1)
        cursor.execute(f"select pg_terminate_backend(pid) {others}")
