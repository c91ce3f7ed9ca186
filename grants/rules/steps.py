"""Which step may be taken now, by the table of steps."""

from accounts.refusals import Unready
from grants.states import STEPS, Status

_SAID = {
    Status.DRAFT: "is a draft that has not been submitted",
    Status.SUBMITTED: "is submitted",
    Status.REOPENED: "is reopened for changes",
    Status.UNDER_REVIEW: "is under review",
    Status.WITHDRAWN: "is withdrawn",
}
_DONE = {"submit": "submitted", "reopen": "reopened", "take": "taken for review", "withdraw": "withdrawn"}


def check_step(step: str, status: str) -> None:
    """Raise Unready, in words, unless the step may start from this status."""
    if status not in STEPS[step][0]:
        raise Unready(f"This application {_SAID[Status(status)]}, so it cannot be {_DONE.get(step, step)} now.")
