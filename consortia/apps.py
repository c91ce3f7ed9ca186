from django.apps import AppConfig

from accounts.rules.email_templates import declare
from consortia.rules.emails import EMAIL_TEMPLATES


class ConsortiaConfig(AppConfig):
    name = "consortia"
    verbose_name = "Consortia"

    def ready(self) -> None:
        """Declare how changes of consortia and memberships are undone, the files that are imported, and the emails."""
        from consortia.actions import undoing  # noqa: F401, PLC0415  # models must be loaded first
        from consortia.imports import consortia, memberships  # noqa: F401, PLC0415  # the same

        declare(EMAIL_TEMPLATES)
