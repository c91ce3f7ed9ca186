"""`manage.py invite_administrator EMAIL`: how a state begins."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from accounts import actions
from accounts.refusals import Unready


class Command(BaseCommand):
    """Print the one-time link by which the first administrator sets a password."""

    help = "Invite the first administrator, or another one where nobody can sign in any more. Prints the link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")

    def handle(self, *_: Any, email: str, name: str, **__: Any) -> None:
        try:
            validate_email(email)
            invitation, link = actions.invite_administrator(email=email, name=name or email, at=timezone.now())
        except ValidationError:
            raise CommandError(f"“{email}” is not an email address.") from None
        except Unready as no:
            raise CommandError(str(no)) from None
        until = timezone.localtime(invitation.expires_at)
        self.stdout.write(f"Give this link to {invitation.email}. It works once, until {until:%B %d, %Y}:\n\n{link}\n")
