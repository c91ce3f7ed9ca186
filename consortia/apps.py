from django.apps import AppConfig


class ConsortiaConfig(AppConfig):
    name = "consortia"
    verbose_name = "Consortia"

    def ready(self) -> None:
        """Declare how changes of consortia and memberships are undone, and the files of them that are imported."""
        from consortia.actions import undoing  # noqa: F401, PLC0415  # models must be loaded first
        from consortia.imports import consortia, memberships  # noqa: F401, PLC0415  # the same
