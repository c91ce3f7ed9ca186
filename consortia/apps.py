from django.apps import AppConfig


class ConsortiaConfig(AppConfig):
    name = "consortia"
    verbose_name = "Consortia"

    def ready(self) -> None:
        """Declare how changes of memberships are undone."""
        from consortia.actions import undoing  # noqa: F401, PLC0415  # models must be loaded first
