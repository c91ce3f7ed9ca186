"""When an application can be withdrawn, and when a withdrawal can be undone."""

import datetime

from grants.rules.application import problems_with_lengths, problems_with_step
from grants.rules.texts import LONGEST_NOTE
from grants.states import BoardOutcome, Status

# How long the lead district can undo its own withdrawal. An administrator can at any time.
TIME_TO_UNDO = datetime.timedelta(hours=24)


def problems_with_withdrawing(status: str, *, is_determined: bool, released: str = "") -> list[str]:
    """Why the application can't be withdrawn: once there is a determination or a decision, no one can avoid it.

    `released` is the outcome that was released and settles the application, or "".
    """
    if released == BoardOutcome.YES and status != Status.WITHDRAWN:
        return [
            "The state awarded this application a grant, so it can’t be withdrawn anymore. Tell the state office if "
            "you don’t accept the award: the board then decides again."
        ]
    if released and status != Status.WITHDRAWN:
        return ["The state’s decision on this application was released, so it can’t be withdrawn anymore."]
    if is_determined and status != Status.WITHDRAWN:
        return ["An officer recorded a determination on this application, so it can’t be withdrawn anymore."]
    return problems_with_step("withdraw", status)


def problems_with_reason_to_withdraw(reason: str, *, was_submitted: bool) -> list[str]:
    """What is wrong with the reason; a draft that was never submitted needs none."""
    if was_submitted and not reason:
        return ["Enter the reason for withdrawing"]
    return problems_with_lengths(("A reason", reason, LONGEST_NOTE))


def problems_with_undoing(
    status: str, *, withdrawn_at: datetime.datetime | None, at: datetime.datetime, is_administrator: bool, other: str
) -> list[str]:
    """Why the withdrawal can't be undone. `other` is the consortium's newer application in the round, or ""."""
    if status != Status.WITHDRAWN or withdrawn_at is None:
        return ["This application isn’t withdrawn."]
    if other:
        return [f"The consortium started another application in this round: {other}. Only one of the two can count."]
    if not is_administrator and at > withdrawn_at + TIME_TO_UNDO:
        return ["The 24 hours to undo the withdrawal are over. Ask the state office to restore the application."]
    return []


def problems_with_reason_to_restore(reason: str, *, is_administrator: bool) -> list[str]:
    """What is wrong with the reason; only an administrator, who acts for others, has to give one."""
    if is_administrator and not reason:
        return ["Enter the reason for restoring it"]
    return problems_with_lengths(("A reason", reason, LONGEST_NOTE))
