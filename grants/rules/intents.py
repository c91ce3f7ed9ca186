"""When an intent to apply can be stated, and what it may say."""

import datetime

from grants.rules.application import Window, problems_with_lengths
from grants.rules.requirements import MOST_MEMBERS

LONGEST_SUBJECT = 200
NO_OBLIGATION = (
    "This isn’t binding. You can change or withdraw it until the round closes. It doesn’t affect how your application "
    "is reviewed, and you can apply without it."
)


def problems_with_time(window: Window, at: datetime.datetime, *, is_draft: bool) -> list[str]:
    """Why intents can't be stated, changed, or withdrawn at that moment; they can from the announcement on."""
    if is_draft:
        return ["This round isn’t published yet."]
    if window.closes_at is None:
        return ["The deadline of this round is not known, so you can’t tell the state that you intend to apply."]
    if at > window.closes_at:
        return [f"This round closed {window.closes}."]
    return []


def problems_with_intent(members: int | None, subject: str) -> list[str]:
    """What is wrong with the two optional facts."""
    problems = problems_with_lengths(("The main subject", subject, LONGEST_SUBJECT))
    if members is not None and not 1 <= members <= MOST_MEMBERS:
        problems.append(f"Enter a number of members between 1 and {MOST_MEMBERS}, or leave it blank.")
    return problems


def problems_with_new_intent(name: str, reference: str) -> list[str]:
    """Why an applicant can't state an intent: it has started the application `reference` ("": it hasn't)."""
    if not reference:
        return []
    return [f"{name} already started application {reference}, so you don’t need to tell the state."]


def problems_with_district(name: str, *, has_consortium: bool, is_open: bool) -> list[str]:
    """Why a district can't state an intent of its own."""
    if not is_open:
        return [f"{name} is closed."]
    if has_consortium:
        return [f"{name} belongs to a consortium. The consortium’s lead district tells the state."]
    return []
