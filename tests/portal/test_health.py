"""The address for monitoring: few queries, nothing secret in the answer, and reached by whoever watches."""

import datetime

import pytest
import time_machine
from django.db import OperationalError, ProgrammingError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from accounts.models import OutgoingEmail, OutgoingEmailQuerySet
from grants.actions.rechecks import ask_to_recheck
from grants.actions.review_pdfs import ask_for_pdf
from grants.models import Recheck
from portal import health
from tests.grants.builders import an_application, an_officer

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_is_remembered():
    health._latest.clear()
    yield
    health._latest.clear()


@time_machine.travel(NOON, tick=False)
def test_a_working_portal_says_ok_with_at_most_five_queries(client, django_assert_max_num_queries, settings):
    settings.PORTAL_VERSION = "2026.11"
    with django_assert_max_num_queries(5):  # migrations, emails, rechecks, PDFs, and on PostgreSQL its extensions
        answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.json() == {
        "ok": True,
        "database_answers": True,
        "unapplied_migrations": 0,
        "oldest_email_waits_minutes": 0,
        "oldest_recheck_waits_minutes": 0,
        "oldest_pdf_waits_minutes": 0,
        "missing_extensions": [],
        "version": "2026.11",
    }
    assert "no-store" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer


def test_asking_again_within_a_second_costs_no_query(client, django_assert_num_queries):
    with time_machine.travel(NOON, tick=False):
        client.get("/healthz")
    with time_machine.travel(NOON + datetime.timedelta(seconds=0.9), tick=False), django_assert_num_queries(0):
        client.get("/healthz")
    with (
        time_machine.travel(NOON + datetime.timedelta(seconds=1), tick=False),
        CaptureQueriesContext(connection) as asked,
    ):
        client.get("/healthz")
    assert asked


def test_a_release_whose_migrations_were_not_applied_is_not_ok(client):
    app, name = min(health._migrations_of_this_release())
    MigrationRecorder(connection).record_unapplied(app, name)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["ok"], answer.json()["unapplied_migrations"]) == (503, False, 1)


def test_a_table_that_was_not_migrated_yet_is_not_read(client, monkeypatch):
    def read(_):
        raise ProgrammingError("column next_try_at does not exist")

    monkeypatch.setattr(OutgoingEmailQuerySet, "waiting_since", read)
    MigrationRecorder(connection).record_unapplied(*min(health._migrations_of_this_release()))

    answer = client.get("/healthz").json()

    assert (answer["database_answers"], answer["unapplied_migrations"]) == (True, 1)
    assert answer["oldest_email_waits_minutes"] is None


def test_a_database_in_which_nothing_was_migrated_answers(client, monkeypatch):
    def read(_):
        raise ProgrammingError('relation "django_migrations" does not exist')

    monkeypatch.setattr(MigrationRecorder, "migration_qs", property(read))

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["database_answers"]) == (503, True)
    assert answer.json()["unapplied_migrations"] > 50


def test_migrations_of_a_newer_release_do_not_stop_this_one(client):
    MigrationRecorder(connection).record_applied("districts", "9999_of_the_next_release")

    assert client.get("/healthz").status_code == 200


@time_machine.travel(NOON, tick=False)
def test_an_email_that_waits_is_reported_and_stops_no_page(client):
    for minutes in (5, 45):
        OutgoingEmail.objects.create(
            to="pat@example.org", subject="", body="", written_at=NOON, next_try_at=NOON,
            queued_at=NOON - datetime.timedelta(minutes=minutes),
        )  # fmt: skip

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["oldest_email_waits_minutes"]) == (200, 45)


def test_checks_and_pdfs_that_wait_for_the_worker_are_reported_and_stop_no_page(client):
    application, officer = an_application(), an_officer()
    Recheck.objects.all().delete()
    for minutes in (5, 20):
        ask_to_recheck([application.pk], at=NOON - datetime.timedelta(minutes=minutes))
    version = application.latest_version()
    for minutes in (3, 40):
        asked_at = NOON - datetime.timedelta(minutes=minutes)
        ask_for_pdf(version=version, page_digest=f"{minutes}", page="<p>", by=officer, at=asked_at)

    with time_machine.travel(NOON, tick=False):
        answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["ok"]) == (200, True)
    assert answer.json()["oldest_recheck_waits_minutes"] == 20
    assert answer.json()["oldest_pdf_waits_minutes"] == 40


def test_a_portal_without_its_database_says_so_without_naming_the_server(client, monkeypatch):
    def fail(*_):
        raise OperationalError("connection to server at db1.example.gov failed: password for portal")

    monkeypatch.setattr(connection, "cursor", fail)

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["database_answers"]) == (503, False)
    assert "db1" not in answer.content.decode()


@override_settings(
    ALLOWED_HOSTS=["registry.example.gov"],
    SECURE_SSL_REDIRECT=True,
    SECURE_REDIRECT_EXEMPT=["^healthz$"],
)
def test_monitors_ask_by_ip_address_and_without_https():
    client = Client(SERVER_NAME="10.0.0.7")

    assert client.get("/healthz").status_code == 200
    assert client.get("/help/").status_code == 400
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


@pytest.mark.postgres
def test_a_missing_extension_is_named_and_stops_no_page(client, monkeypatch):
    monkeypatch.setattr(health, "EXTENSIONS", ("plpgsql", "pg_that_nobody_has"))

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["missing_extensions"]) == (200, ["pg_that_nobody_has"])
