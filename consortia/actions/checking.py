"""Trying an action before it is done."""

from collections.abc import Callable
from typing import Any

from django.db import transaction


def check_action(action: Callable[..., object], **values: Any) -> None:
    """Raise what this action would raise with these values; nothing is stored, and no email is sent."""
    with transaction.atomic():
        action(**values)
        transaction.set_rollback(True)
