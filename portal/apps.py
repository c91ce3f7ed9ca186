from django.apps import AppConfig

from accounts import addresses
from portal.addresses import ADDRESSES


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        """Tell domain apps where their records have their pages."""
        addresses.fill(ADDRESSES)
