"""What can be restored of the history of a plan, and how a change differs from what was there before."""

import datetime


def problems_with_restoring(*, is_removal: bool, restored_at: datetime.datetime | None) -> list[str]:
    """Why what a change removed can't be put back."""
    if not is_removal:
        return ["Nothing was removed here."]
    return ["This was already restored."] if restored_at else []


def day_of(text: str | None) -> datetime.date | None:
    """The day as the history keeps it."""
    return datetime.date.fromisoformat(text) if text else None
