"""Plain-text emails. Each is stored as a row in the transaction it reports on; the worker sends it afterwards."""

import datetime
from collections.abc import Iterable, Mapping
from functools import partial

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts import delivery
from accounts.addresses import HasPage, page
from accounts.models import KEPT_NOT_SENT, Invitation, OutgoingEmail, Role, SecondStepReset, StateRole, User

INVITATION = delivery.INVITATION


def full_address(of: str | HasPage) -> str:
    """The full URL of a page, for use in emails. Takes a path or a record."""
    return delivery.full_address(of if isinstance(of, str) else of.get_absolute_url())


def queue_email(
    *,
    kind: str,
    to: str,
    to_user: User | None,
    subject: str,
    template: str,
    context: Mapping[str, object],
    about: str = "",
    link_seed: str = "",
    at: datetime.datetime,
    not_before: datetime.datetime | None = None,
) -> OutgoingEmail:
    """Stores an email in the caller's transaction; the worker sends it after the commit.

    `kind` is a word or two for the list of emails ("invitation"), `template` a text file, `about` the path of the
    page that the email asks the recipient to open. With a `link_seed`, the email that is sent has a one-time link
    (`link` in the template) and perhaps a code to use instead (`code`); neither is stored.
    If the mail server fails, the row keeps the error and is tried again. `not_before`: the earliest time to send it.
    """
    links = {"link": delivery.placeholder_of(kind), "code": delivery.CODE_REMOVED} if link_seed else {}
    email = OutgoingEmail(
        kind=kind,
        to=to,
        to_user=to_user,
        subject=" ".join(subject.split())[:200],
        body=_rendered(template, {**context, **links}),
        about=about,
        written_at=at,
        link_seed=link_seed,
    )
    send_again(email, at=not_before or at)
    return email


def queue_email_to_each(
    people: Iterable[User],
    *,
    kind: str,
    subject: str,
    template: str,
    context: Mapping[str, object],
    about: str = "",
    at: datetime.datetime,
) -> list[OutgoingEmail]:
    """Stores an email without a link for each of these people (`person` in the template), all with one query."""
    emails = [
        OutgoingEmail(
            kind=kind,
            to=person.email,
            to_user=person,
            subject=" ".join(subject.split())[:200],
            body=_rendered(template, {**context, "person": person}),
            about=about,
            written_at=at,
        )
        for person in people
    ]
    for email in emails:
        _let_wait(email, at)
    OutgoingEmail.objects.bulk_create(emails)
    for email in emails:
        _send_without_worker(email, at)
    return emails


def send_again(email: OutgoingEmail, *, at: datetime.datetime) -> None:
    """Saves the email as one that waits for the worker. Without a worker, it is sent after the commit."""
    _let_wait(email, at)
    email.save()
    _send_without_worker(email, at)


def _let_wait(email: OutgoingEmail, at: datetime.datetime) -> None:
    email.queued_at = at
    if settings.SENDS_EMAIL:
        email.next_try_at, email.attempts = at, 0
    else:
        email.problem, email.next_try_at, email.link_seed = KEPT_NOT_SENT, None, ""


def _send_without_worker(email: OutgoingEmail, at: datetime.datetime) -> None:
    if email.next_try_at and not settings.WORKER:
        transaction.on_commit(partial(delivery.send_email, email.pk, at), robust=True)


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


def send_invitation(invitation: Invitation, seed: str, *, as_what: str = "", at: datetime.datetime) -> OutgoingEmail:
    """Sends the one-time link to the invited person; earlier links don't work anymore."""
    OutgoingEmail.objects.give_up_for_newer(invitation.person, INVITATION)
    return queue_email(
        kind=INVITATION,
        to=invitation.email,
        to_user=invitation.person,
        subject=f"Your invitation to {settings.PORTAL_NAME}",
        template="accounts/emails/invitation.txt",
        context={"invitation": invitation, "person": invitation.person, "as_what": as_what},
        link_seed=seed,
        at=at,
    )


def send_password_reset(person: User, *, at: datetime.datetime) -> OutgoingEmail:
    """Sends the one-time link to a new password."""
    return queue_email(
        kind=delivery.RESET,
        to=person.email,
        to_user=person,
        subject="Reset your password",
        template="accounts/emails/password_reset.txt",
        context={},
        link_seed=delivery.RESET,
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


def send_second_step_reset_asked(reset: SecondStepReset, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tells the account's owner, who may not have asked, and the administrators who can confirm it."""
    owner = _about_reset(
        reset, reset.person, "Someone asked to reset your two-step sign-in", "second_step_reset_asked", at
    )
    others = User.objects.holding(Role.ADMINISTRATOR, on=timezone.localdate(at)).filter(is_active=True)
    return [owner] + [
        _about_reset(
            reset,
            other,
            f"Confirm or cancel: two-step sign-in reset for {reset.person}",
            "second_step_reset_to_confirm",
            at,
        )
        for other in others.exclude(pk__in=[reset.person_id, reset.asked_by_id]).order_by("pk")
    ]


def send_second_step_reset(reset: SecondStepReset, *, at: datetime.datetime) -> OutgoingEmail:
    """Tells the account's owner that two-step sign-in was reset, and by whom."""
    return _about_reset(reset, reset.person, "Your two-step sign-in was reset", "second_step_reset_done", at)


def _about_reset(
    reset: SecondStepReset, reader: User, subject: str, template: str, at: datetime.datetime
) -> OutgoingEmail:
    about = page("second step", reset.person_id) if template.endswith("to_confirm") else ""
    return queue_email(
        kind="two-step sign-in",
        to=reader.email,
        to_user=reader,
        subject=subject,
        template=f"accounts/emails/{template}.txt",
        context={"reset": reset, "reader": reader, "address": full_address(about) if about else ""},
        about=about,
        at=at,
    )


def _about_role(role: StateRole, kind: str, subject: str, template: str, at: datetime.datetime) -> OutgoingEmail:
    person = role.user
    return queue_email(
        kind=kind, to=person.email, to_user=person, subject=subject, template=template, context={"role": role}, at=at
    )
