"""Sign-in without sign-up: accounts come by invitation."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class InvitationOnlyAdapter(DefaultAccountAdapter):
    """allauth's adapter with the front door for strangers closed."""

    def is_open_for_signup(self, _: HttpRequest) -> bool:
        """Never: an administrator or a district invites."""
        return False
