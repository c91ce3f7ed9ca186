from django.apps import AppConfig


class GrantsConfig(AppConfig):
    name = "grants"
    verbose_name = "Grants"

    def ready(self) -> None:
        """Add the parts of guided changes, and follow the registry."""
        from grants.actions import carrying, stale_findings  # noqa: F401, PLC0415  # models must be loaded first
