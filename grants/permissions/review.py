"""Who may review an application, and who may reassign it."""

import datetime

from accounts.models import Role, User
from accounts.refusals import Refused
from grants.models import Application


def check_can_review(user: User, application: Application, on: datetime.date) -> None:
    """Grants officers may review, except applications of a district or school they represent or once represented."""
    if not user.held_role_on(on, Role.GRANTS_OFFICER):
        raise Refused("Only grants officers can review applications.")
    if names := application.represented_by(user, on=on):
        raise Refused(
            f"{user} represents or represented {', '.join(names)}, so another officer has to review this application."
        )


def check_can_answer_amendment(user: User, application: Application, on: datetime.date) -> None:
    """Grants officers who may review the application may answer its amendments; if it is assigned, only that one."""
    check_can_review(user, application, on)
    if application.assigned_to_id not in (None, user.pk):
        raise Refused(f"This application is assigned to {application.assigned_to}, who decides about the amendment.")


def check_can_reassign(user: User, application: Application, on: datetime.date) -> None:
    """The assigned officer and administrators may reassign an application."""
    if user.held_role_on(on, Role.ADMINISTRATOR) or application.assigned_to_id == user.pk:
        return
    raise Refused(
        f"This application is assigned to {application.assigned_to}. Only they or an administrator can reassign it."
    )


def check_can_return(user: User, application: Application, on: datetime.date) -> None:
    """The assigned officer returns an application with questions, and decides about them."""
    check_can_review(user, application, on)
    if application.assigned_to_id != user.pk:
        raise Refused("Only the officer who is assigned to this application can return it with questions.")


def check_can_set_checks(user: User, on: datetime.date) -> None:
    """Administrators decide in which rounds a check asks questions instead of reporting findings."""
    if not user.held_role_on(on, Role.ADMINISTRATOR):
        raise Refused("Only administrators can change how a check works in a round.")


def check_is_own_review(user: User, officer_id: int) -> None:
    """Officers change only their own reviews."""
    if user.pk != officer_id:
        raise Refused("You can’t change another officer’s review.")
