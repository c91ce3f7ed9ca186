"""Until when one application can be submitted, and what decides whether the state can accept it late."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from accounts.dates import moment_in_words
from grants.models import Application, Determination, LateRequest, Participant
from grants.reads.rounds import window_of
from grants.rules.application import Window
from grants.rules.late import LateAcceptance, Lateness


def window_for(application: Application) -> Window:
    """The round's window as it counts for this application: longer if the state accepts it late. No query."""
    window, ends_at = window_of(application.competition), application.ends_at
    if ends_at is None or ends_at == window.ends_at:
        return window
    return replace(window, ends_at=ends_at, ends=moment_in_words(ends_at), is_extended=True)


def lateness_of(application: Application) -> Lateness:
    """What decides about a late submission, in two queries."""
    requests = list(LateRequest.objects.of(application))
    determinations = Determination.objects.filter(review__application__competition=application.competition_id)
    return Lateness(
        status=application.status,
        window=window_for(application),
        is_determined=determinations.exists(),
        requests=len(requests),
        is_waiting=any(request.is_waiting for request in requests),
    )


def acceptance_of(application: Application) -> LateAcceptance | None:
    """Who accepted the application late, and why; one query if someone did, else none."""
    if application.late_until is None:
        return None
    request = LateRequest.objects.of(application).accepted().latest("answered_at")
    if request.until is None or request.answered_at is None or request.answered_by is None:
        return None
    return LateAcceptance(request.until, request.answered_by.name, request.answered_at, request.answer_reason)


def leads_of_requests(requests: Iterable[LateRequest]) -> dict[int, str]:
    """The names of the lead districts by application, in one query."""
    leads = Participant.objects.filter(
        application__in=[request.application_id for request in requests], role=Participant.Role.LEAD
    )
    return dict(leads.values_list("application_id", "name"))


def late_in(application: Application) -> dict[str, Any]:
    """The part of the packet that states a late acceptance; empty for an application in time."""
    if (accepted := acceptance_of(application)) is None:
        return {}
    return {
        "late": {
            "until": accepted.until.isoformat(),
            "accepted_by": accepted.accepted_by,
            "accepted_at": accepted.accepted_at.isoformat(),
            "reason": accepted.reason,
        }
    }
