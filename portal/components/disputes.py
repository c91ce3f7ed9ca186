"""A disputed fact with its values in words, for the pages that show it."""

from typing import TypedDict

from accounts.access import SignedInRequest
from districts.models import County, District, FactDispute, School
from districts.rules.records import facts_of
from portal.components.facts import value_in_words


class DisputeInWords(TypedDict):
    """A dispute with its record, the fact's label, and the recorded and suggested values."""

    row: FactDispute
    record: District | School
    label: str
    recorded: str
    claimed: str


def dispute_in_words(dispute: FactDispute, counties: dict[str, str]) -> DisputeInWords:
    """The dispute with its record, the fact's label, and the recorded and suggested values in words."""
    record, field = dispute.record, dispute.field

    def words(value: str) -> str:
        return counties.get(value, value) if field == "county" else value_in_words(record, field, value)

    return {
        "row": dispute,
        "record": record,
        "label": facts_of(record)[field].label,
        "recorded": words(dispute.recorded),
        "claimed": words(dispute.claimed),
    }


def county_choices(request: SignedInRequest, record: District | School) -> list[tuple[str, str]]:
    """The counties of the record's state, as choices of a form field."""
    return list(County.objects.visible_to(request.user).in_state(record.state).names().items())
