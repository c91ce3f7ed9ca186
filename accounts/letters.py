"""Letters about invitations and roles, in plain text."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Invitation, StateRole, User


def link_of(token: str) -> str:
    """The whole address behind which an invitation is accepted."""
    return settings.PORTAL_URL.rstrip("/") + reverse("accounts:invitation_accept", args=[token])


def send_invitation(invitation: Invitation, token: str) -> None:
    """The one-time link, to the person invited."""
    _send(
        invitation.email,
        f"Your invitation to {settings.PORTAL_NAME}",
        "accounts/letters/invitation.txt",
        {"invitation": invitation, "person": invitation.person, "link": link_of(token)},
    )


def send_role_given(role: StateRole) -> None:
    """From when to when the person holds which role."""
    _send(role.user.email, "You were given a role", "accounts/letters/role_given.txt", {"role": role})


def send_role_ended(role: StateRole) -> None:
    """Which role is over, and when."""
    _send(role.user.email, "A role of yours ends", "accounts/letters/role_ended.txt", {"role": role})


def send_account_closed(person: User) -> None:
    """The account no longer opens."""
    _send(person.email, "Your account was closed", "accounts/letters/account_closed.txt", {"person": person})


def _send(to: str, subject: str, template: str, context: dict[str, object]) -> None:
    names = {"PORTAL_NAME": settings.PORTAL_NAME, "STATE_NAME": settings.STATE_NAME, "PORTAL_URL": settings.PORTAL_URL}
    send_mail(subject, render_to_string(template, {**names, **context}), None, [to])
