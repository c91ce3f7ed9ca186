"""What an uploaded spreadsheet did with the lines of a budget, and whether it can still be undone."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

ADDED, WRITTEN, PROPOSED, REMOVED = "added", "written", "proposed", "removed"
# For this long, the person who uploaded it reads why it can't be undone.
EXPLAINED_FOR = datetime.timedelta(days=1)
MOST_NAMED = 5


class UploadedLine(NamedTuple):
    """What the upload did with one line: it was added, written, or removed, or a change was proposed.

    `number` and `revision` are those that the line had afterwards. `before` are its entries, or those of the change
    that was proposed before; None where there was nothing.
    """

    did: str
    number: int
    revision: int
    key: str
    title: str
    before: dict[str, Any] | None


def problems_with_undoing(
    lines: Iterable[UploadedLine], revisions: Mapping[int, int], *, undone_at: datetime.datetime | None
) -> list[str]:
    """Why an upload can't be undone; `revisions` of the lines that the budget has now, by number."""
    if undone_at is not None:
        return ["This upload was already undone."]
    later = [one.title or one.key for one in lines if one.did != REMOVED and revisions.get(one.number) != one.revision]
    if not later:
        return []
    named = ", ".join(f"“{title}”" for title in later[:MOST_NAMED])
    if len(later) > MOST_NAMED:
        named = f"{named}, and {len(later) - MOST_NAMED} more"
    return [f"You can’t undo this upload because these lines were changed or removed after it: {named}."]
