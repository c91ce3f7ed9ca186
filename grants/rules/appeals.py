"""Appeals on process after the release of awards: until when, on what grounds, and who may answer them."""

import datetime
from collections.abc import Collection

from grants.states import AppealGround, AppealState
from reviews.rules import SHORTEST_REASONS, is_short

# Days after the release, unless the round sets others, and the most it can set. 44 Ill. Adm. Code 7000.350 has 14.
USUAL_DAYS, MOST_DAYS = 14, 60
# The state answers within so many days.
DAYS_TO_ANSWER = 30
LONGEST_APPEAL = 3_000
NO_DECISION = "This application has no released decision to appeal."
NOT_FINAL = "The board hasn’t settled this application, so there is nothing to appeal."
NONE_IN_ROUND = "This round has no appeals."
OVER = "The deadline to appeal has passed."
FILED = "An appeal of this decision was filed already."
ANSWERED = "This appeal was answered already."
WHEN_TO_APPEAL = "If the published process wasn’t followed, the lead district can appeal"
NO_BASIS = "Scores and the board’s judgment aren’t a basis for an appeal."
# What an official may have done with an application, and how a refusal says it.
REVIEWED, SCREENED, SCORED, VOTED = "reviewed", "screened", "scored", "voted"
ANSWERED_FOR_STATE, LETTER, ENTERED, COUNTERSIGNED, RELEASED = (
    "answered",
    "letter",
    "entered",
    "countersigned",
    "released",
)
_DONE = {
    SCREENED: "screened the eligibility of this application",
    REVIEWED: "reviewed this application or was assigned to it",
    SCORED: "was assigned to score this application",
    ANSWERED_FOR_STATE: "proposed the state’s answer or was asked to agree to it",
    VOTED: "voted on this application",
    ENTERED: "entered the board’s decision",
    COUNTERSIGNED: "countersigned the board’s decision",
    LETTER: "changed the decision letter",
    RELEASED: "prepared or confirmed the release",
}


def last_day_to_appeal(released_on: datetime.date, days: int) -> datetime.date | None:
    """The last day on which the applicant can appeal; None if the round has no appeals."""
    return released_on + datetime.timedelta(days=days) if days else None


def problems_with_appeal_days(days: int | None) -> list[str]:
    """Why a round can't give applicants this many days; 0 means no appeals."""
    if days is not None and 0 <= days <= MOST_DAYS:
        return []
    return [f"Enter the number of days to appeal after awards are released, between 0 and {MOST_DAYS}."]


def problems_with_time(
    last_day: datetime.date | None, on: datetime.date, *, is_final: bool, is_filed: bool
) -> list[str]:
    """Why a released decision can't be appealed that day."""
    if not is_final:
        return [NOT_FINAL]
    if is_filed:
        return [FILED]
    if last_day is None:
        return [NONE_IN_ROUND]
    return [OVER] if on > last_day else []


def problems_with_appeal(ground: str, text: str) -> list[str]:
    """What is wrong with the grounds of an appeal."""
    problems = []
    if ground not in AppealGround:
        problems.append("Choose the basis of the appeal.")
    if is_short(text):
        problems.append(f"Describe what went wrong, in at least {SHORTEST_REASONS} characters.")
    elif len(text) > LONGEST_APPEAL:
        problems.append(f"Shorten the appeal to {LONGEST_APPEAL:,} characters.")
    return problems


def reasons_against_handler(
    name: str, *, may_handle: bool, done: Collection[str], represents: Collection[str]
) -> list[str]:
    """Why this official isn't independent enough to answer the appeal; empty if the official may answer.

    `done`: what the official did with the application; `represents`: its members that the official represents, or once
    represented.
    """
    reasons = [f"{name} isn’t a grants officer or an administrator."] if not may_handle else []
    reasons += [f"{name} {words}." for key, words in _DONE.items() if key in done]
    if represents:
        reasons.append(f"{name} represents or represented {', '.join(represents)}.")
    return reasons


def problems_with_answer(outcome: str, reasons: str, *, excludes: bool) -> list[str]:
    """What is wrong with the answer to an appeal. `excludes`: scores of one scorer no longer count."""
    problems = []
    if outcome not in (AppealState.DENIED, AppealState.GRANTED):
        problems.append("Choose whether the appeal is denied or granted.")
    if excludes and outcome != AppealState.GRANTED:
        problems.append("Scores can be excluded only if the appeal is granted.")
    if is_short(reasons):
        problems.append(f"Enter the reasons, in at least {SHORTEST_REASONS} characters.")
    return problems
