"""Joinders: what is signed, what keeps a district from signing, and what an auditor notes about one. Pure."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from accounts.dates import day_in_words, short_day
from districts.rules.periods import Period, problems_with_dates, share_a_day
from purchasing.rules.eligibility import ContractFact, Defect, JoinderFact, MembershipTerm, includes, why_no_member
from purchasing.rules.terms import SOON

A_DAY = datetime.timedelta(days=1)
SCOPE_AT_MOST, REASON_AT_MOST = 1_000, 1_000
CHANGED = "The contract was changed after you opened this page. Read the joinder again below, then sign."


class JoinderTerms(NamedTuple):
    """What a district chooses: the years, the items (none means every item), the lead's actions, and a limit in words.

    `lead_actions` are sentences, in the order in which they are shown.
    """

    starts_on: datetime.date
    ends_on: datetime.date | None
    items: tuple[str, ...] = ()
    lead_actions: tuple[str, ...] = ()
    scope: str = ""


class Named(NamedTuple):
    """The parties and the contract that a joinder names."""

    contract_title: str
    supplier: str
    lead: str
    leaid: str
    district: str


def text_to_sign(contract: ContractFact, named: Named, terms: JoinderTerms) -> dict[str, object]:
    """The joinder as it is signed, in the order in which it is read; its digest identifies the signature."""
    return {
        "contract": {
            "number": contract.number,
            "title": named.contract_title,
            "supplier": named.supplier,
            "consortium": contract.consortium,
            "lead": named.lead,
            "starts_on": _iso(contract.starts_on),
            "ends_on": _iso(contract.ends_on),
        },
        "district": {"leaid": named.leaid, "name": named.district},
        "starts_on": _iso(terms.starts_on),
        "ends_on": _iso(terms.ends_on),
        "items": list(terms.items),
        "scope": terms.scope,
        "lead_actions": list(terms.lead_actions),
        "statements": _statements(contract, named),
    }


def _statements(contract: ContractFact, named: Named) -> list[str]:
    return [
        f"{named.district} joins contract {contract.number} of {contract.consortium} and accepts its prices and terms.",
        f"{named.district} buys under the contract only while this joinder and its membership in {contract.consortium} "
        "are in force.",
        f"{contract.consortium} may take only the actions listed here on behalf of {named.district}.",
        f"{named.district} keeps records of its orders and invoices and makes them available to auditors.",
    ]


def _iso(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def problems_with_joinder(
    contract: ContractFact,
    memberships: Sequence[MembershipTerm],
    others: Sequence[JoinderFact],
    terms: JoinderTerms,
    on: datetime.date,
) -> list[str]:
    """Why the district can't sign a joinder with these terms on that date. `others`: its joinders so far."""
    starts_on, ends_on = terms.starts_on, terms.ends_on
    if contract.ends_on and contract.ends_on < on:
        return [f"This contract ended on {day_in_words(contract.ends_on)}, so no district can join it."]
    problems = problems_with_dates(starts_on=starts_on, ends_on=ends_on, on=on)
    if starts_on < on:
        problems.append(
            f"A joinder starts on the day it is signed or later. Choose {day_in_words(on)} or a later date."
        )
    if contract.starts_on and starts_on < contract.starts_on:
        problems.append(f"The contract starts on {day_in_words(contract.starts_on)}. Choose that date or a later one.")
    if contract.ends_on and (ends_on is None or ends_on > contract.ends_on):
        problems.append(
            f"The contract ends on {day_in_words(contract.ends_on)}. Choose an end date no later than that."
        )
    for other in others:
        if share_a_day(starts_on, ends_on, other.period):
            problems.append(_already_joined(other))
    if not any(includes(one.period, starts_on) and not one.why_not for one in memberships):
        why = why_no_member(contract.consortium, memberships, starts_on)
        problems.append(f"Only members that may buy can join the contract: {why}.")
    if len(terms.scope) > SCOPE_AT_MOST:
        problems.append(f"Shorten the limits to {SCOPE_AT_MOST:,} characters.")
    return problems


def _already_joined(other: JoinderFact) -> str:
    since = day_in_words(other.starts_on)
    if other.ends_on is None:
        return f"The district has a joinder from {since} without an end date. End that one before you sign another."
    after = day_in_words(other.ends_on + A_DAY)
    return (
        f"The district has a joinder from {since} to {day_in_words(other.ends_on)}. To renew it, choose {after} or a "
        "later start date."
    )


def problems_with_board_date(board_on: datetime.date | None, on: datetime.date) -> list[str]:
    """A problem if the board's approval is in the future."""
    if board_on is None or board_on <= on:
        return []
    return ["The board approval date is in the future. Enter the date the board voted, or leave it blank."]


def problems_with_ending(
    *, starts_on: datetime.date, before: datetime.date | None, ends_on: datetime.date, reason: str, on: datetime.date
) -> list[str]:
    """Why a joinder can't end on that date. `before`: its end date so far."""
    problems = []
    if before and before < on:
        return [f"This joinder ended on {day_in_words(before)}."]
    if ends_on < on:
        problems.append(f"Orders may already rely on past dates. Choose {day_in_words(on)} or a later date.")
    elif ends_on < starts_on:
        problems.append(f"The joinder starts on {day_in_words(starts_on)}. Choose that date or a later one.")
    if before and ends_on >= before:
        problems.append(f"The joinder already ends on {day_in_words(before)}. Choose an earlier date.")
    if not reason:
        problems.append("Enter the reason.")
    elif len(reason) > REASON_AT_MOST:
        problems.append(f"Shorten the reason to {REASON_AT_MOST:,} characters.")
    return problems


class SignedFact(NamedTuple):
    """When a joinder was signed, and by whose name. Unknown for one that was recorded from a file."""

    signed_on: datetime.date | None = None
    is_other_name: bool = False


def defects_of_joinder(
    contract: ContractFact,
    memberships: Sequence[MembershipTerm],
    joinder: JoinderFact,
    signed: SignedFact,
    ordered_on: Sequence[datetime.date],
) -> list[Defect]:
    """What an auditor notes about a joinder, by the names auditors use. `ordered_on`: the district's order dates."""
    found = []
    if late := _signed_late(joinder, signed, ordered_on):
        found.append(late)
    if joinder.board_on is None:
        found.append(Defect("Joinder without a board date", "the date of the board’s approval is not known"))
    starts_early = contract.starts_on and joinder.starts_on < contract.starts_on
    ends_late = contract.ends_on and joinder.ends_on and joinder.ends_on > contract.ends_on
    if starts_early or ends_late:
        found.append(Defect("Joinder for other years", f"{_years(joinder)}, and {_term(contract)}"))
    if not any(includes(one.period, joinder.starts_on) and not one.why_not for one in memberships):
        found.append(Defect("Member missing", why_no_member(contract.consortium, memberships, joinder.starts_on)))
    if signed.is_other_name:
        found.append(Defect("Signed under another name", "the typed name is not the name of the account that signed"))
    return found


def orders_without_joinder(
    contract: ContractFact, joinders: Sequence[JoinderFact], ordered_on: Sequence[datetime.date]
) -> list[Defect]:
    """Where a contract requires a joinder: that orders were placed on days without one."""
    if not contract.requires_joinder:
        return []
    days = sorted({day for day in ordered_on if not any(includes(one.period, day) for one in joinders)})
    if not days:
        return []
    when = f"the order of {short_day(days[0])} was placed" if len(days) == 1 else (
        f"orders on {len(days)} dates, the first on {short_day(days[0])}, were placed"
    )  # fmt: skip
    return [Defect("Ordered without a joinder", f"{when} when no joinder was in force")]


def ends_soon(ends_on: datetime.date | None, on: datetime.date) -> bool:
    """Whether a joinder ends within 90 days, so that people are warned."""
    return ends_on is not None and on <= ends_on <= on + SOON


def joinder_step(contract_ends_on: datetime.date | None, joinders: Sequence[Period], on: datetime.date) -> str:
    """What a district that may join does next: “Sign joinder” or “Renew joinder”; empty if nothing."""
    if contract_ends_on is not None and contract_ends_on < on:
        return ""
    living = [one for one in joinders if one.ends_on is None or one.ends_on >= on]
    if not living:
        return "Sign joinder"
    first = min(living, key=lambda one: one.starts_on or datetime.date.min)
    return "Renew joinder" if ends_soon(first.ends_on, on) and first.ends_on != contract_ends_on else ""


def _signed_late(joinder: JoinderFact, signed: SignedFact, ordered_on: Sequence[datetime.date]) -> Defect | None:
    first = min((day for day in ordered_on if includes(joinder.period, day)), default=None)
    for what, day in (("the board approved it", joinder.board_on), ("it was signed", signed.signed_on)):
        if day and first and day > first:
            return Defect("Signed late", f"{what} on {short_day(day)}, after the first order on {short_day(first)}")
        if day and day > joinder.starts_on:
            return Defect(
                "Signed late", f"{what} on {short_day(day)}, after it started on {short_day(joinder.starts_on)}"
            )
    return None


def _years(joinder: JoinderFact) -> str:
    end = f"to {short_day(joinder.ends_on)}" if joinder.ends_on else "with no end date"
    return f"it runs from {short_day(joinder.starts_on)} {end}"


def _term(contract: ContractFact) -> str:
    start = f"from {short_day(contract.starts_on)}" if contract.starts_on else "from an unknown date"
    end = f"to {short_day(contract.ends_on)}" if contract.ends_on else "with no end date"
    return f"the contract {start} {end}"
