"""What the powers of a post are, in words, and what stands in the way of giving them: sentences for who asked."""

import datetime
from collections.abc import Collection
from typing import NamedTuple

from accounts.dates import day_in_words

# Powers handed on are handed on for a time: whoever gives them looks at them again at least once a year.
LONGEST_DELEGATION = datetime.timedelta(days=366)


class Power(NamedTuple):
    """A power of a post: its name in short, and what it lets its holder do."""

    label: str
    lets: str


POWERS = {
    "register_membership": Power(
        "Register memberships",
        "Propose a consortium, invite, ask to join, accept, decline, confirm, dispute and leave, in the name of the "
        "district or school. What is said counts as said by it.",
    ),
    "sign_applications": Power(
        "Sign applications",
        "Sign its part of an application, and submit the applications that it leads. It is then bound to what it "
        "promises there.",
    ),
    "sign_joinders": Power(
        "Sign contract joinders",
        "Sign that it may buy under a shared contract. It can then be held to the contract's terms.",
    ),
}


# Nothing can be signed with the permission for joinders yet, so no one is given it; people who have it keep it.
OFFERED = {name: power for name, power in POWERS.items() if name != "sign_joinders"}


def names_of(powers: Collection[str]) -> str:
    """Powers as a sentence names them; nobody gets an empty list."""
    labels = [power.label.lower() for name, power in POWERS.items() if name in powers]
    if not labels:
        return "read what concerns it, and write applications"
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def problems_with_delegation(
    *,
    starts_on: datetime.date,
    ends_on: datetime.date,
    own_start: datetime.date,
    own_end: datetime.date | None,
    powers: Collection[str],
    held: Collection[str],
    is_self: bool,
    today: datetime.date,
) -> list[str]:
    """Why somebody cannot hand on these powers for these days."""
    problems = []
    if is_self:
        problems.append("You hold these powers yourself.")
    if not powers:
        problems.append("Choose at least one power.")
    if missing := [POWERS[name].label for name in POWERS if name in powers and name not in held]:
        problems.append(f"You cannot give a power that you do not hold: {', '.join(missing)}.")
    if ends_on < starts_on:
        problems.append("The last day is before the first day.")
    if starts_on < max(today, own_start):
        problems.append(f"Powers can be given from {day_in_words(max(today, own_start))} on, not for days before.")
    if own_end and ends_on > own_end:
        problems.append(f"Your own post ends on {day_in_words(own_end)}. You can give powers until that day.")
    if ends_on - starts_on > LONGEST_DELEGATION:
        problems.append("Powers are given for at most a year. You can give them again before they end.")
    return problems


def problems_with_appointing(
    *, place: str, kind_label: str, holder: str, holder_ends_on: datetime.date | None, is_same_person: bool
) -> list[str]:
    """Why somebody cannot be given a post that is held on some of its days; `holder` is empty where it is free."""
    if not holder:
        return []
    if is_same_person:
        return [f"This person is {kind_label} of {place} on some of these days already."]
    until = f"until {day_in_words(holder_ends_on)}" if holder_ends_on else "without a last day"
    return [
        f"{holder} is {kind_label} of {place} {until}. Hand the post over to the successor instead, or end it first."
    ]


def problems_with_ending(
    *,
    starts_on: datetime.date,
    ended_on: datetime.date | None,
    ends_on: datetime.date,
    is_withdrawn: bool,
    may_extend: bool,
    today: datetime.date,
) -> list[str]:
    """Why a post cannot end on that day. What never was in force for a whole day can be taken back."""
    if is_withdrawn:
        return ["It was taken back already."]
    if ends_on < starts_on and starts_on < today:
        return [f"The last day lies before the first, {day_in_words(starts_on)}."]
    if not may_extend and ended_on is not None and ends_on > ended_on:
        return [f"It ends on {day_in_words(ended_on)}. It can only be ended earlier; to go on, give the powers again."]
    if not may_extend and ends_on < today - datetime.timedelta(days=1):
        return ["The last day can be yesterday at the earliest: what was done before stays done."]
    return []
