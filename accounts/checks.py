"""What must never be true of a running portal."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error, register

START = "start"  # portal/wsgi.py runs the checks with this tag, because gunicorn runs none


@register(START)
def no_sample_sign_in_in_production(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[Error]:
    """Signing in by a button, without a password, belongs to the sample state."""
    if settings.PRODUCTION and settings.SAMPLE_SIGN_IN:
        return [
            Error(
                "SAMPLE_SIGN_IN is switched on in production: anybody could sign in as anybody.",
                hint="Remove SAMPLE_SIGN_IN from the environment.",
                id="accounts.E001",
            )
        ]
    return []
