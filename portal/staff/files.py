"""Files that officials who manage rounds download."""

import json
from collections.abc import Iterable

from django.http import StreamingHttpResponse
from django.utils import timezone

from grants.models import Competition
from grants.reads.intents import IntentRow
from portal.components.columns import Column, File
from portal.components.downloads import csv_response
from portal.staff.pages.audit_log import AuditRow


def _date(row: IntentRow) -> str:
    return timezone.localdate(row.intent.stated_at).isoformat()


INTENTS = File(
    "intents",
    "Intents to apply",
    "Each row is a consortium or a district that told the state that it intends to apply.",
    (
        Column("applicant", source="intent__applicant"),
        Column("lead"),
        Column("type of lead", source="kind"),
        Column("region"),
        Column("expected members", source="intent__members"),
        Column("main subject", source="intent__subject"),
        Column("contact", source="intent__stated_by__name"),
        Column("email", source="intent__stated_by__email"),
        Column("stated", source=_date),
    ),
)


ENTRIES = File(
    "audit-log",
    "Entries of the audit log",
    "Each row is an entry, newest first: who did what, and to what.",
    (
        Column("number", source="entry__number"),
        Column("time", source=lambda row: timezone.localtime(row.entry.at).isoformat()),
        Column("activity", source="sentence"),
        Column("event", source="entry__event"),
        Column("by", source="entry__by"),
        Column("subject", source="entry__subject"),
        Column("subject name", source="entry__subject_label"),
        Column("details", source=lambda row: json.dumps(dict(row.details), default=str, ensure_ascii=False)),
        Column("digest", source="entry__digest"),
        Column("digest of the entry before", source="entry__previous"),
    ),
)


def entries_csv(rows: Iterable[AuditRow]) -> StreamingHttpResponse:
    """The entries, sent as they are read. No cell is ever a formula."""
    return csv_response(ENTRIES.name, ENTRIES.header, ENTRIES.rows(rows), on=timezone.localdate())


def intents_csv(competition: Competition, rows: Iterable[IntentRow]) -> StreamingHttpResponse:
    """The intents of a round that are not withdrawn. No cell is ever a formula."""
    name = f"{INTENTS.name}-{competition.slug}"
    return csv_response(name, INTENTS.header, INTENTS.rows(rows), on=timezone.localdate())
