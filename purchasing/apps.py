from django.apps import AppConfig


class PurchasingConfig(AppConfig):
    """Shared contracts, and who may buy under them."""

    name = "purchasing"

    def ready(self) -> None:
        """Add the parts of guided changes."""
        from purchasing.actions import closures  # noqa: F401, PLC0415  # models must be loaded first
