from django.apps import AppConfig

from accounts.rules.email_templates import declare
from policies.rules.emails import BARRIER_EMAILS


class PoliciesConfig(AppConfig):
    """State policies, and the barriers to collaboration that districts report."""

    name = "policies"

    def ready(self) -> None:
        """Declare the emails, and add the parts of guided changes."""
        declare(BARRIER_EMAILS)
        from policies.actions import closures  # noqa: F401, PLC0415  # models must be loaded first
