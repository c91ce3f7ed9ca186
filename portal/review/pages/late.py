"""Requests to submit late, as administrators read them: what they need to answer, and nothing else of a draft."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from accounts.dates import moment_in_words
from grants.models import LateRequest
from grants.states import Status


@dataclass(frozen=True)
class LateRequestRow:
    """One request; `address` is where it is answered, or ""."""

    reference: str
    consortium: str
    lead: str
    round_name: str
    closed_at: datetime.datetime | None
    asked: str
    reason: str
    answer: str
    answer_reason: str
    address: str


def late_request_rows(requests: Iterable[LateRequest], leads: Mapping[int, str]) -> list[LateRequestRow]:
    """Those waiting for an answer first, then the latest; `leads` are the names by application."""
    rows = [_row(request, leads.get(request.application_id, "")) for request in requests]
    return [row for row in rows if row.address] + [row for row in reversed(rows) if not row.address]


def _row(request: LateRequest, lead: str) -> LateRequestRow:
    application = request.application
    can_be_answered = request.is_waiting and application.status == Status.DRAFT
    return LateRequestRow(
        reference=application.reference,
        consortium=application.consortium.name,
        lead=lead,
        round_name=application.competition.name,
        closed_at=application.competition.closes_at,
        asked=f"{moment_in_words(request.asked_at)}, by {request.asked_by.name}",
        reason=request.reason,
        answer=_answer_in_words(request),
        answer_reason=request.answer_reason,
        address=reverse("review:late_answer", args=[application.reference]) if can_be_answered else "",
    )


def _answer_in_words(request: LateRequest) -> str:
    if request.answered_at is None or request.answered_by is None:
        return "Not answered"
    name, at = request.answered_by.name, moment_in_words(request.answered_at)
    if request.until is None:
        return f"Declined by {name} on {at}"
    return f"Accepted until {moment_in_words(request.until)} by {name} on {at}"
