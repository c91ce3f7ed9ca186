"""Who may reinstate an application that failed the screen or the gate."""

import datetime

from accounts.models import Role, User
from accounts.refusals import Refused
from grants.models import Application, Reinstatement


def check_can_reinstate(user: User, application: Application, on: datetime.date) -> None:
    """Grants officers and administrators may, except for applications of a place they represent or represented."""
    if not user.held_role_on(on, Role.GRANTS_OFFICER, Role.ADMINISTRATOR):
        raise Refused("Only grants officers and administrators can reinstate an application.")
    if names := application.represented_by(user, on=on):
        raise Refused(
            f"{user} represents or represented {', '.join(names)}, so someone else has to reinstate this application."
        )


def check_can_propose_reinstatement(user: User, application: Application, on: datetime.date) -> None:
    """Grants officers propose it: they read the screen and the votes of the gate."""
    if not user.held_role_on(on, Role.GRANTS_OFFICER):
        raise Refused("Only grants officers can propose to reinstate an application.")
    check_can_reinstate(user, application, on)


def check_can_confirm_reinstatement(user: User, reinstatement: Reinstatement, on: datetime.date) -> None:
    """Someone other than the official who proposed it."""
    check_can_reinstate(user, reinstatement.application, on)
    if user.pk == reinstatement.proposed_by_id:
        raise Refused("You proposed this reinstatement, so someone else has to confirm it.")
