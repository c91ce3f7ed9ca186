from django.apps import AppConfig

from accounts.rules.email_templates import declare
from grants.rules.emails import EMAIL_TEMPLATES
from grants.rules.emails_of_awards import AWARD_EMAILS
from grants.rules.emails_of_deciding import DECIDING_EMAILS
from grants.rules.emails_of_scoring import SCORING_EMAILS
from grants.rules.emails_of_screening import SCREENING_EMAILS


class GrantsConfig(AppConfig):
    name = "grants"
    verbose_name = "Grants"

    def ready(self) -> None:
        """Add the parts of guided changes, follow the registry, and declare the emails."""
        from grants.actions import carrying, stale_findings  # noqa: F401, PLC0415  # models must be loaded first

        declare(EMAIL_TEMPLATES + DECIDING_EMAILS + AWARD_EMAILS + SCORING_EMAILS + SCREENING_EMAILS)
