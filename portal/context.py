"""What every template may name: the portal's and the state's own names."""

from django.conf import settings
from django.http import HttpRequest


def state(request: HttpRequest) -> dict[str, object]:
    """The names that the state sets."""
    return {
        "PORTAL_NAME": settings.PORTAL_NAME,
        "STATE_NAME": settings.STATE_NAME,
        "TIME_ZONE": settings.TIME_ZONE,
    }
