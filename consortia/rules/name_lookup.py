"""Whether a typed name means exactly one district or school. Pure."""

from collections.abc import Sequence


def problems_with_name(typed: str, found: Sequence[str]) -> list[str]:
    """Why the typed name means no record, or more than one. `found`: the records that it may mean."""
    if not found:
        return [f"We couldn’t find “{typed[:80]}.” Enter a full name or ID."]
    if len(found) > 1:
        return [f"More than one district or school is named “{typed[:80]}.” Enter the ID instead."]
    return []
