"""Services agreed each year, needs and offers, introductions."""

from exchange.models.partners import Introduction, Wish
from exchange.models.services import Service, ServiceTerms, ServiceYear

__all__ = ["Introduction", "Service", "ServiceTerms", "ServiceYear", "Wish"]
