from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """What districts exchange: services agreed each year, needs and offers, introductions."""

    name = "exchange"

    def ready(self) -> None:
        """Add the parts of guided changes."""
        from exchange.actions import closures  # noqa: F401, PLC0415  # models must be loaded first
