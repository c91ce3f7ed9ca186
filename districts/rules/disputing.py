"""What people write about facts: their own, which apply at once, and the State's, which they dispute."""

import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from districts.rules.fact_owners import Fact, Shape
from districts.rules.records import web_address

PHONE = re.compile(r"[0-9+()./x\- ]{7,40}", re.IGNORECASE)
LONGEST = {Shape.TEXT: 200, Shape.PHONE: 40, Shape.WEBSITE: 200, Shape.EMAIL: 254}
REASON_AT_MOST = 2_000
# Facts whose column holds less than a text may have.
SHORTER = {"city": 100, "zip_code": 10, "state_id": 40}
YEARS = range(1700, 2200)


def problems_with_own_fact(fact: Fact, text: str) -> list[str]:
    """What is wrong with what somebody wrote for a fact of the own district or school; empty text clears it."""
    if not text:
        return []
    if len(text) > LONGEST[fact.shape]:
        return [f"{fact.label} is longer than {LONGEST[fact.shape]} characters."]
    if fact.shape == Shape.PHONE and (not PHONE.fullmatch(text) or sum(sign.isdigit() for sign in text) < 7):
        return ["Write the phone number with its area code, like 614-555-0137."]
    if fact.shape == Shape.WEBSITE and not web_address(text):
        return ["Write the address of the website, like www.otterrun.example."]
    if fact.shape == Shape.EMAIL and not _is_email(text):
        return ["Write an email address of the office, like office@otterrun.example."]
    return []


def problems_with_dispute(fact: Fact | None, *, recorded: str, claimed: str, reason: str, is_open: bool) -> list[str]:
    """What stands in the way of saying that a fact is wrong."""
    if fact is None or not fact.is_disputable:
        return ["This is no fact that the State or the registrar keeps; change it yourself, or write to the registrar."]
    problems = []
    if is_open:
        problems.append(f"{fact.label} is disputed already; the registrar has not answered yet.")
    if claimed == recorded:
        problems.append("That is what is recorded already. Say what it should be.")
    if not reason.strip():
        problems.append("Say how you know: the registrar needs a reason.")
    if len(reason) > REASON_AT_MOST:
        problems.append(f"The reason is longer than {REASON_AT_MOST:,} characters.")
    return problems


def problems_with_answer(answer: str, *, is_needed: bool) -> list[str]:
    """What is wrong with the registrar's words."""
    if is_needed and not answer.strip():
        return ["Say why the fact stays as it is: the district reads it."]
    if len(answer) > REASON_AT_MOST:
        return [f"The answer is longer than {REASON_AT_MOST:,} characters."]
    return []


def value_for(fact: Fact, written: str, *, choices: Collection[str] = ()) -> tuple[Any, list[str]]:
    """What to store for a fact that is written as history writes it, and what is wrong with it.

    `choices` are the codes that a fact of that shape may have. A county stays its code: its row is the caller's.
    """
    written = written.strip()
    if fact.shape in (Shape.CHOICE, Shape.COUNTY) and written not in choices:
        return None, [f"Choose what {fact.label.lower()} should be."]
    if fact.shape == Shape.DATE:
        return _day_for(fact, written)
    if fact.shape == Shape.TEXT:
        longest = SHORTER.get(fact.field, LONGEST[Shape.TEXT])
        if len(written) > longest:
            return None, [f"{fact.label} is longer than {longest} characters."]
        if not written and fact.field == "name":
            return None, ["A record needs a name."]
    if fact.field == "locale":
        return (int(written) if written else None), []
    if fact.field == "is_charter":
        return ({"True": True, "False": False}.get(written)), []
    return written, []


def _day_for(fact: Fact, written: str) -> tuple[datetime.date | None, list[str]]:
    try:
        day = datetime.date.fromisoformat(written) if written else None
    except ValueError:
        return None, [f"{fact.label}: “{written[:20]}” is not a day."]
    if day and day.year not in YEARS:
        return None, [f"{fact.label}: {day} cannot be right. Check the year."]
    return day, []


def what_changed(seen: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Sentences about what is otherwise now than when somebody looked: both sides, label by label."""
    said = []
    for label in [*now, *(label for label in seen if label not in now)]:
        old, new = seen.get(label, ""), now.get(label, "")
        if old != new:
            said.append(f"{label}: it was {_quoted(old)} when you looked, and is {_quoted(new)} now.")
    return said


def best_appointment(appointments: Sequence[Any]) -> Any:
    """Of several posts of one person the one in whose name something is said; None where there is none."""
    order = ("superintendent", "principal", "treasurer", "designee")
    return min(appointments, key=lambda appointment: order.index(appointment.kind)) if appointments else None


def _quoted(words: str) -> str:
    return f"“{words}”" if words else "not known"


# A valid email address as the HTML standard defines it for <input type=email>, with a dot in its domain.
_EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+"
)


def _is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None
