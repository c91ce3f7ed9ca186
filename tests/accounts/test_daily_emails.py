"""People can get what can wait as one email a day; nothing is lost, nothing comes twice, and nothing urgent waits."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from accounts import actions
from accounts.actions.daily_emails import send_daily_emails
from accounts.emails import queue_email, send_account_closed
from accounts.emails.texts import example_values
from accounts.models import OutgoingEmail, Role, User
from accounts.rules import next_daily_email
from accounts.rules.email_templates import template_of
from tests.accounts.test_sending_emails import invite
from tests.factories import StateRoleFactory, UserFactory

OHIO = ZoneInfo("America/New_York")
NOON = datetime.datetime(2026, 9, 14, 12, 0, tzinfo=OHIO)
SEVEN = datetime.datetime(2026, 9, 15, 7, 0, tzinfo=OHIO)
CHANGED = "consortia/emails/changed.txt"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_worker_sends(settings):
    settings.WORKER = True


@pytest.fixture
def person() -> User:
    return UserFactory(name="Pat Morgan", email="pat@example.org", has_daily_email=True)


def news(person: User, consortium: str = "Mill Creek", at: datetime.datetime = NOON, **more) -> OutgoingEmail:
    values = example_values(template_of(CHANGED)) | {"consortium": consortium}
    return queue_email(template=CHANGED, to=person.email, to_user=person, values=values, at=at, **more)


@pytest.mark.parametrize(
    ("after", "due"),
    [
        ("2026-09-14T06:59", "2026-09-14T07:00-04:00"),
        ("2026-09-14T07:00", "2026-09-15T07:00-04:00"),
        ("2026-10-31T20:00", "2026-11-01T07:00-05:00"),  # the clocks go back in between
        ("2027-03-13T20:00", "2027-03-14T07:00-04:00"),  # and forward
    ],
)
def test_the_daily_email_is_due_at_the_same_hour_also_when_clocks_change(after, due):
    moment = datetime.datetime.fromisoformat(after).replace(tzinfo=OHIO)

    assert next_daily_email(moment, hour=7) == datetime.datetime.fromisoformat(due)


def test_what_can_wait_comes_in_one_email_at_the_hour(person, mailoutbox):
    news(person)
    second = news(person, consortium="Three Forks")
    assert send_daily_emails(at=SEVEN - datetime.timedelta(minutes=1)) == 0

    assert send_daily_emails(at=SEVEN) == 1
    assert send_daily_emails(at=SEVEN) == 0

    daily = OutgoingEmail.objects.get(kind="daily email")
    assert daily.subject == "Your daily email: 2 messages"
    assert "Changed: Cedar Gap Local in Mill Creek: http://localhost:8000/letters/" in daily.body
    assert f"Changed: Cedar Gap Local in Three Forks: http://localhost:8000/letters/{second.pk}/" in daily.body
    second.refresh_from_db()
    assert (second.daily_email, second.state, second.is_waiting) == (daily, "not_sent", False)
    assert daily.is_waiting


def test_the_worker_sends_it_once(person, mailoutbox):
    news(person, at=datetime.datetime(2020, 1, 1, tzinfo=OHIO))

    call_command("run_worker")
    call_command("run_worker")

    assert [message.subject for message in mailoutbox] == ["Your daily email: 1 message"]


def test_a_worker_that_is_killed_between_loses_and_doubles_nothing(person, monkeypatch):
    news(person)
    monkeypatch.setattr("accounts.actions.daily_emails.IN_DAILY_EMAIL", None)  # the last write fails
    with pytest.raises(Exception, match=r"NOT NULL|null value"):
        send_daily_emails(at=SEVEN)
    monkeypatch.undo()

    assert send_daily_emails(at=SEVEN) == 1
    assert OutgoingEmail.objects.filter(kind="daily email").count() == 1


def test_what_is_urgent_never_waits(person):
    closed = send_account_closed(person, at=NOON)
    near = news(person, is_urgent=True)
    invited = invite(StateRoleFactory(role=Role.REGISTRAR).user)
    at_once = news(UserFactory())

    assert not any(email.awaits_daily_email for email in (closed, near, at_once))
    assert not OutgoingEmail.objects.get(to=invited.email).awaits_daily_email
    assert news(person).awaits_daily_email
    assert all(
        template_of(file).is_urgent
        for file in (
            "grants/emails/signature_requested.txt",
            "grants/emails/signature_requested_sign_in.txt",
            "grants/emails/receipt.txt",
            "accounts/emails/password_reset.txt",
        )
    )


def test_emails_written_after_the_hour_wait_for_the_next_day(person):
    news(person)
    news(person, at=SEVEN + datetime.timedelta(minutes=1))

    assert send_daily_emails(at=SEVEN) == 1
    assert send_daily_emails(at=SEVEN + datetime.timedelta(hours=23)) == 0
    assert send_daily_emails(at=SEVEN + datetime.timedelta(days=1)) == 1


def test_an_email_that_waits_can_be_sent_at_once_by_a_registrar(person):
    email = news(person)

    actions.resend_email(email=email, by=StateRoleFactory(role=Role.REGISTRAR).user, at=NOON)

    email.refresh_from_db()
    assert (email.awaits_daily_email, email.next_try_at) == (False, NOON)
    assert send_daily_emails(at=SEVEN) == 0


def test_a_person_chooses_in_the_settings(client):
    person = UserFactory()
    client.force_login(person)

    client.post("/accounts/settings/", {"name": person.name, "has_shortcuts": "on", "has_daily_email": "on"})
    person.refresh_from_db()
    assert person.has_daily_email
    assert "checked" in client.get("/accounts/settings/").content.decode().split('name="has_daily_email"')[1][:200]

    actions.change_settings(person=person, name=person.name, has_shortcuts=True, by=person, at=NOON)
    person.refresh_from_db()
    assert person.has_daily_email


@pytest.mark.parametrize("rows", [1, 3])
def test_collecting_takes_as_many_queries_for_any_number_of_messages(person, rows, django_assert_num_queries):
    for _ in range(rows):
        news(person)

    with django_assert_num_queries(8):
        send_daily_emails(at=SEVEN)
