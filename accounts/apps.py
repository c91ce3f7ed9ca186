from django.apps import AppConfig

from accounts.rules.email_templates import declare
from accounts.rules.emails import EMAIL_TEMPLATES


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        """Register the system checks, declare the emails about accounts, and have times read quickly."""
        from accounts import checks  # noqa: F401, PLC0415  # models must be loaded first
        from accounts.models.moments import read_moments_quickly  # noqa: PLC0415  # the same

        declare(EMAIL_TEMPLATES)
        read_moments_quickly()
