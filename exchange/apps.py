from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """What districts exchange: services agreed each year, needs and offers, introductions."""

    name = "exchange"
