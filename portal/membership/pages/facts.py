"""The pages about the facts of a district, school, or consortium: everything their templates show."""

import datetime
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.dates import short_day
from consortia.models import Consortium, Membership
from consortia.rules.fact_owners import CONSORTIUM_FACTS
from consortia.rules.status_labels import short_status
from consortia.rules.yearly_confirmation import membership_in_words
from districts.models import District, FactDispute, School
from districts.rules.fact_owners import Owner
from districts.rules.freshness import a_year_after
from portal.components.disputes import DisputeInWords
from portal.components.facts import FactLine


class FactRow(NamedTuple):
    """A fact with its value, its source, and what the reader can do if it is wrong."""

    label: str
    value: str
    source: str
    maintainer: str
    is_disputed: bool
    action: str
    url: str


class ReportRow(NamedTuple):
    """An error that the district or school reported."""

    label: str
    summary: str
    author: str
    reason: str
    outcome: str
    dispute: FactDispute
    is_open: bool


class MembershipRow(NamedTuple):
    """A membership of today on the page of the yearly verification."""

    membership: Membership
    details: str
    status: str


def facts_page(record: District | School) -> str:
    """The path of the page where people edit their record's facts."""
    return _address("facts", record)


def dispute_page(record: District | School, field: str) -> str:
    """The path of the page where people report an error in a fact."""
    return _address("fact_dispute", record, field)


def disputable_rows(record: District | School, facts: Iterable[FactLine]) -> list[FactRow]:
    """The facts that the State or the registrar maintains."""
    return [
        _row(line, "Suggest a correction" if line.words else "Add", dispute_page(record, line.fact.field))
        for line in facts
        if line.fact.is_disputable
    ]


def verification_rows(record: District | School, facts: Iterable[FactLine]) -> list[FactRow]:
    """All facts for the yearly verification; empty facts of the registrar are left out."""
    rows = []
    for line in facts:
        if not line.words and line.fact.owner == Owner.REGISTRAR:
            continue
        if line.is_disputed:
            rows.append(_row(line, "", ""))
        elif line.fact.is_own:
            rows.append(_row(line, "Edit" if line.words else "Add", f"{facts_page(record)}#own"))
        elif line.fact.is_disputable:
            rows.append(_row(line, "Report an error" if line.words else "Add", dispute_page(record, line.fact.field)))
        else:
            rows.append(_row(line, "", ""))
    return rows


def consortium_rows(consortium: Consortium, shown: Mapping[str, str]) -> list[FactRow]:
    """What of a consortium is verified (label and words), each with where the reader corrects it or who does."""
    details = reverse("membership:consortium_details", args=[consortium.slug])
    own = {fact.label for fact in CONSORTIUM_FACTS if fact.is_own}
    return [
        FactRow(
            label=label,
            value=words,
            source="",
            maintainer="",
            is_disputed=False,
            action=("Edit" if words else "Add") if label in own else "Ask the registrar",
            url=details if label in own else f"mailto:{settings.CONTACT_EMAIL}",
        )
        for label, words in shown.items()
    ]


def confirmed_in_words(on: datetime.date) -> str:
    """The message after a confirmation, with the due date of the next one."""
    return f"Confirmed. Thank you. Your next confirmation is due {short_day(a_year_after(on))}."


def fact_row(line: FactLine) -> FactRow:
    """One fact by itself."""
    return _row(line, "", "")


def report_rows(disputes: Iterable[DisputeInWords]) -> list[ReportRow]:
    """The reported errors, each a dispute in words (`portal.components.disputes`)."""
    rows = []
    for words in disputes:
        dispute = words["row"]
        answered = f" ({short_day(timezone.localdate(dispute.answered_at))})" if dispute.answered_at else ""
        answer = f" The registrar wrote: {dispute.answer}" if dispute.answer else ""
        rows.append(
            ReportRow(
                label=words["label"],
                summary=f"recorded as {words['recorded']}; suggested: {words['claimed']}.",
                author=f"{dispute.raised_by.name}, {short_day(timezone.localdate(dispute.raised_at))}",
                reason=dispute.reason,
                outcome=f"{dispute.get_status_display()}{answered}.{answer}",
                dispute=dispute,
                is_open=dispute.is_open,
            )
        )
    return rows


def membership_rows(memberships: Iterable[Membership]) -> list[MembershipRow]:
    """The memberships of today."""
    return [MembershipRow(row, membership_in_words(row), short_status(row)) for row in memberships]


def verification_consequences(rows: Iterable[FactRow]) -> list[str]:
    """What confirming means, and the disputed facts that it leaves out. The page lists memberships left out apart."""
    disputed = [row.label for row in rows if row.is_disputed]
    words = ["You confirm the details and memberships in the tables above as they are today, for one year."]
    if disputed:
        words.append(f"You don’t confirm these disputed facts, which the registrar will decide: {', '.join(disputed)}.")
    words.append("The public can see the date. We’ll remind you before your next confirmation is due.")
    return words


def _row(line: FactLine, action: str, url: str) -> FactRow:
    since = f"{', ' if line.is_changed else ', recorded '}{short_day(line.since)}" if line.since else ""
    return FactRow(
        label=line.fact.label,
        value=line.words,
        source=f"{line.source}{since}" if line.source else "",
        maintainer=str(line.maintained_by),
        is_disputed=line.is_disputed,
        action=action,
        url=url,
    )


def _address(page: str, record: District | School, *more: str) -> str:
    kind = "district" if isinstance(record, District) else "school"
    return reverse(f"membership:{kind}_{page}", args=[record.federal_id, *more])
