"""Released awards as open data: the 360Giving standard, version 1.4."""

from typing import Any, NamedTuple

from django.utils import timezone

from grants.models import BoardDecision, Competition, Version
from grants.states import BoardOutcome

VERSION = "1.4"
LONGEST_TITLE = 139  # “under 140 characters long”


class Funder(NamedTuple):
    """The organization that funds, and the prefix of its grants' identifiers."""

    identifier: str
    name: str
    prefix: str


def grants_as_360giving(funder: Funder) -> dict[str, Any]:
    """The package of all released awards, in two queries."""
    awards = list(BoardDecision.objects.in_public_record().filter(outcome=BoardOutcome.YES).for_record())
    versions = Version.objects.newest(1).filter(application__in=[one.application_id for one in awards])
    packets = dict(versions.values_list("application", "content"))
    return {"version": VERSION, "grants": [_grant(one, packets.get(one.application_id, {}), funder) for one in awards]}


def _grant(decision: BoardDecision, packet: dict[str, Any], funder: Funder) -> dict[str, Any]:
    application = decision.application
    competition, consortium = application.competition, application.consortium
    activities = [activity["title"] for activity in packet.get("activities", []) if activity["title"]]
    return {
        "id": f"{funder.prefix}-{application.reference}",
        "title": f"{consortium.name}: {competition.name}"[:LONGEST_TITLE],
        "description": "; ".join(activities) or consortium.name,
        "currency": "USD",
        "amountAppliedFor": application.requested,
        "amountAwarded": decision.amount,
        "awardDate": timezone.localdate(decision.decided_at).isoformat() if decision.decided_at else "",
        **_planned_dates(competition),
        "fundingOrganization": [{"id": funder.identifier, "name": funder.name}],
        "recipientOrganization": [_recipient(decision, packet)],
        "grantProgramme": [{"code": competition.slug, "title": competition.name}],
        "fromOpenCall": "Yes",
    }


def _planned_dates(competition: Competition) -> dict[str, Any]:
    starts, ends = competition.project_starts_on, competition.project_ends_on
    if not (starts and ends):
        return {}
    return {"plannedDates": [{"startDate": starts.isoformat(), "endDate": ends.isoformat()}]}


def _recipient(decision: BoardDecision, packet: dict[str, Any]) -> dict[str, str]:
    """The lead member by its number at the National Center for Education Statistics; else the consortium."""
    for member in packet.get("participants", []):
        if member["role"] == "lead" and member["leaid"]:
            return {"id": f"US-NCES-LEAID-{member['leaid']}", "name": member["name"]}
        if member["role"] == "lead" and member["ncessch"]:
            return {"id": f"US-NCES-NCESSCH-{member['ncessch']}", "name": member["name"]}
    consortium = decision.application.consortium
    return {"id": f"US-{consortium.state}-CONSORTIUM-{consortium.slug}", "name": consortium.name}
