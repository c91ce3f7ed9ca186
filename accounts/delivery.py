"""Handing stored emails to the mail server, as often as it takes."""

import base64
import datetime
import logging
import smtplib
from collections.abc import Callable
from urllib.parse import urlsplit

from allauth.account import app_settings as allauth_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac

from accounts.addresses import page
from accounts.models import OutgoingEmail, OutgoingEmailQuerySet
from accounts.rules import wait_before_next_try
from accounts.rules.email_templates import blocks_of

log = logging.getLogger(__name__)
RESET = "password reset"
INVITATION = "invitation"
# What the stored email shows instead of a one-time link.
LINK_REMOVED = (
    "(The link was in the email we sent. For security, we don’t keep it. Send the invitation again for a new link.)"
)
OTHER_LINK_REMOVED = "(The link was in the email we sent. For security, we don’t keep it.)"
CODE_REMOVED = "(The code was in the email we sent. For security, we don’t keep it.)"
# A worker that was killed keeps an email for so long; then another worker sends it.
SHORTEST_LEASE = datetime.timedelta(minutes=10)
# One email takes about ten answers of the mail server, each within EMAIL_TIMEOUT.
ANSWERS = 10


def token_from(seed: str) -> str:
    """The token of a one-time link. Only this server can make it: neither the seed nor the database is enough."""
    digest = salted_hmac("accounts.one_time_link", seed, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def full_address(path: str) -> str:
    """The full URL of a page, for use in emails."""
    return settings.PORTAL_URL.rstrip("/") + path


def code_from(seed: str) -> str:
    """The code that works where the link of the same seed doesn't: four groups of four letters and digits, 80 bits."""
    digest = salted_hmac("accounts.one_time_code", seed, algorithm="sha256").digest()
    letters = base64.b32encode(digest[:10]).decode()
    return "-".join(letters[start : start + 4] for start in range(0, len(letters), 4))


def link_from(seed: str, kind: str = INVITATION) -> str:
    """The full URL of a one-time link. The page has the name of the kind of email."""
    return full_address(page(kind, token_from(seed)))


def placeholder_of(kind: str) -> str:
    """What an email of this kind stores instead of its one-time link."""
    return LINK_REMOVED if kind == INVITATION else OTHER_LINK_REMOVED


def send_due_emails(*, clock: Callable[[], datetime.datetime]) -> tuple[int, bool]:
    """Sends the emails that are due, and returns how many were sent and whether the mail server works.

    Stops at the first sign that the mail server doesn't work, so that one that hangs costs one attempt of one email.
    Other workers may do the same at the same time: each email is taken by one of them. The clock is read anew for each
    email, because sending many takes longer than one may be kept from other workers.
    """
    sent, at = 0, clock()
    while settings.SENDS_EMAIL and (email := _take(OutgoingEmail.objects.due(at), at)):
        error = _send(email, at)
        if error is not None and not _is_about_this_email(error):
            return sent, False
        sent, at = sent + (error is None), clock()
    return sent, True


def send_email(pk: int, at: datetime.datetime) -> None:
    """Sends one email at once if it is due and no worker has it."""
    if email := _take(OutgoingEmail.objects.filter(pk=pk).due(at), at):
        _send(email, at)


def _take(emails: OutgoingEmailQuerySet, at: datetime.datetime) -> OutgoingEmail | None:
    """The first of these, taken for as long as sending may last. Committed before anything is sent."""
    if not emails.exists():  # most often there is none, and SQLite needs no lock to see that
        return None
    with transaction.atomic():
        email = emails.select_for_update(skip_locked=True).first()
        if email is not None:
            email.attempts += 1
            email.next_try_at = at + max(SHORTEST_LEASE, datetime.timedelta(seconds=ANSWERS * settings.EMAIL_TIMEOUT))
            email.save(update_fields=["attempts", "next_try_at"])
    return email


def _send(email: OutgoingEmail, at: datetime.datetime) -> Exception | None:
    """Sends an email that was taken, then stores the outcome. Returns the error if the mail server didn't accept it."""
    # Unchanged if someone asked to send the email again meanwhile: then it goes out once more.
    taken = OutgoingEmail.objects.filter(pk=email.pk, next_try_at=email.next_try_at)
    try:
        _message(email).send()
    except (OSError, ValueError) as error:  # SMTP errors are OSErrors; an invalid address is a ValueError
        log.warning("Email %s was not accepted (attempt %s): %s", email.pk, email.attempts, type(error).__name__)
        waited = at - (email.queued_at or at)
        wait = None if _is_final(error) else wait_before_next_try(attempts=email.attempts, waited=waited)
        problem = f"The mail server did not accept it: {type(error).__name__}, {error}"[:300]
        if wait:
            taken.update(problem=problem, next_try_at=at + wait)
        else:
            taken.update(problem=problem, next_try_at=None, link_seed="")
        return error
    OutgoingEmail.objects.filter(pk=email.pk).update(sent_at=at, problem="")
    taken.update(next_try_at=None, link_seed="")
    return None


def html_of(subject: str, body: str) -> str:
    """The HTML part of an email, made of its plain text: the same words, with links only to the portal."""
    context = {
        "subject": subject,
        "blocks": blocks_of(body, portal_url=settings.PORTAL_URL),
        "state": settings.STATE_NAME,
        "portal": settings.PORTAL_NAME,
    }
    return render_to_string("accounts/emails/message.html", context)


def _message(email: OutgoingEmail) -> EmailMultiAlternatives:
    text = email.body
    if email.link_seed:
        text = text.replace(placeholder_of(email.kind), _link_of(email))
        text = text.replace(CODE_REMOVED, code_from(email.link_seed))
    # The same for every attempt: a recipient's mail program shows an email once even if it was sent twice.
    began = int(email.queued_at.timestamp()) if email.queued_at else 0
    name = f"<email-{email.pk}-{began}@{urlsplit(settings.PORTAL_URL).hostname}>"
    message = EmailMultiAlternatives(email.subject, text, None, [email.to], headers={"Message-ID": name})
    message.attach_alternative(html_of(email.subject, text), "text/html")
    return message


def _link_of(email: OutgoingEmail) -> str:
    """The one-time link. A reset link depends on the current password, so it stops working when that changes."""
    if email.kind == RESET and email.to_user is not None:
        token = allauth_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(email.to_user)
        return full_address(page("password reset", user_pk_to_url_str(email.to_user), token))
    return link_from(email.link_seed, email.kind)


def _is_about_this_email(error: Exception) -> bool:
    """Whether the mail server works and refuses this email only."""
    return isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError | ValueError)


def _is_final(error: Exception) -> bool:
    """Whether trying again can't help: an address that isn't one, or that the mail server refuses for good."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    return isinstance(error, ValueError)
