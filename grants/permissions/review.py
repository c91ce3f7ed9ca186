"""Who may review an application, and who may reassign it."""

import datetime
from collections.abc import Collection

from accounts.models import Role, User
from accounts.refusals import Refused
from grants.models import Application, ReviewRequest
from grants.states import AskedFor


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


def check_can_ask_officer(
    user: User, application: Application, on: datetime.date, *, decides: bool, has_determined: bool = False
) -> None:
    """The assigned officer and administrators ask for a second review.

    Only an administrator without a determination of his or her own chooses who decides if officers differ: no officer
    picks the judge of his or her own case.
    """
    if decides and has_determined and user.held_role_on(on, Role.ADMINISTRATOR):
        raise Refused("You reviewed this application, so another administrator has to choose who decides.")
    if user.held_role_on(on, Role.ADMINISTRATOR):
        return
    if decides:
        raise Refused("Only an administrator can ask an officer to decide because officers differ.")
    if application.assigned_to_id != user.pk:
        raise Refused("Only the officer assigned to this application or an administrator can ask for a second review.")


def check_can_end_request(user: User, request: ReviewRequest, on: datetime.date) -> None:
    """The officer who was asked may decline; whoever may ask may withdraw the request."""
    if user.pk != request.officer_id:
        check_can_ask_officer(user, request.application, on, decides=request.kind == AskedFor.DECISION)


def check_can_give_state_answer(
    user: User, application: Application, on: datetime.date, *, has_determined: bool, is_decider: bool
) -> None:
    """Officers with a determination on all nine elements, and one asked to decide, may record the state's answer."""
    check_can_review(user, application, on)
    if not (has_determined or is_decider):
        raise Refused("Before you record the state’s answer, mark all nine elements and record your own determination.")


def check_can_agree(user: User, application: Application, officers: Collection[int], on: datetime.date) -> None:
    """The officers who were asked to agree to a proposed answer respond to it."""
    check_can_review(user, application, on)
    if user.pk not in officers:
        raise Refused("Only the officers who were asked to agree to this answer can respond to it.")


def check_can_cancel_answer(user: User, proposed_by: int, on: datetime.date) -> None:
    """The officer who proposed an answer may cancel it; so may an administrator, because officers leave."""
    if user.pk != proposed_by and not user.held_role_on(on, Role.ADMINISTRATOR):
        raise Refused("Only the officer who proposed this answer or an administrator can cancel it.")
