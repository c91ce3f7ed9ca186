"""Every write to people, invitations and state-wide roles."""

import datetime
import secrets

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts import emails
from accounts.actions.security import record_verified_address
from accounts.delivery import OTHER_LINK_REMOVED, RESET, link_from, token_from
from accounts.models import EmailState, Invitation, InvitationQuerySet, OutgoingEmail, Role, StateRole, User
from accounts.permissions import (
    check_can_invite,
    check_can_manage_people,
    check_can_send_emails,
    check_is_own,
    check_is_someone_else,
)
from accounts.refusals import Refusal, Unready
from accounts.rules import (
    INVITATION_LASTS,
    LAST_ADMINISTRATOR,
    digest_of_token,
    problems_with_accepting,
    problems_with_correcting,
    problems_with_ending,
    problems_with_inviting,
    problems_with_name,
    problems_with_number_of_invitations,
    problems_with_period,
)
from audit import log

FIRST_ADMINISTRATOR = "manage.py invite_administrator"


@transaction.atomic
def invite_person(*, email: str, name: str, role: str = "", by: User, at: datetime.datetime) -> Invitation:
    """Invites a person by email, with a state-wide role that starts when the invitation is accepted."""
    check_can_invite(by, role, timezone.localdate(at))
    return send_invitation(email=email, name=name, role=role, by=by, at=at)


@transaction.atomic
def invite_administrator(*, email: str, name: str, at: datetime.datetime) -> tuple[Invitation, str]:
    """Invites the first administrator from the server's command line. Also returns the link, for printing."""
    invitation, seed = _open_invitation(email=email, name=name, role=Role.ADMINISTRATOR, by=None, at=at)
    return invitation, link_from(seed)


@transaction.atomic
def send_invitation(
    *, email: str, name: str, role: str = "", as_what: str = "", by: User, at: datetime.datetime
) -> Invitation:
    """Sends an invitation. The caller has checked that `by` may invite.

    The person exists at once, so they can be given appointments, but can't sign in before accepting. Inviting a
    person again replaces the earlier link. `as_what` names an appointment in the email ("superintendent of Otter Run").
    """
    invitation, seed = _open_invitation(email=email, name=name, role=role, by=by, at=at)
    emails.send_invitation(invitation, seed, as_what=as_what, at=at)
    return invitation


@transaction.atomic
def known_or_invited(
    *, email: str, name: str, as_what: str, by: User, at: datetime.datetime
) -> tuple[User, Invitation | None]:
    """The person with this address, and the invitation if one had to be sent.

    An invitation is sent to people who are new or whose invitations have all expired or been withdrawn. The caller
    has checked that `by` may invite.
    """
    person = User.objects.filter(email__iexact=email.strip()).first()
    if person is not None:
        newest = person.invitations.open().first()
        if person.is_active or (newest is not None and not newest.has_expired(at)):
            return person, None
    name = name.strip() or (person.name if person else "")
    if not name:
        raise Unready("No one has an account with this address yet. Enter the person's name to invite them.")
    invitation = send_invitation(email=email, name=name, as_what=as_what, by=by, at=at)
    return invitation.person, invitation


@transaction.atomic
def renew_invitation(*, person: User, by: User, at: datetime.datetime) -> Invitation:
    """Sends the newest open invitation again, with a new link that works for another 14 days."""
    newest = person.invitations.open().first()
    check_can_invite(by, newest.role if newest else "", timezone.localdate(at))
    if newest is None:
        raise Unready("There is no open invitation.")
    return send_invitation(email=person.email, name=person.name, role=newest.role, by=by, at=at)


@transaction.atomic
def correct_address(*, person: User, email: str, by: User, at: datetime.datetime) -> Invitation:
    """Corrects the address of a person who has not accepted yet, and sends the invitation there with a new link."""
    person = User.objects.select_for_update().get(pk=person.pk)
    email = email.strip().lower()
    newest = person.invitations.open().first()
    role = newest.role if newest else ""
    check_can_invite(by, role, timezone.localdate(at))
    is_in_use = User.objects.filter(email__iexact=email).exclude(pk=person.pk).exists()
    if problems := problems_with_correcting(
        email=email,
        before=person.email,
        is_in_use=is_in_use,
        has_account=person.is_active or person.has_usable_password(),
    ):
        raise Unready(*problems)
    before, person.email = person.email, email
    person.save(update_fields=["email"])
    invitation = send_invitation(email=email, name=person.name, role=role, by=by, at=at)
    log.record("address.corrected", person, by=by, at=at, before=before, email=email)
    return invitation


@transaction.atomic
def resend_email(*, email: OutgoingEmail, by: User, at: datetime.datetime) -> OutgoingEmail:
    """Sends the email again, to the recipient's current address. Of an invitation, sends a new one with a new link."""
    email = OutgoingEmail.objects.select_for_update(of=("self",)).select_related("to_user").get(pk=email.pk)
    check_can_send_emails(by, timezone.localdate(at))
    if email.kind == emails.INVITATION and email.to_user is not None:
        renew_invitation(person=email.to_user, by=by, at=at)
        return OutgoingEmail.objects.addressed_to(email.to_user).of_kind(emails.INVITATION).latest("written_at", "pk")
    if email.kind == RESET:
        raise Unready("This link can’t be sent again. The person can ask for a new one with “Forgot your password?”")
    if OTHER_LINK_REMOVED in email.body:
        raise Unready("This email had a one-time link, so it can’t be sent again here. Its sender can send a new one.")
    before, email.to = email.to, email.to_user.email if email.to_user else email.to
    log.record("letter.sent_again", email, by=by, at=at, to=email.to, before=before)
    emails.send_again(email, at=at)
    return email


def resend_all_emails(*, by: User, at: datetime.datetime) -> tuple[int, list[str]]:
    """Sends every email that has a problem again. Returns how many, and the reasons why others can't be sent."""
    check_can_send_emails(by, timezone.localdate(at))
    count, problems = 0, dict[str, None]()
    for email in OutgoingEmail.objects.in_state(EmailState.PROBLEM).order_by("written_at", "pk"):
        try:
            resend_email(email=email, by=by, at=at)
            count += 1
        except Refusal as no:
            problems |= dict.fromkeys(no.problems)
    return count, list(problems)


def problems_with(invitation: Invitation, *, at: datetime.datetime) -> list[str]:
    """Why the invitation's link does not work at this moment; empty if it does."""
    return problems_with_accepting(
        is_accepted=invitation.accepted_at is not None,
        is_withdrawn=invitation.withdrawn_at is not None,
        has_expired=invitation.has_expired(at),
    )


@transaction.atomic
def accept_invitation(*, token: str, name: str, password: str, at: datetime.datetime) -> User:
    """Opens the account of the invited person with a password and the role of the invitation."""
    invitation = Invitation.objects.select_for_update().get(token_digest=digest_of_token(token))
    person = User.objects.select_for_update().get(pk=invitation.person_id)
    if problems := problems_with(invitation, at=at):
        raise Unready(*problems)
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    person.name, person.is_active, person.joined_at = _checked_name(name), True, at
    person.set_password(password)
    person.save(update_fields=["name", "is_active", "joined_at", "password"])
    _verify_address(person)
    if invitation.role:
        StateRole.objects.create(
            user=person,
            role=invitation.role,
            starts_on=timezone.localdate(at),
            given_by=invitation.invited_by,
            given_at=at,
        )
    log.record("invitation.accepted", person, by=person, at=at, email=person.email, role=invitation.role)
    return person


@transaction.atomic
def withdraw_invitation(*, person: User, by: User, at: datetime.datetime) -> User:
    """Makes the link sent to the person stop working."""
    person = User.objects.select_for_update().get(pk=person.pk)
    check_can_manage_people(by, timezone.localdate(at))
    if not person.invitations.open().update(withdrawn_at=at):
        raise Unready("There is no open invitation.")
    log.record("invitation.withdrawn", person, by=by, at=at, email=person.email)
    return person


@transaction.atomic
def withdraw_unused(*, invitations: InvitationQuerySet, by: User | str, at: datetime.datetime) -> int:
    """Makes the links of these invitations stop working; emails that still wait are not sent. Returns their number.

    The caller has checked that `by` may withdraw them, and that none was used.
    """
    number = 0
    for invitation in invitations.open().with_person():
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])
        waiting = OutgoingEmail.objects.addressed_to(invitation.person).of_kind(emails.INVITATION).waiting()
        waiting.update(next_try_at=None, link_seed="", problem="Not sent: the invitation was withdrawn")
        log.record("invitation.withdrawn", invitation.person, by=by, at=at, email=invitation.email)
        number += 1
    return number


@transaction.atomic
def give_role(
    *, user: User, role: str, starts_on: datetime.date, ends_on: datetime.date | None, by: User, at: datetime.datetime
) -> StateRole:
    """Gives a state-wide role from a start date to an end date, or with no end date."""
    person = User.objects.select_for_update().get(pk=user.pk)
    check_can_manage_people(by, timezone.localdate(at))
    check_is_someone_else(by, person)
    overlaps = person.state_roles.filter(role=role).overlapping(starts_on, ends_on).exists()
    if problems := problems_with_period(starts_on=starts_on, ends_on=ends_on, overlaps=overlaps):
        raise Unready(*problems)
    given = StateRole.objects.create(
        user=person, role=role, starts_on=starts_on, ends_on=ends_on, given_by=by, given_at=at
    )
    log.record("role.given", person, by=by, at=at, role=role, starts_on=starts_on, ends_on=ends_on)
    emails.send_role_given(given, at=at)
    return given


@transaction.atomic
def end_role(*, role: StateRole, ends_on: datetime.date, by: User, at: datetime.datetime) -> StateRole:
    """Ends a role after `ends_on`; withdraws it if that is before its start date."""
    role = StateRole.objects.select_for_update(of=("self",)).select_related("user").get(pk=role.pk)
    on = timezone.localdate(at)
    check_can_manage_people(by, on)
    if problems := problems_with_ending(
        ended_on=role.ends_on, ends_on=ends_on, is_withdrawn=role.withdrawn_at is not None
    ):
        raise Unready(*problems)
    if role.role == Role.ADMINISTRATOR:
        _check_an_administrator_stays(role.user, on)
    if ends_on < role.starts_on:
        role.withdrawn_at = at
    else:
        role.ends_on = ends_on
    role.save(update_fields=["ends_on", "withdrawn_at"])
    log.record("role.ended", role.user, by=by, at=at, role=role.role, ends_on=ends_on)
    emails.send_role_ended(role, at=at)
    return role


@transaction.atomic
def close_account(*, person: User, by: User, at: datetime.datetime) -> User:
    """Closes the account: the person is signed out everywhere and can't sign in. The history stays."""
    person = User.objects.select_for_update().get(pk=person.pk)
    on = timezone.localdate(at)
    check_can_manage_people(by, on)
    if not person.is_active:
        raise Unready("This account is already closed or was never opened.")
    _check_an_administrator_stays(person, on)
    person.is_active = False
    person.save(update_fields=["is_active"])
    person.end_sessions()
    log.record("account.closed", person, by=by, at=at)
    emails.send_account_closed(person, at=at)
    return person


@transaction.atomic
def reopen_account(*, person: User, by: User, at: datetime.datetime) -> User:
    """Reopens the account, with the roles that are in force."""
    person = User.objects.select_for_update().get(pk=person.pk)
    check_can_manage_people(by, timezone.localdate(at))
    if person.is_active or not person.has_usable_password():
        raise Unready("Only a closed account can be reopened.")
    person.is_active = True
    person.save(update_fields=["is_active"])
    log.record("account.reopened", person, by=by, at=at)
    return person


@transaction.atomic
def address_to_verify(*, person: User, by: User) -> EmailAddress:
    """The person's address as a record that a link can verify."""
    check_is_own(by, person)
    address, _ = EmailAddress.objects.get_or_create(user=person, email=person.email)
    return address


@transaction.atomic
def verify_address_by_reset(*, person: User, at: datetime.datetime) -> None:
    """Marks the address as verified: the person opened the link of a password reset that was sent there."""
    if not person.has_verified_address():
        _verify_address(person)
        record_verified_address(person=person, at=at)


@transaction.atomic
def change_settings(
    *,
    person: User,
    name: str,
    has_shortcuts: bool,
    has_daily_email: bool | None = None,
    by: User,
    at: datetime.datetime,
) -> User:
    """Saves the person's name, whether single keys work as shortcuts, and whether emails that can wait come once a day.

    `has_daily_email` of None leaves that as it is.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    check_is_own(by, person)
    person.name, person.has_shortcuts = _checked_name(name), has_shortcuts
    if has_daily_email is not None:
        person.has_daily_email = has_daily_email
    person.save(update_fields=["name", "has_shortcuts", "has_daily_email"])
    settings = {"has_shortcuts": has_shortcuts, "has_daily_email": person.has_daily_email}
    log.record("settings.changed", person, by=by, at=at, name=person.name, **settings)
    return person


def _verify_address(person: User) -> None:
    EmailAddress.objects.filter(user=person).exclude(email__iexact=person.email).update(primary=False)
    EmailAddress.objects.update_or_create(user=person, email=person.email, defaults={"primary": True, "verified": True})


def _open_invitation(
    *, email: str, name: str, role: str, by: User | None, at: datetime.datetime
) -> tuple[Invitation, str]:
    name = _checked_name(name)
    if by is not None:
        _check_number_of_invitations(by, at)
    person = _known_or_new(email, name, at)
    if problems := problems_with_inviting(
        email=person.email, is_active=person.is_active, has_accepted=person.has_usable_password()
    ):
        raise Unready(*problems)
    person.invitations.open().update(withdrawn_at=at)
    seed = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        person=person,
        email=person.email,
        role=role,
        token_digest=digest_of_token(token_from(seed)),
        invited_by=by,
        sent_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    log.record("invitation.sent", person, by=by or FIRST_ADMINISTRATOR, at=at, email=person.email, role=role)
    return invitation, seed


def _checked_name(name: str) -> str:
    """The name with single spaces. Raises Unready where it can't be one."""
    name = " ".join(name.split())
    if problems := problems_with_name(name):
        raise Unready(*problems)
    return name


def _check_number_of_invitations(by: User, at: datetime.datetime) -> None:
    sent = Invitation.objects.filter(invited_by=by, sent_at__gt=at - datetime.timedelta(days=1)).count()
    is_state = by.held_role_on(timezone.localdate(at), Role.REGISTRAR, Role.ADMINISTRATOR)
    if problems := problems_with_number_of_invitations(sent=sent, is_state=is_state):
        raise Unready(*problems)


def _known_or_new(email: str, name: str, at: datetime.datetime) -> User:
    """The person with this address, locked; a new one who can't sign in yet if there is none."""
    email = email.strip().lower()
    unopened = {"name": name, "is_active": False, "joined_at": at, "password": make_password(None)}
    person, _ = User.objects.get_or_create(email=email, defaults=unopened)
    return User.objects.select_for_update().get(pk=person.pk)


def _check_an_administrator_stays(person: User, on: datetime.date) -> None:
    """Raises Unready for the last administrator. The lock makes two who end each other's roles wait for each other."""
    open_roles = StateRole.objects.in_force(on).filter(role=Role.ADMINISTRATOR, ends_on=None, user__is_active=True)
    holders = [held.user_id for held in open_roles.select_for_update(of=("self",)).order_by("pk")]
    if person.pk in holders and set(holders) == {person.pk}:
        raise Unready(LAST_ADMINISTRATOR)
