"""The intents to apply of a round, as the officials who manage it see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from accounts.dates import short_day
from grants.reads.intents import IntentCounts, IntentRow
from grants.reads.rounds import RoundCounts
from portal.staff.pages.rounds import counts_in_words


class IntentCountTable(NamedTuple):
    """Numbers of intents by region or by type of lead."""

    title: str
    heading: str
    rows: list[tuple[str, int]]


class IntentListRow(NamedTuple):
    """One intent in the list."""

    applicant: str
    address: str
    lead: str
    region: str
    members: str
    subject: str
    contact: str
    email: str
    stated: str


@dataclass(frozen=True)
class IntentsPage:
    """How many intend to apply, how many have started or submitted, and the list."""

    summary: str
    applications: str
    tables: list[IntentCountTable]
    rows: list[IntentListRow]


def intents_page(rows: Sequence[IntentRow], counts: IntentCounts, applications: RoundCounts) -> IntentsPage:
    """The counts and the rows; nothing on it says who has started an application."""
    intend = "1 applicant intends to apply." if counts.total == 1 else f"{counts.total:,} applicants intend to apply."
    return IntentsPage(
        summary=intend if counts.total else "",
        applications=f"Applications in this round: {counts_in_words(applications)}",
        tables=[
            IntentCountTable("By region", "Region", counts.by_region),
            IntentCountTable("By type of lead", "Type of lead", counts.by_kind),
        ],
        rows=[_row(row) for row in rows],
    )


def _row(row: IntentRow) -> IntentListRow:
    intent, applicant = row.intent, row.intent.applicant
    return IntentListRow(
        applicant=applicant.name,
        address=applicant.get_absolute_url(),
        lead=f"{row.lead} ({row.kind[0].lower()}{row.kind[1:]})",
        region=row.region,
        members=f"{intent.members:,}" if intent.members else "not stated",
        subject=intent.subject or "not stated",
        contact=intent.stated_by.name,
        email=intent.stated_by.email,
        stated=short_day(intent.stated_at.date()),
    )
