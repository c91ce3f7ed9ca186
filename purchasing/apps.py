from django.apps import AppConfig


class PurchasingConfig(AppConfig):
    """Shared contracts, and who may buy under them."""

    name = "purchasing"
