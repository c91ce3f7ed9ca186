"""Who may review an application, and hand it over."""

import datetime

from accounts.models import Role, User
from accounts.refusals import Refused
from grants.models import Application


def check_can_review(user: User, application: Application, on: datetime.date) -> None:
    """Grants officers review; nobody an application of a district or school for which he or she acts."""
    if not user.held_role_on(on, Role.GRANTS_OFFICER):
        raise Refused("Only grants officers review applications.")
    if names := application.represented_by(user, on=on):
        raise Refused(f"You act for {', '.join(names)}, so another officer reviews this application.")


def check_can_reassign(user: User, application: Application, on: datetime.date) -> None:
    """The officer who has taken it, or an administrator."""
    if user.held_role_on(on, Role.ADMINISTRATOR) or application.assigned_to_id == user.pk:
        return
    raise Refused(f"{application.assigned_to} has taken this application: only they or an administrator hand it over.")


def check_is_own_review(user: User, officer_id: int) -> None:
    """A review is written by its own officer."""
    if user.pk != officer_id:
        raise Refused("Another officer's review is read, not written.")
