from django.apps import AppConfig

from accounts.rules.email_templates import declare
from accounts.rules.emails import EMAIL_TEMPLATES


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        """Register the system checks, and declare the emails about accounts."""
        from accounts import checks  # noqa: F401, PLC0415  # models must be loaded first

        declare(EMAIL_TEMPLATES)
