"""Emails to people. Each is stored as a row in the transaction it reports on; the worker sends it afterwards."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts import delivery
from accounts.addresses import HasPage, page
from accounts.dates import day_in_words, moment_for_email
from accounts.emails.texts import current_text, with_values
from accounts.models import KEPT_NOT_SENT, Invitation, OutgoingEmail, Role, SecondStepReset, StateRole, User
from accounts.rules import next_daily_email
from accounts.rules.email_templates import EmailTemplate, EmailText, EmailValue, template_of

INVITATION = delivery.INVITATION


def full_address(of: str | HasPage) -> str:
    """The full URL of a page, for use in emails. Takes a path or a record."""
    return delivery.full_address(of if isinstance(of, str) else of.get_absolute_url())


def listed(items: Iterable[str]) -> str:
    """The items as a list in the text of an email, one a line; empty if there are none."""
    return "\n".join(f"  - {item}" for item in items)


def queue_email(
    *,
    template: str,
    to: str,
    to_user: User | None,
    values: Mapping[str, EmailValue],
    kind: str = "",
    about: str = "",
    link_seed: str = "",
    at: datetime.datetime,
    not_before: datetime.datetime | None = None,
    is_urgent: bool = False,
) -> OutgoingEmail:
    """Stores an email in the caller's transaction; the worker sends it after the commit.

    `template` is the file of a declared email, `values` what its text may name, `about` the path of the page that the
    email asks the recipient to open, `kind` what the list of emails calls it if not what the template says. With a
    `link_seed`, the email that is sent has a one-time link (`link` in the text) and perhaps a code to use instead
    (`code`); neither is stored.
    If the mail server fails, the row keeps the error and is tried again. `not_before`: the earliest time to send it.
    It waits for the recipient's daily email if the person chose that and neither the template nor `is_urgent` says that
    it can't wait.
    """
    declared = template_of(template)
    kind = kind or declared.kind
    links = {"link": delivery.placeholder_of(kind), "code": delivery.CODE_REMOVED} if link_seed else {}
    email = _email(declared, current_text(declared), to_user, {**values, **links}, to=to, about=about, at=at)
    email.kind, email.link_seed = kind, link_seed
    can_wait = not (is_urgent or declared.is_urgent or link_seed)
    _let_wait(email, not_before or at, can_wait=can_wait)
    email.save()
    _send_without_worker(email, not_before or at)
    return email


def queue_email_to_each(
    people: Iterable[User],
    *,
    template: str,
    values: Mapping[str, EmailValue],
    about: str = "",
    at: datetime.datetime,
) -> list[OutgoingEmail]:
    """Stores an email without a link for each of these people (`recipient` in the text), all with one query."""
    declared = template_of(template)
    text = current_text(declared)
    emails = [
        _email(declared, text, person, {**values, "recipient": person.name}, to=person.email, about=about, at=at)
        for person in people
    ]
    for email in emails:
        _let_wait(email, at, can_wait=not declared.is_urgent)
    OutgoingEmail.objects.bulk_create(emails)
    for email in emails:
        _send_without_worker(email, at)
    return emails


def _email(
    declared: EmailTemplate,
    text: EmailText,
    to_user: User | None,
    values: Mapping[str, EmailValue],
    *,
    to: str,
    about: str,
    at: datetime.datetime,
) -> OutgoingEmail:
    subject, body = with_values(text, values)
    return OutgoingEmail(
        kind=declared.kind,
        to=to,
        to_user=to_user,
        subject=subject,
        body=body,
        about=about,
        written_at=at,
        template=declared.file,
        values=dict(values),
    )


def send_again(email: OutgoingEmail, *, at: datetime.datetime) -> None:
    """Saves the email as one that waits for the worker. Without a worker, it is sent after the commit."""
    _let_wait(email, at)
    email.save()
    _send_without_worker(email, at)


def _let_wait(email: OutgoingEmail, at: datetime.datetime, *, can_wait: bool = False) -> None:
    email.queued_at, email.awaits_daily_email = at, False
    if settings.SENDS_EMAIL and can_wait and email.to_user is not None and email.to_user.has_daily_email:
        email.awaits_daily_email = True
        email.queued_at = next_daily_email(timezone.localtime(at), hour=settings.DAILY_EMAIL_HOUR)
    elif settings.SENDS_EMAIL:
        email.next_try_at, email.attempts = at, 0
    else:
        email.problem, email.next_try_at, email.link_seed = KEPT_NOT_SENT, None, ""


def _send_without_worker(email: OutgoingEmail, at: datetime.datetime) -> None:
    if email.next_try_at and not settings.WORKER:
        transaction.on_commit(partial(delivery.send_email, email.pk, at), robust=True)


def send_daily_email(person: User, emails: Sequence[OutgoingEmail], *, at: datetime.datetime) -> OutgoingEmail:
    """One email instead of these: their subjects, each with its page in the portal, where its text is."""
    return queue_email(
        template="accounts/emails/daily.txt",
        to=person.email,
        to_user=person,
        values={
            "recipient": person.name,
            "count": "1 message" if len(emails) == 1 else f"{len(emails)} messages",
            "messages": listed(f"{email.subject}: {full_address(email)}" for email in emails),
            "page": full_address(page("messages")),
            "settings_page": full_address(page("settings")),
        },
        about=page("messages"),
        is_urgent=True,
        at=at,
    )


def send_invitation(invitation: Invitation, seed: str, *, as_what: str = "", at: datetime.datetime) -> OutgoingEmail:
    """Sends the one-time link to the invited person; earlier links don't work anymore."""
    OutgoingEmail.objects.give_up_for_newer(invitation.person, INVITATION)
    invited_by = invitation.invited_by
    return queue_email(
        template="accounts/emails/invitation.txt",
        to=invitation.email,
        to_user=invitation.person,
        values={
            "recipient": invitation.person.name,
            "invited_by": invited_by.name if invited_by else "",
            "role": as_what or invitation.get_role_display().lower(),
            "expires": moment_for_email(invitation.expires_at),
        },
        link_seed=seed,
        at=at,
    )


def send_password_reset(person: User, *, at: datetime.datetime) -> OutgoingEmail:
    """Sends the one-time link to a new password."""
    return queue_email(
        template="accounts/emails/password_reset.txt",
        to=person.email,
        to_user=person,
        values={},
        link_seed=delivery.RESET,
        at=at,
    )


def send_role_given(role: StateRole, *, at: datetime.datetime) -> OutgoingEmail:
    """Tells the person about a new role and its dates."""
    return _about_role(role, "accounts/emails/role_given.txt", {"starts_on": day_in_words(role.starts_on)}, at)


def send_role_ended(role: StateRole, *, at: datetime.datetime) -> OutgoingEmail:
    """Tells the person that a role ended or will end."""
    return _about_role(role, "accounts/emails/role_ended.txt", {"is_withdrawn": role.withdrawn_at is not None}, at)


def send_account_closed(person: User, *, at: datetime.datetime) -> OutgoingEmail:
    """Tells the person that the account was closed."""
    return queue_email(
        template="accounts/emails/account_closed.txt",
        to=person.email,
        to_user=person,
        values={"recipient": person.name},
        at=at,
    )


def send_second_step_reset_asked(reset: SecondStepReset, *, at: datetime.datetime) -> list[OutgoingEmail]:
    """Tells the account's owner, who may not have asked, and the administrators who can confirm it."""
    owner = _about_reset(reset, reset.person, "accounts/emails/second_step_reset_asked.txt", {}, at)
    others = User.objects.holding(Role.ADMINISTRATOR, on=timezone.localdate(at)).filter(is_active=True)
    about = page("second step", reset.person_id)
    values = {"person": reset.person.name, "reason": reset.reason, "page": full_address(about)}
    return [owner] + [
        _about_reset(reset, other, "accounts/emails/second_step_reset_to_confirm.txt", values, at, about=about)
        for other in others.exclude(pk__in=[reset.person_id, reset.asked_by_id]).order_by("pk")
    ]


def send_second_step_reset(reset: SecondStepReset, *, at: datetime.datetime) -> OutgoingEmail:
    """Tells the account's owner that two-step sign-in was reset, and by whom."""
    values = {"confirmed_by": reset.confirmed_by.name if reset.confirmed_by else ""}
    return _about_reset(reset, reset.person, "accounts/emails/second_step_reset_done.txt", values, at)


def _about_reset(
    reset: SecondStepReset,
    reader: User,
    template: str,
    values: Mapping[str, EmailValue],
    at: datetime.datetime,
    *,
    about: str = "",
) -> OutgoingEmail:
    facts = {
        "recipient": reader.name,
        "asked_by": reset.asked_by.name,
        "expires": moment_for_email(reset.expires_at),
    }
    return queue_email(
        template=template, to=reader.email, to_user=reader, values={**facts, **values}, about=about, at=at
    )


def _about_role(
    role: StateRole, template: str, values: Mapping[str, EmailValue], at: datetime.datetime
) -> OutgoingEmail:
    person = role.user
    facts = {
        "recipient": person.name,
        "role": role.get_role_display().lower(),
        "ends_on": day_in_words(role.ends_on) if role.ends_on else "",
    }
    return queue_email(template=template, to=person.email, to_user=person, values={**facts, **values}, at=at)
