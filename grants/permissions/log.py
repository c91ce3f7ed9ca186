"""Who may have the audit log checked."""

import datetime

from accounts.models import Role, User
from accounts.refusals import Refused


def check_can_check_log(user: User, on: datetime.date) -> None:
    """Auditors have the whole log checked: its chain, and what it proves."""
    if not user.held_role_on(on, Role.AUDITOR):
        raise Refused("Only auditors can have the audit log checked.")
