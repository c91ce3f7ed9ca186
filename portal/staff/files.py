"""Files that officials who manage rounds download."""

from collections.abc import Iterable

from django.http import StreamingHttpResponse
from django.utils import timezone

from grants.models import Competition
from grants.reads.intents import IntentRow
from portal.components.columns import Column, File
from portal.components.downloads import csv_response


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


def intents_csv(competition: Competition, rows: Iterable[IntentRow]) -> StreamingHttpResponse:
    """The intents of a round that are not withdrawn. No cell is ever a formula."""
    name = f"{INTENTS.name}-{competition.slug}"
    return csv_response(name, INTENTS.header, INTENTS.rows(rows), on=timezone.localdate())
