"""Emails are stored as they were written, sent after the transaction they report on, and never lost."""

import datetime
import re
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from accounts import actions
from accounts.emails import queue_email
from accounts.emails.texts import example_values
from accounts.models import Invitation, OutgoingEmail, Role, User
from accounts.refusals import Refused, Unready
from accounts.rules.email_templates import template_of
from audit.models import Entry
from tests.factories import StateRoleFactory, UserFactory

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
EVENING = NOON + datetime.timedelta(hours=6)

pytestmark = pytest.mark.django_db


@pytest.fixture
def broken_mail_server(monkeypatch):
    def refuse(*_):
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    return monkeypatch


@pytest.fixture
def registrar() -> User:
    return StateRoleFactory(role=Role.REGISTRAR).user


def an_email(to_user: User | None = None, **fields) -> OutgoingEmail:
    person = to_user or UserFactory(email="pat@example.org")
    words = {
        "to": person.email,
        "to_user": person,
        "template": "accounts/emails/account_closed.txt",
        "values": {"recipient": person.name},
        "about": "/my/",
        "at": NOON,
    }
    return queue_email(**words | fields)


def invite(registrar: User, email: str = "ivy@example.org", at: datetime.datetime = NOON) -> Invitation:
    return actions.invite_person(email=email, name="Ivy Lane", by=registrar, at=at)


def test_an_email_is_stored_and_sent_after_the_change_it_reports_on(django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        email = an_email()
        assert mailoutbox == []
        assert email.state == "not_sent"

    (sent,) = mailoutbox
    email.refresh_from_db()
    assert (sent.to, sent.subject, sent.body) == (["pat@example.org"], "Your account was closed", email.body)
    assert "An administrator closed your account" in email.body
    assert (email.state, email.sent_at, email.written_at, email.problem) == ("sent", NOON, NOON, "")


@pytest.mark.django_db(transaction=True)
def test_an_email_about_a_change_that_was_rolled_back_is_neither_stored_nor_sent(mailoutbox):
    with transaction.atomic():
        an_email()
        transaction.set_rollback(True)

    assert not OutgoingEmail.objects.exists()
    assert mailoutbox == []


def test_a_mail_server_that_fails_loses_nothing(broken_mail_server, django_capture_on_commit_callbacks, registrar):
    with django_capture_on_commit_callbacks(execute=True):
        email = an_email()
    email.refresh_from_db()
    assert email.state == "problem"
    assert email.problem == (
        "The mail server did not accept it: SMTPServerDisconnected, Connection unexpectedly closed"
    )
    assert "An administrator closed your account" in email.body

    broken_mail_server.undo()
    with django_capture_on_commit_callbacks(execute=True):
        actions.resend_email(email=email, by=registrar, at=EVENING)

    email.refresh_from_db()
    assert (email.state, email.sent_at, email.problem) == ("sent", EVENING, "")
    assert [message.to for message in mail.outbox] == [["pat@example.org"]]


def test_the_sample_state_stores_its_emails_and_sends_none(settings, django_capture_on_commit_callbacks, mailoutbox):
    settings.SENDS_EMAIL = False
    with django_capture_on_commit_callbacks(execute=True):
        email = an_email()

    email.refresh_from_db()
    assert mailoutbox == []
    assert (email.state, email.problem) == ("not_sent", "Kept, not sent: sample state")


def test_a_one_time_link_is_in_the_email_that_is_sent_and_stored_nowhere(
    registrar, django_capture_on_commit_callbacks, mailoutbox
):
    with django_capture_on_commit_callbacks(execute=True):
        invite(registrar)

    token = re.search(r"/accounts/invitations/(\S+)/", mailoutbox[0].body)[1]
    email = OutgoingEmail.objects.get()
    assert token not in str(OutgoingEmail.objects.values()) + str(Entry.objects.values())
    assert "The link was in the email we sent. For security, we don’t keep it." in email.body
    assert (email.kind, email.to, email.to_user.name) == ("invitation", "ivy@example.org", "Ivy Lane")


def test_an_invitation_is_sent_again_with_a_new_link(registrar, django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        invitation = invite(registrar)
    with django_capture_on_commit_callbacks(execute=True):
        again = actions.resend_email(email=OutgoingEmail.objects.get(), by=registrar, at=EVENING)

    older, newer = (re.search(r"/accounts/invitations/(\S+)/", message.body)[1] for message in mailoutbox)
    invitation.refresh_from_db()
    assert older != newer
    assert invitation.withdrawn_at == EVENING
    assert again.written_at == EVENING
    assert Invitation.objects.open().count() == 1


def test_an_invitation_that_was_accepted_is_not_sent_again(registrar):
    Invitation.objects.filter(pk=invite(registrar).pk).update(accepted_at=NOON)

    with pytest.raises(Unready, match="There is no open invitation"):
        actions.resend_email(email=OutgoingEmail.objects.get(), by=registrar, at=EVENING)


def test_an_email_sent_again_goes_to_the_recipients_current_address(
    registrar, django_capture_on_commit_callbacks, mailoutbox
):
    person = UserFactory(email="old@example.org")
    email = an_email(person)
    person.email = "new@example.org"
    person.save()

    with django_capture_on_commit_callbacks(execute=True):
        actions.resend_email(email=email, by=registrar, at=EVENING)

    assert mailoutbox[-1].to == ["new@example.org"]
    assert Entry.objects.get().detail == {"to": "new@example.org", "before": "old@example.org"}


@pytest.mark.parametrize("role", [Role.GRANTS_OFFICER, Role.AUDITOR, Role.SCORER])
def test_only_registrars_and_administrators_send_again(role):
    with pytest.raises(Refused, match="Only a registrar or an administrator"):
        actions.resend_email(email=an_email(), by=StateRoleFactory(role=role).user, at=NOON)


def test_a_subject_with_a_new_line_in_it_is_one_line(django_capture_on_commit_callbacks, mailoutbox):
    with django_capture_on_commit_callbacks(execute=True):
        an_email(
            template="grants/emails/signature_declined.txt",
            values={
                **example_values(template_of("grants/emails/signature_declined.txt")),
                "member": "Mill Creek\nBcc: everybody@example.org",
            },
        )

    assert mailoutbox[0].subject == "Mill Creek Bcc: everybody@example.org declined to sign 26-0011"


def test_a_corrected_address_disables_the_old_link_and_gets_a_new_email(
    registrar, django_capture_on_commit_callbacks, mailoutbox
):
    with django_capture_on_commit_callbacks(execute=True):
        first = invite(registrar, email="ivy@exmaple.org")
    with django_capture_on_commit_callbacks(execute=True):
        second = actions.correct_address(person=first.person, email=" Ivy@Example.org ", by=registrar, at=EVENING)

    first.refresh_from_db()
    assert first.withdrawn_at == EVENING
    assert [message.to for message in mailoutbox] == [["ivy@exmaple.org"], ["ivy@example.org"]]
    assert User.objects.get(pk=second.person_id).email == "ivy@example.org"
    assert Entry.objects.get(event="address.corrected").detail == {
        "before": "ivy@exmaple.org",
        "email": "ivy@example.org",
    }


def test_the_address_of_a_person_who_opened_the_account_is_not_corrected(registrar):
    with pytest.raises(Unready, match="already opened the account"):
        actions.correct_address(person=UserFactory(), email="new@example.org", by=registrar, at=NOON)


def test_an_address_that_another_person_uses_is_refused_without_naming_them(registrar):
    UserFactory(email="pat@example.org", name="Pat Secretive")
    person = invite(registrar).person

    with pytest.raises(Unready, match=r"Another person already uses pat@example\.org\.") as no:
        actions.correct_address(person=person, email="PAT@example.org", by=registrar, at=NOON)
    assert "Secretive" not in str(no.value)


def test_the_same_address_is_no_correction(registrar):
    person = invite(registrar).person

    with pytest.raises(Unready, match="already sent to ivy@example"):
        actions.correct_address(person=person, email="ivy@example.org", by=registrar, at=NOON)


def test_a_registrar_does_not_redirect_an_invitation_to_a_state_wide_role(registrar):
    administrator = StateRoleFactory(role=Role.ADMINISTRATOR).user
    invitation = actions.invite_person(
        email="ivy@example.org", name="Ivy", role=Role.AUDITOR, by=administrator, at=NOON
    )

    with pytest.raises(Refused, match="Only an administrator"):
        actions.correct_address(person=invitation.person, email="eve@example.org", by=registrar, at=NOON)
    with pytest.raises(Refused, match="Only an administrator"):
        actions.resend_email(email=OutgoingEmail.objects.get(), by=registrar, at=NOON)


def failed(email: OutgoingEmail) -> OutgoingEmail:
    OutgoingEmail.objects.filter(pk=email.pk).update(
        problem="The mail server did not accept it", next_try_at=None, link_seed=""
    )
    return email


def test_an_unsent_invitation_is_not_a_problem_once_a_newer_one_was_sent(
    registrar, django_capture_on_commit_callbacks, mailoutbox
):
    invite(registrar)
    email = failed(OutgoingEmail.objects.get())

    with django_capture_on_commit_callbacks(execute=True):
        actions.resend_email(email=email, by=registrar, at=EVENING)

    assert len(mailoutbox) == 1
    assert not OutgoingEmail.objects.in_state("problem").exists()
    email.refresh_from_db()
    assert (email.state, email.problem) == ("not_sent", "Replaced by a newer invitation.")


def test_an_invitation_that_still_waits_does_not_leave_with_its_dead_link(settings, registrar):
    settings.WORKER = True
    person = invite(registrar).person

    actions.renew_invitation(person=person, by=registrar, at=EVENING)

    waiting = OutgoingEmail.objects.of_kind("invitation").waiting()
    assert list(waiting.values_list("written_at", flat=True)) == [EVENING]


def test_all_emails_with_a_problem_are_sent_again_in_one_step(
    client, registrar, django_capture_on_commit_callbacks, mailoutbox
):
    for name in ("pat", "lee"):
        failed(an_email(UserFactory(email=f"{name}@example.org")))
    failed(an_email(UserFactory(email="ola@example.org", name="Ola")))
    invite(registrar)
    for email in OutgoingEmail.objects.of_kind("invitation"):
        failed(email)
    client.force_login(registrar)
    page = client.get("/letters/?state=problem").text
    assert "Send all emails with a problem again" in page
    assert "Send all emails with a problem again" not in client.get("/letters/").text

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/letters/again/", follow=True)

    assert "4 emails are being sent again." in answer.text
    assert sorted(message.to[0] for message in mailoutbox) == [
        "ivy@example.org", "lee@example.org", "ola@example.org", "pat@example.org",
    ]  # fmt: skip
    assert not OutgoingEmail.objects.in_state("problem").exists()
    assert Entry.objects.filter(event="letter.sent_again").count() == 3
    assert "No email has a problem." in client.post("/letters/again/", follow=True).text
