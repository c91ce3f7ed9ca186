"""What each permission allows, and problems with assigning or ending roles and permissions, as sentences."""

import datetime
from collections.abc import Collection
from typing import NamedTuple

from accounts.dates import day_in_words
from districts.states import Office

# Delegations are temporary, so that they are reviewed at least once a year.
LONGEST_DELEGATION = datetime.timedelta(days=366)


class Power(NamedTuple):
    """A permission: its short name, and what it allows."""

    label: str
    lets: str


POWERS = {
    "register_membership": Power(
        "Register memberships",
        "Propose a consortium, invite members, ask to join, and accept, decline, confirm, dispute, or leave "
        "memberships for the district or school. These actions count as the district’s or school’s own.",
    ),
    "sign_applications": Power(
        "Sign applications",
        "Sign the district’s part of an application, and submit the applications it leads. The district is legally "
        "bound by what is signed.",
    ),
    "sign_joinders": Power(
        "Sign contract joinders",
        "Sign a joinder, an agreement to buy under a shared contract. The district is bound by its terms.",
    ),
}


def usual_powers(office: str) -> tuple[str, ...]:
    """The permissions that someone new in this office gets unless the registrar chooses others."""
    return tuple(POWERS) if office == Office.SUPERINTENDENT else ()


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
    """Why these permissions cannot be delegated for these dates."""
    problems = []
    if is_self:
        problems.append("You already have these permissions.")
    if not powers:
        problems.append("Choose at least one permission.")
    if missing := [POWERS[name].label for name in POWERS if name in powers and name not in held]:
        problems.append(f"You can’t delegate permissions you don’t have: {', '.join(missing)}.")
    if ends_on < starts_on:
        problems.append("The end date is before the start date.")
    if starts_on < max(today, own_start):
        problems.append(f"Choose a start date on or after {day_in_words(max(today, own_start))}.")
    if own_end and ends_on > own_end:
        problems.append(f"Your own role ends on {day_in_words(own_end)}. Choose an end date on or before it.")
    if ends_on - starts_on > LONGEST_DELEGATION:
        problems.append("You can delegate permissions for up to one year. You can renew them before they end.")
    return problems


# Delegations that one person makes within 24 hours; each is an email to an address that the person chose.
MOST_DELEGATIONS = 20


def problems_with_number_of_delegations(*, sent: int) -> list[str]:
    """Why the person can't delegate again today; `sent` counts the last 24 hours."""
    if sent < MOST_DELEGATIONS:
        return []
    return [f"You have delegated permissions {sent} times in the last 24 hours, which is the most. Continue tomorrow."]


HAS_STATE_WIDE_ROLE = (
    "This person has a state-wide role in the portal, so you can’t delegate permissions to them. Choose someone else."
)


def problems_with_accepting_delegation(*, is_over: bool, has_authority: bool, has_state_wide_role: bool) -> list[str]:
    """Why a person cannot accept what was delegated to them."""
    if is_over:
        return ["This delegation has ended, so it can’t be accepted."]
    if not has_authority:
        return ["The person who delegated these permissions no longer has them. Ask the successor to delegate them."]
    if has_state_wide_role:
        return ["You have a state-wide role in the portal, so you can’t act for a district or school. Decline."]
    return []


def problems_with_appointing(
    *, place: str, kind_label: str, holder: str, holder_ends_on: datetime.date | None, is_same_person: bool
) -> list[str]:
    """Why a role cannot be assigned because it overlaps another; `holder` is empty if there is no overlap."""
    if not holder:
        return []
    if is_same_person:
        return [f"This person is already {kind_label} of {place} on some of these dates."]
    until = f"until {day_in_words(holder_ends_on)}" if holder_ends_on else "with no end date"
    return [f"{holder} is {kind_label} of {place} {until}. Transfer the role to the successor, or end it first."]


def problems_with_ending(
    *,
    starts_on: datetime.date,
    ended_on: datetime.date | None,
    ends_on: datetime.date,
    is_withdrawn: bool,
    may_extend: bool,
    today: datetime.date,
) -> list[str]:
    """Why a role or delegation cannot end on that date. It can be withdrawn before its first day is over."""
    if is_withdrawn:
        return ["This was already withdrawn."]
    if ends_on < starts_on and starts_on < today:
        return [f"The end date is before the start date, {day_in_words(starts_on)}."]
    if not may_extend and ended_on is not None and ends_on > ended_on:
        return [f"This ends on {day_in_words(ended_on)}. You can only end it earlier. To extend it, delegate it again."]
    if not may_extend and ends_on < today - datetime.timedelta(days=1):
        return ["Choose yesterday’s date or later, because actions already taken remain valid."]
    return []
