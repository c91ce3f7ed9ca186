"""Who may invite people, give statewide roles, and read emails to others."""

import datetime

from django.db.models import Q
from django.utils import timezone

from accounts.models import Role, SecondStepReset, User
from accounts.refusals import Refused
from accounts.rules.email_templates import confidential_kinds

# Until a role is so old, whoever gave it could be the same person as its holder.
NEW_FOR = datetime.timedelta(days=30)


def check_can_invite(user: User, role: str, on: datetime.date) -> None:
    """Administrators invite anyone; registrars invite people without a statewide role."""
    if user.held_role_on(on, Role.ADMINISTRATOR):
        return
    if not role and user.held_role_on(on, Role.REGISTRAR):
        return
    raise Refused("Only an administrator can invite people to statewide roles.")


def check_can_send_emails(user: User, on: datetime.date) -> None:
    """Registrars and administrators send emails again."""
    if not user.held_role_on(on, Role.REGISTRAR, Role.ADMINISTRATOR):
        raise Refused("Only a registrar or an administrator can send an email again.")


def check_can_edit_emails(user: User, on: datetime.date) -> None:
    """Administrators change the texts of emails."""
    if not user.held_role_on(on, Role.ADMINISTRATOR):
        raise Refused("Only an administrator can change the text of an email.")


def check_can_manage_people(user: User, on: datetime.date) -> None:
    """Administrators give and end roles, and close and reopen accounts."""
    if not user.held_role_on(on, Role.ADMINISTRATOR):
        raise Refused("Only an administrator can manage people and their roles.")


def check_is_someone_else(user: User, person: User) -> None:
    """No one gives a role to themselves."""
    if user.pk == person.pk:
        raise Refused("You can’t give a role to yourself. Ask another person who manages roles.")


def check_is_own(user: User, person: User) -> None:
    """People change only their own settings."""
    if user.pk != person.pk:
        raise Refused("You can change only your own settings.")


def check_can_reset_second_step(user: User, person: User, on: datetime.date) -> None:
    """Administrators reset other people's two-step sign-in, never their own."""
    check_can_manage_people(user, on)
    if user.pk == person.pk:
        raise Refused("You can’t reset your own two-step sign-in. Ask two other administrators.")


def check_can_confirm_second_step_reset(user: User, reset: SecondStepReset, on: datetime.date) -> None:
    """Administrators confirm resets that they didn't request, for accounts that aren't their own.

    Whoever asked must still be an administrator: two people answer for a reset.
    """
    check_can_reset_second_step(user, reset.person, on)
    if user.pk == reset.asked_by_id:
        raise Refused("You asked for this reset, so another administrator confirms it.")
    if not (reset.asked_by.is_active and reset.asked_by.held_role_on(on, Role.ADMINISTRATOR)):
        raise Refused(f"{reset.asked_by} is no longer an administrator. Cancel this request and ask for a new one.")
    since = reset.asked_at - NEW_FOR
    if not _people_behind(user, since).isdisjoint(_people_behind(reset.asked_by, since)):
        raise Refused(
            f"You and {reset.asked_by} can’t reset this together: in the 30 days before the request, one of you got "
            "the account or the administrator role from the other, or both of you from the same person. An "
            "administrator who has had the role for longer can confirm it."
        )


def _people_behind(user: User, since: datetime.datetime) -> frozenset[int]:
    """Row ids of those who answer for an administrator's account: the person, or for a new role, whoever gave it.

    Of a giver whose own role is new, again the giver: no one becomes two people by creating accounts.
    """
    behind, seen, rest = set(), set(), [user]
    while rest:
        person = rest.pop()
        if person.pk not in seen:
            seen.add(person.pk)
            givers = _givers_of_new_role(person, since)
            rest += givers
            if not givers:
                behind.add(person.pk)
    return frozenset(behind or seen)


def _givers_of_new_role(user: User, since: datetime.datetime) -> list[User]:
    """Who invited the person or made the person an administrator since that moment; none if the role is older."""
    roles = list(user.state_roles.filter(role=Role.ADMINISTRATOR).with_giver())
    if any(role.can_end(timezone.localdate(since + NEW_FOR)) and role.is_older_than(since) for role in roles):
        return []
    invitations = user.invitations.with_sender().filter(accepted_at__gt=since)
    given = [role.given_by for role in roles if not role.is_older_than(since)]
    return [giver for giver in [*given, *(one.invited_by for one in invitations)] if giver is not None]


def readable_emails(reader: User) -> Q:
    """The emails whose subject and text this person may read: his or her own, and those about no application."""
    return Q(to_user=reader) | ~Q(kind__in=confidential_kinds())
