"""When a consensus meeting can open, take up an application, change a score, and close."""

from grants.rules.texts import LONGEST_NOTE, cleaned
from reviews.rules import LONGEST_NOTE as LONGEST_REASON
from reviews.rules import NOTHING_FOUND, SHORTEST_REASONS, is_short

LEVELS = range(5)
MOST_QUORUM = 9
FROZEN = "A consensus meeting was opened, so first scores no longer change. Scorers can change scores in the meeting."


def problems_with_quorum(quorum: int | None) -> list[str]:
    """Why the round can't require this number of an application's scorers in the room."""
    if quorum is None or not 1 <= quorum <= MOST_QUORUM:
        return [f"Enter how many of an application’s scorers have to be in the room, from 1 to {MOST_QUORUM}."]
    return []


def has_quorum(present: int, needed: int) -> bool:
    """Whether enough of an application's scorers are in the room to take it up."""
    return present >= needed


def problems_with_opening(
    *, is_open: bool, applications: int, attendees: int, missing: int, is_without_missing: bool
) -> list[str]:
    """Why the meeting can't be opened. `missing` is how many assignments have no submitted scores."""
    if is_open:
        return ["A consensus meeting for this round is already open. Close it first."]
    problems = []
    if not applications:
        problems.append("No applications are left for a meeting.")
    if not attendees:
        problems.append("Choose the scorers who attend.")
    if missing and not is_without_missing:
        problems.append("Scores are missing. Wait until they’re submitted, or select “Open without these scores.”")
    return problems


def problems_with_item(*, is_meeting_closed: bool, is_closed: bool, is_quorate: bool) -> list[str]:
    """Why nothing can be entered on an application of the meeting."""
    if is_meeting_closed:
        return ["This meeting is closed, so its minutes no longer change."]
    if is_closed:
        return ["The meeting closed this application, so its scores no longer change."]
    if not is_quorate:
        return ["Too few of this application’s scorers are in the room, so the meeting can’t take it up."]
    return []


def problems_with_change(*, level: int | None, current: int | None, reason: str, kind: str, waits: bool) -> list[str]:
    """Why a score can't change to this level; it needs another level, a reason, and a citation."""
    if waits:
        return ["A change to this score has to be confirmed or withdrawn first."]
    problems = []
    if level not in LEVELS:
        problems.append("Choose a level from 0 to 4.")
    elif level == current:
        problems.append("Choose a level other than the current one.")
    if is_short(reason):
        problems.append(f"Enter a reason of at least {SHORTEST_REASONS} characters.")
    elif len(reason) > LONGEST_REASON:
        problems.append(f"Shorten the reason to {LONGEST_REASON:,} characters.")
    if not kind:
        problems.append("Choose the passage the change is based on.")
    elif kind == NOTHING_FOUND and level:
        problems.append("“Nothing found” goes with level 0. For any other level, choose a passage.")
    return problems


def problems_with_dissent(words: str) -> list[str]:
    """Why this can't be kept as dissent."""
    if not cleaned(words):
        return ["Enter what the scorer disagrees with, and why."]
    return [f"Shorten the text to {LONGEST_NOTE:,} characters."] if len(words) > LONGEST_NOTE else []


def problems_with_concluding(unconfirmed: int) -> list[str]:
    """Why an application can't be closed in the meeting."""
    if not unconfirmed:
        return []
    which = "1 change waits" if unconfirmed == 1 else f"{unconfirmed:,} changes wait"
    return [f"{which} for the scorer’s confirmation. Have it confirmed or withdraw it first."]


def problems_with_closing_meeting(begun: int) -> list[str]:
    """Why the meeting can't close; `begun` is how many applications have changes or dissent and aren't closed."""
    if not begun:
        return []
    which = "1 application with changes or dissent is" if begun == 1 else f"{begun:,} applications with changes are"
    return [f"{which} still open. Close each one first, so that its changes count."]
