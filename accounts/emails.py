"""Letters, in plain text: kept as they were written, sent when what they speak of is stored."""

import datetime
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string

from accounts.addresses import HasPage, page
from accounts.models import KEPT_NOT_SENT, Invitation, OutgoingEmail, StateRole, User

# What stands in the stored letter in the place of a one-time link.
LINK_LEFT = "(The link was in the letter that left. It is kept nowhere; whoever lost it gets a new one.)"
INVITATION = "invitation"


def full_address(of: str | HasPage) -> str:
    """The whole address of a page of the portal, as letters name it; takes a path or a record."""
    return settings.PORTAL_URL.rstrip("/") + (of if isinstance(of, str) else of.get_absolute_url())


def link_of(token: str) -> str:
    """The whole address behind which an invitation is accepted."""
    return full_address(page("invitation", token))


def queue_email(
    *,
    kind: str,
    to: str,
    to_user: User | None,
    subject: str,
    template: str,
    context: Mapping[str, Any],
    about: str = "",
    one_time_links: Mapping[str, str] | None = None,
    at: datetime.datetime,
) -> OutgoingEmail:
    """The letter as a row, stored in the caller's transaction and sent when that is committed.

    `kind` is a word or two for the outbox ("invitation"), `template` a text file, `about` the path of the page
    that the letter asks the reader to open. `one_time_links` are put into the letter that leaves and into nothing
    that is kept. A mail server that fails loses nothing: the row stays, with what went wrong.
    """
    subject = " ".join(subject.split())[:200]
    links = one_time_links or {}
    letter = OutgoingEmail.objects.create(
        kind=kind,
        to=to,
        to_user=to_user,
        subject=subject,
        body=_written(template, {**context, **dict.fromkeys(links, LINK_LEFT)}),
        about=about,
        written_at=at,
    )
    text = _written(template, {**context, **links}) if links else letter.body
    transaction.on_commit(partial(_send, letter, text, at), robust=True)
    return letter


def send_again(letter: OutgoingEmail, *, at: datetime.datetime) -> None:
    """The letter as it is kept leaves once more, when the caller's transaction is committed."""
    transaction.on_commit(partial(_send, letter, letter.body, at), robust=True)


def _written(template: str, context: Mapping[str, Any]) -> str:
    names = {"PORTAL_NAME": settings.PORTAL_NAME, "STATE_NAME": settings.STATE_NAME, "PORTAL_URL": settings.PORTAL_URL}
    return render_to_string(template, {**names, **context}).strip() + "\n"


def _send(letter: OutgoingEmail, text: str, at: datetime.datetime) -> None:
    """Hand it to the mail server, and keep what came of it."""
    if not settings.SENDS_EMAIL:
        letter.problem = KEPT_NOT_SENT
    else:
        try:
            send_mail(letter.subject, text, None, [letter.to])
        except (OSError, ValueError) as no:  # the server's answers are OSErrors, an impossible address a ValueError
            letter.problem = f"The mail server did not take it: {type(no).__name__}, {no}"[:300]
        else:
            letter.sent_at, letter.problem = at, ""
    letter.save(update_fields=["sent_at", "problem"])


def send_invitation(invitation: Invitation, token: str, *, as_what: str = "", at: datetime.datetime) -> OutgoingEmail:
    """The one-time link, to the person invited."""
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
    """From when to when the person holds which role."""
    return _about_role(role, "role given", "You were given a role", "accounts/emails/role_given.txt", at)


def send_role_ended(role: StateRole, *, at: datetime.datetime) -> OutgoingEmail:
    """Which role is over, and when."""
    return _about_role(role, "role ended", "A role of yours ends", "accounts/emails/role_ended.txt", at)


def send_account_closed(person: User, *, at: datetime.datetime) -> OutgoingEmail:
    """The account no longer opens."""
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
