from django.apps import AppConfig

from accounts.rules.email_templates import declare
from purchasing.rules.emails import CONTRACT_EMAILS
from purchasing.rules.emails_of_costs import COST_EMAILS
from purchasing.rules.emails_of_joinders import JOINDER_EMAILS


class PurchasingConfig(AppConfig):
    """Shared contracts, and who may buy under them."""

    name = "purchasing"

    def ready(self) -> None:
        """Declare the emails, and add the parts of guided changes."""
        declare(CONTRACT_EMAILS + JOINDER_EMAILS + COST_EMAILS)
        from purchasing.actions import closures  # noqa: F401, PLC0415  # models must be loaded first
