"""What is wrong with a change of a consortium’s record: sentences for the person who made it."""

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from accounts.dates import day_in_words
from consortia.rules.fact_owners import CONSORTIUM
from consortia.rules.registering import problems_with_texts
from districts.rules.disputing import problems_with_own_fact
from districts.rules.periods import FAR_AHEAD, IN_LIVING_MEMORY, Period, share_a_day, span_in_words

ABOUT_AT_MOST, NAME_AT_MOST, AUTHORITY_AT_MOST, CONTACT_ROLE_AT_MOST = 5_000, 250, 300, 100
SLUG_AT_MOST = 100
# Facts that change on a date; a new formation date corrects the record.
DATED = ("name", "legal_form", "fiscal_agent")


class PurposeEntry(NamedTuple):
    """A purpose with its start date (None means unknown) and the authority for it."""

    purpose: str
    starts_on: datetime.date | None = None
    authority: str = ""


class FormerName(NamedTuple):
    """An earlier name, and the date on which the next name took effect."""

    name: str
    replaced_on: datetime.date
    authority: str = ""


class Held(NamedTuple):
    """A purpose on record with its dates. Unknown dates are None."""

    label: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None

    @property
    def period(self) -> Period:
        """Its dates."""
        return Period(self.starts_on, self.ends_on)


def problems_with_contact(values: Mapping[str, str]) -> list[str]:
    """Problems with a description, a contact role, an office phone, an office email, or a website."""
    problems = problems_with_texts(
        ("description", values.get("about", ""), ABOUT_AT_MOST),
        ("contact role", values.get("contact_role", ""), CONTACT_ROLE_AT_MOST),
    )
    for field in ("phone", "office_email", "website"):
        problems += problems_with_own_fact(CONSORTIUM[field], values.get(field, ""))
    return problems


def codes_in(text: str) -> list[str]:
    """The codes of counties in a text that separates them by commas, semicolons, or spaces, in order, each once."""
    return sorted(set(re.split(r"[,;\s]+", text)) - {""})


def problems_with_counties(codes: Iterable[str], known: Iterable[str]) -> list[str]:
    """Codes of counties that are not in the registry."""
    unknown = sorted(set(codes) - set(known))
    if not unknown:
        return []
    return [
        f"No county in the registry has the FIPS code {', '.join(unknown)}. Codes have 5 digits, zeros at the start "
        "included."
    ]


def problems_with_slug(slug: str, *, is_taken: bool) -> list[str]:
    """Why this can't be the last part of a consortium's address."""
    if len(slug) > SLUG_AT_MOST or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        return [
            f"“{slug[:40]}” can’t be the last part of an address. Use lower-case letters, digits, and hyphens, at most "
            f"{SLUG_AT_MOST} characters."
        ]
    return [f"The address /consortia/{slug}/ is taken. Choose another slug."] if is_taken else []


def problems_with_former_names(
    name: str, former: Iterable[FormerName], *, formed_on: datetime.date | None, on: datetime.date
) -> list[str]:
    """Former names that are too long, the present name, or replaced on a date that can't be right."""
    problems: list[str] = []
    for earlier in former:
        problems += problems_with_texts(("former name", earlier.name, NAME_AT_MOST), is_needed=True)
        problems += problems_with_authority(earlier.authority)
        problems += problems_with_effective_date(name, holds_from=earlier.replaced_on, formed_on=formed_on, on=on)
        if earlier.name.casefold() == name.casefold():
            problems.append(f"“{earlier.name}” is the present name, so it can’t be a former one.")
    return problems


def problems_with_authority(authority: str) -> list[str]:
    """An authority that is too long."""
    return problems_with_texts(("authority", authority, AUTHORITY_AT_MOST))


def problems_with_formation(name: str, formed_on: datetime.date | None, on: datetime.date) -> list[str]:
    """A formation date that can't be right."""
    if formed_on and (formed_on > on + FAR_AHEAD or on - formed_on > IN_LIVING_MEMORY):
        return [f"{name} can’t have been formed on {day_in_words(formed_on)}. Check the year."]
    return []


def problems_with_first_members(
    name: str, formed_on: datetime.date | None, first: datetime.date | None, purpose: datetime.date | None
) -> list[str]:
    """A formation date after the day on which the first member joined, or the first purpose began."""
    problems = []
    if formed_on and first and formed_on > first:
        problems.append(
            f"A member joined {name} on {day_in_words(first)}. Choose that date or an earlier one, or correct the "
            "membership first."
        )
    if formed_on and purpose and formed_on > purpose:
        problems.append(f"A purpose of {name} began on {day_in_words(purpose)}. Choose that date or an earlier one.")
    return problems


def problems_with_effective_date(
    name: str, *, holds_from: datetime.date | None, formed_on: datetime.date | None, on: datetime.date
) -> list[str]:
    """Why a name, legal form, or fiscal agent can't have changed on that date; None where a mistake is corrected."""
    if holds_from is None:
        return []
    if holds_from > on:
        return [f"{day_in_words(holds_from)} is in the future. Record the change on that date or later."]
    if formed_on and holds_from < formed_on:
        return [f"{name} was formed on {day_in_words(formed_on)}. Choose that date or a later one."]
    return [f"{day_in_words(holds_from)} can’t be right. Check the year."] if on - holds_from > IN_LIVING_MEMORY else []


def problems_with_fiscal_agent(
    agent: str, *, closed_on: datetime.date | None, is_gone: bool, successor: str
) -> list[str]:
    """Why a district can't be the fiscal agent."""
    instead = f" Its successor is {successor}." if successor else ""
    if closed_on:
        return [f"{agent} closed on {day_in_words(closed_on)} and can’t be the fiscal agent.{instead}"]
    return [f"{agent} is no longer open and can’t be the fiscal agent.{instead}"] if is_gone else []


def problems_with_start(
    name: str,
    wanted: Held,
    *,
    others: Iterable[Held],
    formed_on: datetime.date | None,
    on: datetime.date,
) -> list[str]:
    """Why the consortium can't take up this purpose on that date. `others`: its rows for the same purpose."""
    start, end = wanted.starts_on, wanted.ends_on
    problems = []
    if start and end and end < start:
        problems.append(f"The end date, {day_in_words(end)}, is before the start date, {day_in_words(start)}.")
    if start and (start > on + FAR_AHEAD or on - start > IN_LIVING_MEMORY):
        problems.append(f"{day_in_words(start)} can’t be right. Check the year.")
    if start and formed_on and start < formed_on:
        problems.append(
            f"{name} was formed on {day_in_words(formed_on)}. Choose that date or a later one for {wanted.label}."
        )
    problems += [
        f"{wanted.label} is already a purpose of {name} {span_in_words(other.period)}. Choose other dates, or end that "
        "purpose first."
        for other in others
        if share_a_day(start, end, other.period)
    ]
    return problems


def problems_with_end(name: str, held: Held, *, ends_on: datetime.date, on: datetime.date) -> list[str]:
    """Why a purpose can't end on that date."""
    if held.ends_on:
        return [f"{held.label} already ends on {day_in_words(held.ends_on)}. Someone may have just recorded that."]
    if held.starts_on and ends_on < held.starts_on:
        return [f"This purpose started on {day_in_words(held.starts_on)}. Choose that date or a later one."]
    if ends_on > on + FAR_AHEAD or on - ends_on > IN_LIVING_MEMORY:
        return [f"{day_in_words(ends_on)} can’t be right. Check the year."]
    return []


def problems_with_home(
    member: str, member_state: str, *, consortium: str, consortium_state: str, authority: str
) -> list[str]:
    """A member in another state, without the agreement under which it belongs. States are their full names."""
    if member_state == consortium_state or authority.strip():
        return []
    return [
        f"{member} is in {member_state}, but {consortium} is in {consortium_state}. If you chose the right member, "
        "enter the authority for its membership, such as an interstate agreement."
    ]


def problems_with_pending(member: str, *, is_invited: bool) -> list[str]:
    """A member whose membership one party has asked for and the other hasn’t answered."""
    if is_invited:
        return [f"{member} already has a pending invitation from this consortium and has to answer it first."]
    return [f"{member} already asked to join this consortium, which has to answer first."]
