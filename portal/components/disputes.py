"""A disputed fact with its values in words, for the pages that show it."""

from typing import Any

from accounts.access import SignedInRequest
from districts.models import County, FactDispute
from districts.rules.records import facts_of
from portal.components.facts import value_in_words


def dispute_in_words(dispute: FactDispute, counties: dict[str, str]) -> dict[str, Any]:
    """A dispute with its values in words."""
    record, field = dispute.record, dispute.field

    def words(written: str) -> str:
        return counties.get(written, written) if field == "county" else value_in_words(record, field, written)

    return {
        "row": dispute,
        "record": record,
        "label": facts_of(record)[field].label,
        "recorded": words(dispute.recorded),
        "claimed": words(dispute.claimed),
    }


def county_choices(request: SignedInRequest, record: Any) -> list[tuple[str, str]]:
    return list(County.objects.visible_to(request.user).in_state(record.state).names().items())
