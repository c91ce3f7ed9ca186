"""System checks: what must never be true of a running portal."""

from collections.abc import Sequence

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error, register

START = "start"  # portal/wsgi.py runs the checks with this tag, because gunicorn runs no checks


@register(START)
def no_sample_sign_in_in_production(app_configs: Sequence[AppConfig] | None, **_: object) -> list[Error]:
    """Signing in with a button and no password is for the sample state only."""
    if settings.PRODUCTION and settings.SAMPLE_SIGN_IN:
        return [
            Error(
                "SAMPLE_SIGN_IN is switched on in production: anyone could sign in as anyone.",
                hint="Remove SAMPLE_SIGN_IN from the environment.",
                id="accounts.E001",
            )
        ]
    return []
