"""Sign-in without sign-up: accounts come by invitation. Who signed in, and who failed to, stands in the log."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest
from django.utils import timezone

from accounts import actions
from accounts.models import User


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """allauth's adapter with the front door for strangers closed, and with a line in the log for each sign-in."""

    def is_open_for_signup(self, _: HttpRequest) -> bool:
        """Never: an administrator or a district invites."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Every way in ends here, after the second step where there is one."""
        super().login(request, user)
        actions.record_sign_in(person=user, how=_how(request, user), at=timezone.now())

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A wrong password, or an address that nobody has."""
        super().authentication_failed(request, **credentials)
        actions.record_failed_sign_in(email=str(credentials.get("email") or ""), at=timezone.now())


def _how(request: HttpRequest, user: User) -> str:
    """By which steps, as allauth names them ("password, totp"); empty after an invitation was accepted."""
    steps = get_authentication_records(request, user)
    return ", ".join(str(step.get("type") or step.get("method")) for step in steps)
