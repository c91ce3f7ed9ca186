"""Who may place and lift legal holds."""

import datetime

from accounts.models import Role, User
from accounts.refusals import Refused


def check_can_hold(user: User, on: datetime.date) -> None:
    """Administrators, who answer for what the state keeps."""
    if not user.held_role_on(on, Role.ADMINISTRATOR):
        raise Refused("Only administrators can place or lift a legal hold.")
