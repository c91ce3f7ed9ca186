"""The facts of a contract that people enter: their labels, their kinds, and what is wrong with a value. Pure."""

import datetime
import re
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from accounts.dates import short_day
from consortia.rules.registering import problems_with_texts
from districts.rules.periods import problems_with_dates
from purchasing.states import Pooling, SolicitationMethod, Tiering, YesNo

TEXT, LONG_TEXT, DAY, COUNT, CHOICE, EMAIL, DISTRICT = (
    "text", "long text", "day", "count", "choice", "email", "district",
)  # fmt: skip
NUMBER_AT_MOST, TITLE_AT_MOST, SUPPLIER_AT_MOST, LONG_TEXT_AT_MOST = 60, 300, 200, 4_000
MOST_COUNTED = 10_000
ANSWERS = dict(YesNo.choices)
METHODS = dict(SolicitationMethod.choices)
REQUIRED = {"no": "No", "yes": "Yes"}
POOLINGS = dict(Pooling.choices)
TIERINGS = dict(Tiering.choices)
LONGEST_SHOWN = 200
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


class EnteredFact(NamedTuple):
    """One fact: its label in sentences, its kind, and its greatest length or its choices by value."""

    label: str
    kind: str = TEXT
    at_most: int = 0
    choices: Mapping[str, str] = {}
    is_needed: bool = False


# By field of the contract, in the order of the page.
FACTS: dict[str, EnteredFact] = {
    "number": EnteredFact("number", at_most=NUMBER_AT_MOST, is_needed=True),
    "title": EnteredFact("title", at_most=TITLE_AT_MOST, is_needed=True),
    "category": EnteredFact("category", at_most=100),
    "supplier": EnteredFact("suppliers", at_most=SUPPLIER_AT_MOST, is_needed=True),
    "covers": EnteredFact("description of what members can buy", LONG_TEXT, LONG_TEXT_AT_MOST),
    "scope_limits": EnteredFact("limits on what members can buy", LONG_TEXT, LONG_TEXT_AT_MOST),
    "starts_on": EnteredFact("start date", DAY),
    "ends_on": EnteredFact("end date", DAY),
    "options": EnteredFact("renewal options", at_most=200),
    "options_left": EnteredFact("number of renewals left", COUNT),
    "notice_on": EnteredFact("notice date", DAY),
    "lead": EnteredFact("lead agency", DISTRICT),
    "requires_joinder": EnteredFact("whether members need a joinder", CHOICE, choices=REQUIRED),
    "buyers_note": EnteredFact("note on who may buy", LONG_TEXT, LONG_TEXT_AT_MOST),
    "price_basis": EnteredFact("price basis", LONG_TEXT, LONG_TEXT_AT_MOST),
    "pooling": EnteredFact("quantity that sets the price", CHOICE, choices=POOLINGS),
    "tiering": EnteredFact("use of price tiers", CHOICE, choices=TIERINGS),
    "admin_fee": EnteredFact("administrative fee", at_most=200),
    "how_to_order": EnteredFact("how to order", LONG_TEXT, LONG_TEXT_AT_MOST),
    "contact_role": EnteredFact("contact role", at_most=100),
    "contact_phone": EnteredFact("contact phone", at_most=40),
    "contact_email": EnteredFact("contact email", EMAIL, 254),
    "solicitation_number": EnteredFact("solicitation number", at_most=60),
    "solicitation_method": EnteredFact("solicitation method", CHOICE, choices=METHODS),
    "planned_on": EnteredFact("planning date", DAY),
    "published_on": EnteredFact("date the solicitation was published", DAY),
    "bids_due_on": EnteredFact("date bids were due", DAY),
    "bids_received": EnteredFact("number of bids", COUNT),
    "evaluation": EnteredFact("evaluation of the bids", LONG_TEXT, LONG_TEXT_AT_MOST),
    "awarded_on": EnteredFact("award date", DAY),
    "award_reason": EnteredFact("reason for the award", LONG_TEXT, LONG_TEXT_AT_MOST),
    "cooperative_clause": EnteredFact("cooperative-use clause", CHOICE, choices=ANSWERS),
    "clause_page": EnteredFact("page of the clause", at_most=60),
    "federal_funds": EnteredFact("readiness for federal funds", CHOICE, choices=ANSWERS),
}
LABELS = {field: fact.label for field, fact in FACTS.items()}
# Facts that are never empty: a value without a choice keeps the one on record.
ALWAYS_CHOSEN = ("requires_joinder", "pooling", "tiering")
# Addresses below /contracts/ that a number would hide.
TAKEN_NUMBERS = frozenset({"calendar", "compare", "ocds", "suppliers"})


def in_words(field: str, text: str) -> str:
    """The value of a fact for readers, dates as 2026-07-01; empty for an empty one."""
    return FACTS[field].choices.get(text, text)


def shown(field: str, text: str) -> str:
    """The value of a fact as readers see it."""
    if not text:
        return "no end date" if field == "ends_on" else "not known"
    if FACTS[field].kind == DAY:
        return short_day(datetime.date.fromisoformat(text))
    words = " ".join(in_words(field, text).split())
    return words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN].rstrip()}…"


def changes_in_words(changes: Iterable[Mapping[str, str]]) -> list[str]:
    """“End date: Jun 30, 2027 → Jun 30, 2028” for each change {field, before, after} of an amendment."""
    return [
        f"{FACTS[one['field']].label.capitalize()}: {shown(one['field'], one['before'])} → "
        f"{shown(one['field'], one['after'])}"
        for one in changes
        if one["field"] in FACTS
    ]


def problems_with_contract(
    *,
    consortium: str,
    values: Mapping[str, str],
    others: Mapping[str, str],
    on: datetime.date,
) -> list[str]:
    """Problems with a contract's facts as text. `others`: the consortium's other contracts, by number in lower case."""
    needed, more = (
        [
            (fact.label if field != "number" else "contract number", values.get(field, ""), fact.at_most)
            for field, fact in FACTS.items()
            if fact.at_most and fact.is_needed == is_needed
        ]
        for is_needed in (True, False)
    )
    problems = problems_with_texts(*needed, is_needed=True) + problems_with_texts(*more)
    problems += _problems_with_number(consortium, values["number"], others)
    problems += [
        f"Choose the {fact.label} from the list."
        for field, fact in FACTS.items()
        if fact.choices and values.get(field) and values[field] not in fact.choices
    ]
    problems += [
        f"Enter the {FACTS[field].label} as a whole number up to {MOST_COUNTED:,}."
        for field in FACTS
        if FACTS[field].kind == COUNT and not _is_count(values.get(field, ""))
    ]
    if (email := values.get("contact_email", "")) and not _EMAIL.fullmatch(email):
        problems.append("Enter the contact email in the format name@example.com.")
    days = {field: _day(values.get(field, "")) for field in FACTS if FACTS[field].kind == DAY}
    return problems + problems_with_dates(starts_on=days["starts_on"], ends_on=days["ends_on"], on=on) + _order(days)


def problems_with_price_terms(changed: Collection[str]) -> list[str]:
    """Where terms of a contract that already has prices would change: its orders were judged by them."""
    return [
        f"This contract has prices, and its orders were judged by the {FACTS[field].label}, so that can’t change."
        for field in ("pooling", "tiering")
        if field in changed
    ]


def _problems_with_number(consortium: str, number: str, others: Mapping[str, str]) -> list[str]:
    if other := others.get(number.casefold()):
        return [
            f"{consortium} already has a contract with this number: {other}. Edit that one, or enter a different "
            "number."
        ]
    if number.casefold() in TAKEN_NUMBERS:
        return [f"Enter a different number: “{number}” is the name of a page of this site."]
    return []


def _order(days: Mapping[str, datetime.date | None]) -> list[str]:
    """Dates of the solicitation and the award that contradict one another."""
    steps = ("planned_on", "published_on", "bids_due_on", "awarded_on")
    known = [(FACTS[field].label, day) for field in steps if (day := days[field])]
    problems = [
        f"The {label} is before the {earlier}. Check both dates."
        for (earlier, first), (label, second) in pairwise(known)
        if second < first
    ]
    if (notice := days["notice_on"]) and (ends_on := days["ends_on"]) and notice > ends_on:
        problems.append("The notice date is after the end date. Check both dates.")
    return problems


def _is_count(text: str) -> bool:
    return not text or (text.isascii() and text.isdigit() and int(text) <= MOST_COUNTED)


def _day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
