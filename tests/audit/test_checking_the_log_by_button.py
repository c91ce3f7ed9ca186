"""Auditors have the log checked by a button; the worker does it, by the same code as the command."""

import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import Role
from accounts.refusals import Refused
from audit.log import record
from audit.models import Entry
from grants.actions import log_checks
from grants.actions.log_checks import ask_for_log_check, do_next_log_check
from grants.models import LogCheck
from grants.reads import log_check
from tests.factories import StateRoleFactory

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 9, 1, 12, 0, tzinfo=datetime.UTC)
LATER = NOON + datetime.timedelta(minutes=2)


@pytest.fixture(autouse=True)
def with_a_worker(settings):
    settings.WORKER = True


@pytest.fixture
def auditor(client):
    person = StateRoleFactory(role=Role.AUDITOR, user__name="Iris Vane", starts_on=NOON.date()).user
    client.force_login(person)
    return person


def page_of(client) -> str:
    return " ".join(client.get(reverse("staff:audit_check")).content.decode().split())


def work(at=LATER) -> None:
    while do_next_log_check(clock=lambda: at):
        pass


def test_the_button_asks_the_page_shows_that_it_waits_and_then_what_was_found(client, auditor, time_machine):
    time_machine.move_to(NOON, tick=False)
    record("note", "Mill Creek", by="a test", at=NOON)
    assert "No one has run a check of the log" in page_of(client)

    client.post(reverse("staff:audit_check"))

    waiting = client.get(reverse("staff:audit_check"))
    assert "The check will start in a few seconds. Requested by Iris Vane" in waiting.content.decode()
    assert waiting["Refresh"] == "3; url=/audit/check/"
    work()
    page = page_of(client)
    # The note, and that the check was requested.
    assert (
        "The log is intact: 2 entries and all records they cover are unchanged. Last checked Sep 1, 2026, 8:02 AM"
        in page
    )
    assert "requested by Iris Vane" in page
    assert "Refresh" not in client.get(reverse("staff:audit_check"))
    events = [(entry.event, entry.by.partition(" (")[0]) for entry in Entry.objects.order_by("number")]
    assert events == [("note", "a test"), ("log.check_asked", "Iris Vane"), ("log.checked", "run_worker")]
    assert "The log is intact: 2 entries" in " ".join(client.get("/audit/").content.decode().split())


def test_the_first_entry_that_differs_is_named_as_the_command_names_it(client, auditor, monkeypatch):
    record("note", "Mill Creek", by="a test", at=NOON)
    record("note", "Mill Creek", by="a test", at=NOON)
    changed = log_check.first_flaw
    monkeypatch.setattr(log_check, "first_flaw", lambda rows, head, last: changed(altered(rows), head, last=last))
    ask_for_log_check(by=auditor, at=NOON)

    work()

    says = "The log is broken. Entry 2 was changed: its content does not match its digest."
    assert says in page_of(client)
    with pytest.raises(CommandError, match=says):
        call_command("verify_audit", stdout=StringIO())


def altered(rows):
    for entry in rows:
        if entry.number == 2:
            entry.subject = "another:2"
        yield entry


def test_two_auditors_at_once_ask_for_one_check_and_the_database_has_the_last_word(auditor):
    other = StateRoleFactory(role=Role.AUDITOR, starts_on=NOON.date()).user

    assert ask_for_log_check(by=auditor, at=NOON) == ask_for_log_check(by=other, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        LogCheck.objects.create(asked_by=other, asked_at=NOON, next_try_at=NOON)
    work()
    ask_for_log_check(by=other, at=LATER)
    assert LogCheck.objects.count() == 2


def test_only_auditors_ask(client):
    officer = StateRoleFactory(role=Role.GRANTS_OFFICER, starts_on=NOON.date()).user

    with pytest.raises(Refused, match="Only auditors"):
        ask_for_log_check(by=officer, at=NOON)


def test_the_page_shows_how_far_a_check_is(client, auditor, monkeypatch):
    said = []
    monkeypatch.setattr(log_check, "STEP", 2)
    monkeypatch.setattr(log_checks, "_say", lambda check, clock, progress: said.append(progress))
    for _ in range(5):
        record("note", "Mill Creek", by="a test", at=NOON)
    check = ask_for_log_check(by=auditor, at=NOON)

    work()

    # Six entries, the request included; then each kind of records.
    assert [tuple(one) for one in said[:4]] == [(6, 0, 0), (6, 2, 0), (6, 4, 0), (6, 6, 0)]
    assert said[-1].compared == len(log_check.PROOFS) - 1
    open_again = {"is_open": True, "finished_at": None, "result": "", "attempts": 1}
    LogCheck.objects.filter(pk=check.pk).update(**open_again, entries=6, read=4)
    assert "4 of 6 entries read." in page_of(client)


def test_a_check_whose_worker_was_killed_is_tried_again_and_given_up_after_three_times(client, auditor, monkeypatch):
    def die(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr(log_checks, "check_log", die)
    ask_for_log_check(by=auditor, at=NOON)
    for hours in range(3):
        with pytest.raises(KeyboardInterrupt):
            do_next_log_check(clock=lambda hours=hours: NOON + datetime.timedelta(hours=hours))
    assert not do_next_log_check(clock=lambda: NOON + datetime.timedelta(hours=2, minutes=1))

    assert do_next_log_check(clock=lambda: NOON + datetime.timedelta(hours=4))

    assert "The check stopped three times before its end." in page_of(client)


def test_the_page_takes_the_same_queries_for_one_and_three_checks(client, auditor, django_assert_num_queries):
    for place in range(3):
        ask_for_log_check(by=auditor, at=NOON + place * datetime.timedelta(hours=1))
        work(NOON + place * datetime.timedelta(hours=1))
        if place in (0, 2):
            with django_assert_num_queries(5):  # session, user, roles; the one under way, those that are done
                client.get(reverse("staff:audit_check"))
