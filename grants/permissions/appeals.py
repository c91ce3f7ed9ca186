"""Who files, assigns, and answers appeals."""

import datetime
from collections.abc import Collection

from accounts.models import User
from accounts.refusals import Refused
from grants.models import ROUND_KEEPERS, Appeal, Application
from grants.permissions.application import check_can_edit
from grants.rules.appeals import reasons_against_handler


def check_can_appeal(user: User, application: Application, on: datetime.date) -> None:
    """People with a role in the lead appeal for the application."""
    check_can_edit(user, application, on)


def check_can_assign_appeal(user: User, appeal: Appeal, on: datetime.date) -> None:
    """Officers and administrators without a conflict of interest choose who answers."""
    if not user.held_role_on(on, *ROUND_KEEPERS):
        raise Refused("Only grants officers and administrators can choose who answers an appeal.")
    if names := appeal.application.represented_by(user, on=on):
        raise Refused(f"{user} represents or represented {', '.join(names)}, so other officials handle this appeal.")


def check_is_independent(user: User, appeal: Appeal, done: Collection[str], on: datetime.date) -> None:
    """An officer or administrator who took no part in the decision and has no conflict of interest answers it.

    `done` is what the person did with the application (`grants.reads.appeals.done_by`).
    """
    if reasons := reasons_not_to_handle(user, appeal.application, done, on):
        raise Refused(" ".join(reasons))


def check_can_answer_appeal(user: User, appeal: Appeal, done: Collection[str], on: datetime.date) -> None:
    """Only the official who was chosen answers, as long as the same rule holds."""
    if appeal.handler_id != user.pk:
        raise Refused("Only the official who was chosen to answer this appeal can answer it.")
    check_is_independent(user, appeal, done, on)


def reasons_not_to_handle(user: User, application: Application, done: Collection[str], on: datetime.date) -> list[str]:
    """Why the official can't answer an appeal of the application; `done` is what the official did with it."""
    return reasons_against_handler(
        user.name,
        may_handle=user.held_role_on(on, *ROUND_KEEPERS),
        done=done,
        represents=application.represented_by(user, on=on),
    )
