from django.apps import AppConfig

from accounts.rules.email_templates import declare
from districts.rules.emails import EMAIL_TEMPLATES


class DistrictsConfig(AppConfig):
    name = "districts"
    verbose_name = "Districts and schools"

    def ready(self) -> None:
        """Declare how rows of the registry are undone, the types of files that are imported, and the emails."""
        from districts.actions import undoing  # noqa: F401, PLC0415  # models must be loaded first
        from districts.imports import appointments, divisions  # noqa: F401, PLC0415  # the same

        declare(EMAIL_TEMPLATES)
