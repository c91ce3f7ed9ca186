"""The worker sends each email once, tries again what the mail server does not accept, and loses none."""

import datetime
import re
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection

from accounts import actions, delivery
from accounts.delivery import send_due_emails
from accounts.models import Invitation, OutgoingEmail, Role, User
from accounts.rules import digest_of_token, wait_before_next_try
from tests.accounts.test_sending_emails import NOON, an_email, invite
from tests.factories import StateRoleFactory, UserFactory

ROOT = Path(__file__).resolve().parents[2]
MINUTE = datetime.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_worker_sends(settings):
    settings.WORKER = True
    settings.PORTAL_URL = "https://registry.example.gov"


@pytest.fixture
def registrar() -> User:
    return StateRoleFactory(role=Role.REGISTRAR).user


@pytest.fixture
def silent_server(settings):
    """A mail server that accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        settings.EMAIL_TIMEOUT = 0.2
        yield settings
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def send_due(at: datetime.datetime) -> tuple[int, bool]:
    """What the worker does at that moment."""
    return send_due_emails(clock=lambda: at)


def emails_to(*names: str) -> list[OutgoingEmail]:
    return [an_email(UserFactory(email=f"{name}@example.org")) for name in names]


def refuse(monkeypatch, error: Exception, only: str = "") -> None:
    """Has the mail server answer with the error, for one address or for all."""
    accept = EmailBackend.send_messages

    def answer(backend, messages):
        if only in messages[0].to[0]:
            raise error
        return accept(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", answer)


def test_a_hundred_invitations_ask_nothing_of_the_mail_server(
    silent_server, registrar, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(100):
            invite(registrar, f"invited{number}@example.org")

    assert OutgoingEmail.objects.due(NOON).count() == 100
    assert not OutgoingEmail.objects.exclude(attempts=0).exists()
    silent_server.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due(at=NOON) == (100, True)
    assert len({message.to[0] for message in mail.outbox}) == 100
    assert not OutgoingEmail.objects.waiting().exists()


def test_a_mail_server_that_says_nothing_costs_one_attempt_of_one_email(silent_server):
    first, second = emails_to("pat", "sam")

    began = time.monotonic()
    assert send_due(at=NOON) == (0, False)

    assert time.monotonic() - began < 5
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.attempts, first.next_try_at, first.sent_at) == ("problem", 1, NOON + MINUTE, None)
    assert first.problem.startswith("The mail server did not accept it: ")
    assert (second.state, second.attempts, second.next_try_at) == ("not_sent", 0, NOON)

    silent_server.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_due(at=NOON + MINUTE) == (2, True)
    first.refresh_from_db()
    assert (first.state, first.problem, first.sent_at) == ("sent", "", NOON + MINUTE)


def test_a_worker_killed_between_sending_and_storing_loses_no_email_and_recipients_see_it_once(monkeypatch):
    (email,) = emails_to("pat")

    class Killed(BaseException):
        """The process ends here."""

    def accept_and_die(backend, messages):
        accept(backend, messages)
        raise Killed

    accept = EmailBackend.send_messages
    monkeypatch.setattr(EmailBackend, "send_messages", accept_and_die)
    with pytest.raises(Killed):
        send_due(at=NOON)
    monkeypatch.setattr(EmailBackend, "send_messages", accept)

    email.refresh_from_db()
    assert (email.state, email.sent_at, email.is_waiting) == ("not_sent", None, True)
    assert send_due(at=NOON + 9 * MINUTE) == (0, True)
    assert send_due(at=NOON + 10 * MINUTE) == (1, True)
    assert send_due(at=NOON + 60 * MINUTE) == (0, True)
    once, again = (message.message()["Message-ID"] for message in mail.outbox)
    assert once == again
    assert once.endswith("@registry.example.gov>")


def test_a_worker_with_much_to_send_keeps_each_email_from_others_for_as_long_as_the_first(monkeypatch):
    emails_to("pat", "sam")
    moments = iter([NOON, NOON + 30 * MINUTE, NOON + 60 * MINUTE])

    def look(backend, messages):
        taken_until.append(OutgoingEmail.objects.get(to=messages[0].to[0]).next_try_at)
        return len(messages)

    taken_until: list[datetime.datetime] = []
    monkeypatch.setattr(EmailBackend, "send_messages", look)
    send_due_emails(clock=lambda: next(moments))

    assert taken_until == [NOON + 10 * MINUTE, NOON + 40 * MINUTE]
    assert set(OutgoingEmail.objects.values_list("sent_at", flat=True)) == {NOON, NOON + 30 * MINUTE}


def test_an_address_that_is_refused_for_good_is_not_tried_again_and_stops_no_other(monkeypatch):
    refused, _ = emails_to("nobody", "sam")
    refuse(monkeypatch, smtplib.SMTPRecipientsRefused({"nobody@example.org": (550, b"No such user")}), only="nobody")

    assert send_due(at=NOON) == (1, True)

    refused.refresh_from_db()
    assert (refused.state, refused.is_waiting) == ("problem", False)
    assert "No such user" in refused.problem


def test_an_address_that_is_refused_for_now_is_tried_again(monkeypatch):
    (greylisted,) = emails_to("pat")
    refuse(monkeypatch, smtplib.SMTPRecipientsRefused({"pat@example.org": (450, b"Try again later")}))

    assert send_due(at=NOON) == (0, True)

    greylisted.refresh_from_db()
    assert greylisted.next_try_at == NOON + MINUTE


@pytest.mark.parametrize(
    ("attempts", "waited_hours", "minutes"),
    [(1, 0, 1), (2, 0, 2), (3, 0, 4), (8, 4, 128), (9, 6, 240), (500, 67, 240), (25, 68, 240), (25, 68.1, None)],
)
def test_the_waits_between_attempts_double_up_to_four_hours_and_end_after_three_days(attempts, waited_hours, minutes):
    wait = wait_before_next_try(attempts=attempts, waited=datetime.timedelta(hours=waited_hours))

    assert wait == (minutes and minutes * MINUTE)


def test_after_three_days_it_is_a_problem_for_a_person_and_its_link_can_not_be_made_again(monkeypatch, registrar):
    invite(registrar)
    refuse(monkeypatch, smtplib.SMTPServerDisconnected("Connection unexpectedly closed"))

    send_due(at=NOON + datetime.timedelta(days=3))

    email = OutgoingEmail.objects.get()
    assert (email.state, email.is_waiting, email.link_seed) == ("problem", False, "")


def test_an_invitation_has_the_same_link_at_every_attempt_and_the_database_never_has_it(
    monkeypatch, registrar, settings
):
    invite(registrar)
    waiting = OutgoingEmail.objects.get()
    with monkeypatch.context() as patch:
        refuse(patch, smtplib.SMTPServerDisconnected("Connection unexpectedly closed"))
        send_due(at=NOON)
    send_due(at=NOON + MINUTE)

    token = re.search(r"https://registry\.example\.gov/accounts/invitations/(\S+)/", mail.outbox[0].body)[1]
    assert Invitation.objects.get().token_digest == digest_of_token(token)
    assert token == delivery.token_from(waiting.link_seed)
    assert token not in str(OutgoingEmail.objects.values())
    assert OutgoingEmail.objects.get().link_seed == ""
    settings.SECRET_KEY = "the key of another server"
    assert delivery.token_from(waiting.link_seed) != token


def test_an_email_that_someone_sends_again_while_it_is_being_sent_goes_out_once_more(monkeypatch, registrar):
    (email,) = emails_to("pat")
    accept = EmailBackend.send_messages
    evening = NOON + 6 * 60 * MINUTE

    def meanwhile(backend, messages):
        monkeypatch.setattr(EmailBackend, "send_messages", accept)
        actions.resend_email(email=email, by=registrar, at=evening)
        return accept(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", meanwhile)

    assert send_due(at=NOON) == (1, True)
    assert send_due(at=evening) == (1, True)
    email.refresh_from_db()
    assert (email.state, email.sent_at, email.is_waiting) == ("sent", evening, False)


def test_where_emails_are_held_back_a_worker_sends_none(settings):
    emails_to("pat")
    settings.SENDS_EMAIL = False
    kept = an_email(UserFactory(email="sam@example.org"))

    assert send_due(at=NOON) == (0, True)
    assert (kept.state, kept.is_waiting) == ("not_sent", False)
    assert mail.outbox == []


def test_the_list_says_that_the_portal_tries_again(client, registrar):
    email = OutgoingEmail.objects.create(
        to="pat@example.org", subject="Hello", body="", written_at=NOON, queued_at=NOON, next_try_at=NOON,
        problem="The mail server did not accept it: TimeoutError, timed out",
    )  # fmt: skip
    client.force_login(registrar)

    assert "The portal will try again." in client.get(f"/letters/{email.pk}/").content.decode()
    OutgoingEmail.objects.update(next_try_at=None)
    assert "The portal will try again." not in client.get(f"/letters/{email.pk}/").content.decode()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_email_once(monkeypatch):
    emails_to(*(f"person{number}" for number in range(20)))
    accept, outcomes = EmailBackend.send_messages, []

    def slowly(backend, messages):
        time.sleep(0.02)
        return accept(backend, messages)

    def work():
        try:
            outcomes.append(send_due(at=NOON)[0])
        finally:
            connection.close()

    monkeypatch.setattr(EmailBackend, "send_messages", slowly)
    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)

    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        OutgoingEmail.objects.values_list("to", flat=True)
    )
    assert sum(outcomes) == 20
    assert min(outcomes) > 0, "one of them did nothing"


@pytest.mark.parametrize("name", ["run_worker", "send_emails"])  # its name now, and the earlier one
def test_the_worker_ends_at_a_stop_signal(name, tmp_path):
    command = [sys.executable, "manage.py", name, "--loop"]
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/none.sqlite3", "SENDS_EMAIL": "on"}
    worker = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)

    said = worker.stderr.readline()  # the database has no tables: it goes on all the same
    worker.send_signal(signal.SIGTERM)
    worker.communicate(timeout=20)

    assert said == "The worker could not reach the database and will try again\n"
    assert worker.returncode == 0
