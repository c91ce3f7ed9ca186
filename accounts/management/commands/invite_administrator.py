"""`manage.py invite_administrator EMAIL`: a state's first account."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from accounts import actions
from accounts.refusals import Unready


class Command(BaseCommand):
    """Print the one-time link that lets the first administrator set a password."""

    help = "Invite the first administrator, or another one if no administrator can sign in. Prints a one-time link."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the administrator's email address")
        parser.add_argument("--name", default="", help="the administrator's name (default: their address before the @)")

    def handle(self, *_: object, email: str, name: str, **__: object) -> None:
        try:
            validate_email(email)
            invitation, link = actions.invite_administrator(
                email=email, name=name or email.partition("@")[0].replace(".", " "), at=timezone.now()
            )
        except ValidationError:
            raise CommandError(f"“{email}” is not an email address.") from None
        except Unready as no:
            raise CommandError(str(no)) from None
        until = timezone.localtime(invitation.expires_at)
        self.stdout.write(f"Send this link to {invitation.email}. It works once, until {until:%B %d, %Y}:\n\n{link}\n")
