"""What has to be settled before an award starts: the checklist of each member, and what still prevents the start."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

# Unless the round has its own list.
STANDARD_CHECKLIST = (
    "The governing board approved the grant agreement",
    "The assurances were signed",
    "The state has the vendor number",
    "The state has the bank account for payments",
)
MOST_ITEMS = 20
LONGEST_ITEM = 300
NOT_BEING_PREPARED = "This award is no longer being prepared."


MOST_DAYS = 730


class ChecklistLine(NamedTuple):
    """An item of a round's checklist, due some days after the award is made or on a date; None of both: no due date."""

    item: str
    days: int | None = None
    on: datetime.date | None = None

    def due_on(self, made_on: datetime.date) -> datetime.date | None:
        """When it is due in an award that was made on that day."""
        return self.on if self.days is None else made_on + datetime.timedelta(days=self.days)

    def as_stored(self) -> dict[str, object]:
        """When it is due, as a round stores it beside the item."""
        return {"days": self.days, "on": self.on.isoformat() if self.on else None}


def checklist_lines(items: Sequence[str], due: Sequence[Mapping[str, Any]]) -> list[ChecklistLine]:
    """The checklist that a round stores; an item without an entry in `due` has no due date."""
    lines = []
    for place, item in enumerate(items):
        when = due[place] if place < len(due) else {}
        on = datetime.date.fromisoformat(when["on"]) if when.get("on") else None
        lines.append(ChecklistLine(item, when.get("days"), on))
    return lines


def problems_with_checklist(lines: Iterable[ChecklistLine]) -> list[str]:
    """Why a round can't have this checklist."""
    lines = list(lines)
    items = [one.item for one in lines]
    problems = [f"Shorten “{one[:40]}…” to {LONGEST_ITEM} characters." for one in items if len(one) > LONGEST_ITEM]
    if len(items) > MOST_ITEMS:
        problems.append(f"Enter at most {MOST_ITEMS} items.")
    if len({one.casefold() for one in items}) < len(items):
        problems.append("An item is listed twice.")
    if any(one.days is not None and one.on for one in lines):
        problems.append("Enter a number of days or a date for an item, not both.")
    if any(one.days is not None and not 0 <= one.days <= MOST_DAYS for one in lines):
        problems.append(f"Enter at most {MOST_DAYS} days.")
    return problems


def problems_with_done_dates(done: Iterable[datetime.date | None], on: datetime.date) -> list[str]:
    """Why items can't be recorded as done on these days."""
    return ["Enter a date that isn’t in the future."] if any(day and day > on for day in done) else []


class MemberSetup(NamedTuple):
    """What a member still has to settle before the award starts."""

    name: str
    not_accepted: int | None  # an amount that it hasn't accepted; None: it accepted its amount
    open_items: int  # of its checklist
    left_with: int | None = None  # its amount, if an amendment took it out of the application


def blockers(members: Iterable[MemberSetup]) -> list[str]:
    """What prevents the start of an award, by member: amounts not accepted, and checklist items that are open."""
    found = []
    for one in members:
        if one.left_with is not None:
            if one.left_with:
                found.append(f"{one.name} left but still has a part of ${one.left_with:,}. Divide the award again.")
            continue
        if one.not_accepted is not None:
            found.append(f"{one.name} hasn’t accepted its amount of ${one.not_accepted:,}.")
        if one.open_items:
            items = "1 item" if one.open_items == 1 else f"{one.open_items} items"
            found.append(f"{one.name} has {items} to do on its checklist.")
    return found


def problems_with_agreement(number: str, agreed_on: datetime.date, on: datetime.date) -> list[str]:
    """Why an award can't start with this agreement."""
    problems = [] if number else ["Enter the grant agreement number."]
    if agreed_on > on:
        problems.append("Enter the date the agreement was signed. It can’t be in the future.")
    return problems
