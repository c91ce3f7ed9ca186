"""Sign-in without sign-up: accounts are by invitation only. The audit log records sign-ins and failed attempts."""

from collections.abc import Sequence
from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.core.internal.ratelimit import get_ip
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actions import security
from accounts.emails import full_address, send_password_reset
from accounts.models import User


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """allauth's adapter without sign-up, in the portal's words, and with a log entry for each sign-in."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The email address or password is incorrect."),
        "enter_current_password": _("Your current password is incorrect."),
        "incorrect_password": _("The password is incorrect."),
        "rate_limited": _("Too many requests. Try again in a few minutes."),
        "too_many_login_attempts": _("Too many failed sign-in attempts. Try again in a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: administrators, registrars, and districts invite people."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Signs the person in and logs it. Every way of signing in ends here, after the second step if there is one."""
        super().login(request, user)
        security.record_sign_in(person=user, how=_how(request, user), at=timezone.now())

    def logout(self, request: HttpRequest) -> None:
        """Signs the person out and logs it."""
        person = request.user
        super().logout(request)
        if isinstance(person, User):
            security.record_security_event(person=person, event="signed_out", at=timezone.now())

    def send_notification_mail(
        self, template_prefix: str, user: User, context: dict[str, object] | None = None, email: str | None = None
    ) -> None:
        """Logs what allauth reports here: changed passwords, second steps, and recovery codes. No email is sent."""
        security.record_security_event(person=user, event=template_prefix.rpartition("/")[2], at=timezone.now())

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Nothing: the email makes the link when it is sent."""
        return ""

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, object]) -> None:
        """Queues the email like every other: the answer takes as long as for an address without an account."""
        send_password_reset(user, at=timezone.now())

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: EmailConfirmation) -> str:
        """The link of a verification on the portal's own address."""
        return full_address(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Verifies the address and logs it."""
        is_verified: bool = super().confirm_email(request, email_address)
        if is_verified:
            security.record_verified_address(person=email_address.user, at=timezone.now())
        return is_verified

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: object) -> str:
        """What failed attempts are counted by: the account and the visitor's address together.

        Counted by the account alone, anyone could lock a person out an hour before a deadline.
        """
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{get_ip(request)}"

    def authentication_failed(self, request: HttpRequest, **credentials: object) -> None:
        """Logs a wrong password or an unknown address."""
        super().authentication_failed(request, **credentials)
        security.record_failed_sign_in(email=str(credentials.get("email") or ""), at=timezone.now())


class LoggedSessions(DefaultUserSessionsAdapter):
    """allauth's list of a person's sessions, with a log entry when the person ends others."""

    def end_sessions(self, sessions: Sequence[UserSession]) -> None:
        """Ends these sessions of one person."""
        super().end_sessions(sessions)
        if sessions:
            security.record_security_event(person=sessions[0].user, event="sessions_ended", at=timezone.now())


def _how(request: HttpRequest, user: User) -> str:
    """The steps of signing in as allauth names them ("password, totp"); "" after accepting an invitation."""
    steps = get_authentication_records(request, user)
    return ", ".join(str(step.get("type") or step.get("method")) for step in steps)
