"""Amendments and terminations: which facts they may change, and what is wrong with one. Pure."""

import datetime
from collections.abc import Collection, Sequence
from typing import NamedTuple

from accounts.dates import short_day
from purchasing.rules.contracts import FACTS

REASON_AT_MOST = 2_000
FARTHEST_BACK, FARTHEST_AHEAD = datetime.timedelta(days=20 * 366), datetime.timedelta(days=5 * 366)
# What the parties to a contract can agree to change. Its number, award, and solicitation are facts of the past.
AMENDABLE = (
    "title", "supplier", "covers", "scope_limits", "ends_on", "options", "options_left", "notice_on", "buyers_note",
    "price_basis", "admin_fee", "how_to_order",
)  # fmt: skip


class EarlierAmendment(NamedTuple):
    """An amendment on record: its effective date and the facts that it changes."""

    effective_on: datetime.date
    fields: Collection[str]


def problems_with_amendment(
    *,
    reason: str,
    effective_on: datetime.date | None,
    changed: Sequence[str],
    starts_on: datetime.date | None,
    others: Sequence[EarlierAmendment],
    on: datetime.date,
) -> list[str]:
    """Problems with an amendment that changes these facts. `others`: the contract's amendments on record."""
    problems = _problems_with_reason_and_date(reason, effective_on, starts_on, on)
    if not changed:
        problems.append("Change at least one term.")
    if effective_on:
        for field in changed:
            later = [one.effective_on for one in others if field in one.fields and one.effective_on > effective_on]
            if later:
                problems.append(
                    f"An amendment effective {short_day(min(later))} already changes the {FACTS[field].label}. Choose "
                    "that date or a later one."
                )
    return problems


def problems_with_termination(
    *,
    reason: str,
    effective_on: datetime.date | None,
    starts_on: datetime.date | None,
    ends_on: datetime.date | None,
    on: datetime.date,
) -> list[str]:
    """Problems with ending a contract early."""
    problems = _problems_with_reason_and_date(reason, effective_on, starts_on, on)
    if effective_on and ends_on and effective_on >= ends_on:
        problems.append(f"The contract ends on {short_day(ends_on)} anyway. Enter an earlier date.")
    return problems


def _problems_with_reason_and_date(
    reason: str, effective_on: datetime.date | None, starts_on: datetime.date | None, on: datetime.date
) -> list[str]:
    problems = []
    if not reason.strip():
        problems.append("Enter the reason.")
    elif len(reason) > REASON_AT_MOST:
        problems.append(f"The reason is too long. Enter at most {REASON_AT_MOST:,} characters.")
    if effective_on is None:
        problems.append("Enter the effective date.")
    elif not on - FARTHEST_BACK <= effective_on <= on + FARTHEST_AHEAD:
        problems.append(f"{short_day(effective_on)} can’t be right. Check the year.")
    elif starts_on and effective_on < starts_on:
        problems.append(f"The contract starts on {short_day(starts_on)}. Enter that date or a later one.")
    return problems
