"""The settings, as an operator meets them: with no variable set, with a database's address, in production."""

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "PORTAL_ENV": "production",
    "SECRET_KEY": "a-long-random-text-that-is-only-used-in-this-test-0123456789",
    "AUDIT_KEY": "another-long-random-text-that-signs-the-log-9876543210",
    "ALLOWED_HOSTS": "registry.example.gov",
    "PORTAL_URL": "https://registry.example.gov",
    "DATABASE_URL": "postgres://portal:secret@db1.example/portal",
    "CONTACT_OFFICE": "Office of Rural Schools",
    "CONTACT_PHONE": "555-555-0142",
    "CONTACT_EMAIL": "schools@example.gov",
    "TRUSTED_PROXIES": "1",
}


def _settings(expression: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """What an expression about the settings says in a fresh process with only these variables."""
    code = f"import json, os; from portal import settings as s; print(json.dumps({expression}))"
    environment = {"PATH": os.environ["PATH"], **variables}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


def _value(expression: str, **variables: str):
    answer = _settings(expression, **variables)
    assert answer.returncode == 0, answer.stderr
    return json.loads(answer.stdout)


def test_with_no_variable_set_the_settings_are_those_of_development():
    assert _value("[s.DEBUG, s.PRODUCTION, s.SAMPLE_SIGN_IN, s.ALLOWED_HOSTS]") == [
        False, False, True, ["localhost", "127.0.0.1", "[::1]"],
    ]  # fmt: skip
    database = _value("{**s.DATABASES['default'], 'OPTIONS': 0}")
    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert database["NAME"] == str(ROOT / "db.sqlite3")


@pytest.mark.parametrize(
    "missing",
    [
        "SECRET_KEY", "AUDIT_KEY", "ALLOWED_HOSTS", "PORTAL_URL", "DATABASE_URL", "CONTACT_OFFICE", "CONTACT_PHONE",
        "CONTACT_EMAIL", "TRUSTED_PROXIES",
    ],
)  # fmt: skip
def test_production_refuses_to_start_without_what_it_needs_and_says_what_to_set(missing):
    given = {name: value for name, value in PRODUCTION.items() if name != missing}

    answer = _settings("1", **given)

    assert answer.returncode != 0
    assert f"ImproperlyConfigured: Set {missing}: " in answer.stderr


def test_several_host_names_with_commas_and_spaces():
    hosts = {**PRODUCTION, "ALLOWED_HOSTS": "registry.example.gov, www.example.gov ,"}

    assert _value("s.ALLOWED_HOSTS", **hosts) == ["registry.example.gov", "www.example.gov"]


def test_the_contact_is_the_one_that_the_state_sets():
    assert _value("[s.CONTACT_OFFICE, s.CONTACT_PHONE, s.CONTACT_EMAIL]", **PRODUCTION) == [
        "Office of Rural Schools", "555-555-0142", "schools@example.gov",
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["registry.example.gov", "http://registry.example.gov"])
def test_an_address_for_emails_that_browsers_would_not_reach_safely_is_refused(address):
    answer = _settings("1", **{**PRODUCTION, "PORTAL_URL": address})

    assert answer.returncode != 0
    assert "ImproperlyConfigured: Set PORTAL_URL: beginning with https://" in answer.stderr


@pytest.mark.parametrize("name", ["DATABASE_POOL", "TRUSTED_PROXIES", "SECURE_HSTS_SECONDS"])
def test_a_number_that_is_not_one_is_refused_by_the_name_of_its_variable(name):
    answer = _settings("1", **{**PRODUCTION, name: "many"})

    assert answer.returncode != 0
    assert f"ImproperlyConfigured: Set {name}: to a whole number; it is “many”." in answer.stderr


def test_plans_of_frequent_reads_are_kept_unless_the_operator_says_otherwise():
    threshold = "s.DATABASES['default']['OPTIONS']['prepare_threshold']"

    assert _value(f"[s.DATABASE_PREPARE, {threshold}]", **PRODUCTION) == [True, 4]
    assert _value(f"[s.DATABASE_PREPARE, {threshold}]", **PRODUCTION, DATABASE_PREPARE="off") == [False, None]


def test_the_log_has_no_line_for_each_connection_that_a_request_borrows():
    assert not logging.getLogger("psycopg.pool").isEnabledFor(logging.INFO)
    assert logging.getLogger("psycopg.pool").isEnabledFor(logging.WARNING)


@pytest.mark.parametrize("name", ["SENDS_EMAIL", "SENDS_LETTERS"])
def test_emails_can_be_held_back_by_the_variable_and_by_its_earlier_name(name):
    assert _value("s.SENDS_EMAIL", **PRODUCTION) is True
    assert _value("s.SENDS_EMAIL", **PRODUCTION, **{name: "off"}) is False


def test_the_table_of_sign_in_counters_is_not_emptied_by_filling_it():
    assert _value("s.CACHES['default']['OPTIONS']['MAX_ENTRIES']", **PRODUCTION) == 100_000


def test_production_is_closed():
    said = _value(
        "[s.DEBUG, s.SAMPLE_SIGN_IN, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.CACHES['default']['BACKEND'], s.ALLOWED_HOSTS]",
        **PRODUCTION,
    )

    database_cache = "django.core.cache.backends.db.DatabaseCache"
    assert said == [False, False, True, 31_536_000, True, True, database_cache, ["registry.example.gov"]]


def test_debug_cannot_be_switched_on_in_production():
    assert _value("s.DEBUG", **PRODUCTION, DEBUG="true") is False


@pytest.mark.parametrize("word", ["prod", "Production", "staging"])
def test_an_environment_that_is_neither_word_is_an_error_and_not_development(word):
    answer = _settings("1", PORTAL_ENV=word)

    assert answer.returncode != 0
    assert "PORTAL_ENV" in answer.stderr
    assert "production" in answer.stderr


def test_sqlite_by_an_absolute_path():
    said = _value("s.DATABASES['default']", DATABASE_URL="sqlite:////var/lib/portal/db.sqlite3")

    assert said["ENGINE"] == "django.db.backends.sqlite3"
    assert said["NAME"] == "/var/lib/portal/db.sqlite3"
    assert said["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in said["OPTIONS"]["init_command"]


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_by_its_address_with_a_pool(scheme):
    said = _value("s.DATABASES['default']", DATABASE_URL=f"{scheme}://portal:se%40cret@db1.example:5433/registry")

    assert said["ENGINE"] == "django.db.backends.postgresql"
    assert [said[key] for key in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "portal", "se@cret", "db1.example", 5433, "registry",
    ]  # fmt: skip
    assert said["CONN_MAX_AGE"] == 0
    assert said["CONN_HEALTH_CHECKS"] is True
    assert said["OPTIONS"]["pool"]["timeout"] == 3


@pytest.mark.parametrize(
    ("hosts", "host", "port"),
    [
        ("db1.example:5432,db2.example:5433", "db1.example,db2.example", "5432,5433"),
        ("db1.example,db2.example", "db1.example,db2.example", ""),
    ],
)
def test_several_hosts_of_which_the_writable_one_is_used(hosts, host, port):
    url = f"postgresql://portal:secret@{hosts}/registry?target_session_attrs=read-write&sslmode=require"

    said = _value("s.DATABASES['default']", DATABASE_URL=url)

    assert [said["HOST"], said["PORT"], said["NAME"], said["PASSWORD"]] == [host, port, "registry", "secret"]
    assert said["OPTIONS"]["target_session_attrs"] == "read-write"
    assert said["OPTIONS"]["sslmode"] == "require"


def test_postgresql_through_a_socket():
    said = _value("s.DATABASES['default']", DATABASE_URL="postgres://portal@/registry?host=/run/postgresql")

    assert said["HOST"] == ""
    assert said["OPTIONS"]["host"] == "/run/postgresql"


@pytest.mark.parametrize("url", ["mysql://a@b/c", "db.sqlite3", "postgres:/db1.example/portal"])
def test_an_unknown_kind_of_database_is_refused_in_words(url):
    answer = _settings("1", DATABASE_URL=url)

    assert answer.returncode != 0
    assert "ImproperlyConfigured: Set DATABASE_URL: " in answer.stderr


def test_djangos_own_deployment_checks_find_nothing():
    answer = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT, env={"PATH": os.environ["PATH"], **PRODUCTION}, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert answer.returncode == 0, answer.stderr


def test_every_variable_is_described_for_operators():
    read = set(
        re.findall(
            r"(?:env\.\w+|needed_in_production|whole_number)\(\s*\"(\w+)\"",
            (ROOT / "portal" / "settings.py").read_text(encoding="utf-8"),
        )
    )
    described = set(
        re.findall(r"^\| `(\w+)`", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"), re.MULTILINE)
    )

    assert len(read) >= 18
    assert read == described


def test_postgresql_ends_what_takes_too_long_and_commands_may_take_longer():
    url = "postgres://portal@db1.example/registry?options=-c%20search_path=registry"
    options = "s.DATABASES['default']['OPTIONS']['options']"

    assert _value(options, DATABASE_URL=url, DATABASE_LOCK_TIMEOUT="5") == (
        "-c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
        " -c search_path=registry"
    )
    assert _value(options, DATABASE_URL=url, DATABASE_PATIENCE="60").startswith(
        "-c statement_timeout=1800000 -c lock_timeout=600000 -c idle_in_transaction_session_timeout=3600000 "
    )


def test_after_a_long_outage_of_the_database_the_pool_connects_again_within_seconds():
    pool = _value("s.DATABASES['default']['OPTIONS']['pool']", DATABASE_URL="postgres://portal@db1.example/registry")

    assert pool["reconnect_timeout"] == 3  # the pool's own default lets it pause for up to five minutes


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("roles of the database", ["createuser", "portal_owner"]),
        ("services", ["[Service]", "EnvironmentFile=", "User="]),
        ("proxy", ["client_max_body_size", "proxy_request_buffering", "proxy_set_header Host", "X-Request-Start"]),
        ("log of the proxy", ["log_format"]),
        ("every night", ["clearsessions", "verify_audit"]),
        ("backup and restore", ["pg_dump", "pg_restore", "--no-owner"]),
        ("a standby that is lost", ["synchronous_standby_names = ''"]),
    ],
)
def test_setting_up_from_an_empty_machine_is_described_to_the_end(step, words):
    document = (ROOT / "docs" / "setting-up.md").read_text(encoding="utf-8")

    assert [word for word in words if word not in document] == []
