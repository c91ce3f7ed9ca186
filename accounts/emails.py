"""Plain-text emails. Each is stored as a row and sent after the transaction it reports on commits."""

import datetime
from collections.abc import Mapping
from functools import partial

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from accounts.addresses import HasPage, page
from accounts.models import KEPT_NOT_SENT, Invitation, OutgoingEmail, StateRole, User

# What the stored email shows instead of a one-time link.
LINK_REMOVED = (
    "(The link was in the email we sent. For security, we don’t keep it. Send the invitation again for a new link.)"
)
INVITATION = "invitation"


def full_address(of: str | HasPage) -> str:
    """The full URL of a page, for use in emails. Takes a path or a record."""
    return settings.PORTAL_URL.rstrip("/") + (of if isinstance(of, str) else of.get_absolute_url())


def link_of(token: str) -> str:
    """The full URL where the invitation is accepted."""
    return full_address(page("invitation", token))


def queue_email(
    *,
    kind: str,
    to: str,
    to_user: User | None,
    subject: str,
    template: str,
    context: Mapping[str, object],
    about: str = "",
    one_time_links: Mapping[str, str] | None = None,
    at: datetime.datetime,
) -> OutgoingEmail:
    """Stores an email in the caller's transaction and sends it after the commit.

    `kind` is a word or two for the list of emails ("invitation"), `template` a text file, `about` the path of the
    page that the email asks the recipient to open. `one_time_links` go into the email that is sent, and are not
    stored. If the mail server fails, the row keeps the error and the email can be sent again.
    """
    subject = " ".join(subject.split())[:200]
    links = one_time_links or {}
    email = OutgoingEmail.objects.create(
        kind=kind,
        to=to,
        to_user=to_user,
        subject=subject,
        body=_rendered(template, {**context, **dict.fromkeys(links, LINK_REMOVED)}),
        about=about,
        written_at=at,
    )
    text = _rendered(template, {**context, **links}) if links else email.body
    transaction.on_commit(partial(_send, email, text, at), robust=True)
    return email


def send_again(email: OutgoingEmail, *, at: datetime.datetime) -> None:
    """Sends the stored email again after the caller's transaction commits."""
    transaction.on_commit(partial(_send, email, email.body, at), robust=True)


def _rendered(template: str, context: Mapping[str, object]) -> str:
    names = {
        "PORTAL_NAME": settings.PORTAL_NAME,
        "STATE_NAME": settings.STATE_NAME,
        "PORTAL_URL": settings.PORTAL_URL,
        "CONTACT_OFFICE": settings.CONTACT_OFFICE,
        "CONTACT_PHONE": settings.CONTACT_PHONE,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
    }
    return render_to_string(template, {**names, **context}).strip() + "\n"


def _send(email: OutgoingEmail, text: str, at: datetime.datetime) -> None:
    """Sends the text and stores the outcome on the row."""
    if not settings.SENDS_EMAIL:
        email.problem = KEPT_NOT_SENT
    else:
        try:
            send_mail(email.subject, text, None, [email.to])
        except (OSError, ValueError) as no:  # SMTP errors are OSErrors; an invalid address is a ValueError
            email.problem = f"The mail server did not accept it: {type(no).__name__}, {no}"[:300]
        else:
            email.sent_at, email.problem = at, ""
    email.save(update_fields=["sent_at", "problem"])


def send_invitation(invitation: Invitation, token: str, *, as_what: str = "", at: datetime.datetime) -> OutgoingEmail:
    """Sends the one-time link to the invited person."""
    return queue_email(
        kind=INVITATION,
        to=invitation.email,
        to_user=invitation.person,
        subject=f"Your invitation to {settings.PORTAL_NAME}",
        template="accounts/emails/invitation.txt",
        context={"invitation": invitation, "person": invitation.person, "as_what": as_what},
        one_time_links={"link": link_of(token)},
        at=at,
    )


def send_role_given(role: StateRole, *, at: datetime.datetime) -> OutgoingEmail:
    """Tells the person about a new role and its dates."""
    return _about_role(role, "role given", "You have a new role", "accounts/emails/role_given.txt", at)


def send_role_ended(role: StateRole, *, at: datetime.datetime) -> OutgoingEmail:
    """Tells the person that a role ended or will end."""
    return _about_role(role, "role ended", "Your role is ending", "accounts/emails/role_ended.txt", at)


def send_account_closed(person: User, *, at: datetime.datetime) -> OutgoingEmail:
    """Tells the person that the account was closed."""
    return queue_email(
        kind="account closed",
        to=person.email,
        to_user=person,
        subject="Your account was closed",
        template="accounts/emails/account_closed.txt",
        context={"person": person},
        at=at,
    )


def _about_role(role: StateRole, kind: str, subject: str, template: str, at: datetime.datetime) -> OutgoingEmail:
    person = role.user
    return queue_email(
        kind=kind, to=person.email, to_user=person, subject=subject, template=template, context={"role": role}, at=at
    )
