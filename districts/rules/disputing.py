"""Problems with what people enter for facts: their own, which they change, and the state's, which they dispute."""

import datetime
import re
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from districts.rules.fact_owners import Fact, Shape
from districts.rules.records import web_address

if TYPE_CHECKING:
    from districts.models import Appointment

PHONE = re.compile(r"[0-9+()./x\- ]{7,40}", re.IGNORECASE)
LONGEST = {Shape.TEXT: 200, Shape.PHONE: 40, Shape.WEBSITE: 200, Shape.EMAIL: 254}
REASON_AT_MOST = 2_000
# Facts whose column holds less than a text may have.
SHORTER = {"city": 100, "zip_code": 10, "state_id": 40}
YEARS = range(1700, 2200)


def problems_with_own_fact(fact: Fact, text: str) -> list[str]:
    """Problems with a new value for a fact that the district or school maintains; empty text clears it."""
    if not text:
        return []
    if len(text) > LONGEST[fact.shape]:
        return [f"{fact.label} is longer than {LONGEST[fact.shape]} characters."]
    if fact.shape == Shape.PHONE and (not PHONE.fullmatch(text) or sum(sign.isdigit() for sign in text) < 7):
        return ["Enter the phone number with its area code, like 614-555-0137."]
    if fact.shape == Shape.WEBSITE and not web_address(text):
        return ["Enter the web address, like www.otterrun.example."]
    if fact.shape == Shape.EMAIL and not is_email(text):
        return ["Enter the office’s email address, like office@otterrun.example."]
    return []


def problems_with_dispute(fact: Fact | None, *, recorded: str, claimed: str, reason: str, is_open: bool) -> list[str]:
    """Problems with reporting that a fact is wrong."""
    if fact is None or not fact.is_disputable:
        return ["The state or the registrar doesn’t maintain this. Change it yourself, or contact the registrar."]
    problems = []
    if is_open:
        problems.append(f"An error was already reported for {fact.label}. The registrar hasn’t responded yet.")
    if claimed == recorded:
        problems.append("This value is already recorded. Enter what it should be.")
    if not reason.strip():
        problems.append("Enter your evidence. The registrar needs to know how you know.")
    if len(reason) > REASON_AT_MOST:
        problems.append(f"The reason is longer than {REASON_AT_MOST:,} characters.")
    return problems


def problems_with_answer(answer: str, *, is_needed: bool) -> list[str]:
    """Problems with the registrar's response."""
    if is_needed and not answer.strip():
        return ["Enter the reason for not correcting the record. The district will see it."]
    if len(answer) > REASON_AT_MOST:
        return [f"The response is longer than {REASON_AT_MOST:,} characters."]
    return []


def value_for(
    fact: Fact, written: str, *, choices: Collection[str] = ()
) -> tuple[Any, list[str]]:  # the value fits the field
    """The value to store for a fact given as text, as the history stores it, and the problems with it.

    `choices` are the codes that the fact may have. A county is returned as its FIPS code.
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
            return None, ["Enter a name."]
    if fact.field == "locale":
        return (int(written) if written else None), []
    if fact.field == "is_charter":
        return ({"True": True, "False": False}.get(written)), []
    return written, []


def _day_for(fact: Fact, written: str) -> tuple[datetime.date | None, list[str]]:
    try:
        day = datetime.date.fromisoformat(written) if written else None
    except ValueError:
        return None, [f"{fact.label}: “{written[:20]}” is not a date."]
    if day and day.year not in YEARS:
        return None, [f"{fact.label}: {day} can’t be right. Check the year."]
    return day, []


def what_changed(seen: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """One sentence for each label whose value has changed since someone saw it."""
    sentences = []
    for label in [*now, *(label for label in seen if label not in now)]:
        old, new = seen.get(label, ""), now.get(label, "")
        if old != new:
            sentences.append(f"{label} was {_quoted(old)} when you opened this page and is now {_quoted(new)}.")
    return sentences


def problems_with_reported(labels: Sequence[str]) -> list[str]:
    """One sentence for each fact that was disputed after someone saw it: it is not verified."""
    return [
        f"Someone reported an error in {label} after you opened this page. It is not part of the confirmation until "
        "the registrar decides."
        for label in labels
    ]


def best_appointment(appointments: "Sequence[Appointment]") -> "Appointment | None":
    """The highest-ranking of one person's appointments, in whose name the person acts; None if there are none."""
    order = ("superintendent", "principal", "treasurer", "designee")
    return min(appointments, key=lambda appointment: order.index(appointment.kind)) if appointments else None


def _quoted(value: str) -> str:
    return f"“{value}”" if value else "not known"


# A valid email address as the HTML standard defines it for <input type=email>, with a dot in its domain.
_EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+"
)


def is_email(text: str) -> bool:
    """Whether the text is an email address, as browsers check it."""
    return _EMAIL.fullmatch(text) is not None
