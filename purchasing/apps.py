from django.apps import AppConfig

from accounts.rules.email_templates import declare
from purchasing.rules.emails import EMAIL_TEMPLATES


class PurchasingConfig(AppConfig):
    """Shared contracts, and who may buy under them."""

    name = "purchasing"

    def ready(self) -> None:
        """Add the parts of guided changes, and declare the emails."""
        from purchasing.actions import closures  # noqa: F401, PLC0415  # models must be loaded first

        declare(EMAIL_TEMPLATES)
