"""When a connection keeps a person from scoring, and what a scorer needs to declare one."""

from collections.abc import Collection

from grants.rules.texts import LONGEST_NOTE

LONGEST_ORGANIZATION = 200


def problems_with_connections(
    name: str, *, bars: Collection[str], notices: Collection[str], is_considered: bool
) -> list[str]:
    """Why the person can't be chosen: bars always, notices until an officer has considered them."""
    if bars:
        return [f"{name} has a conflict of interest, so someone else has to score this.", *bars]
    if notices and not is_considered:
        return [
            f"{name} has connections to consider. Read them, and select “I have considered these connections.”",
            *notices,
        ]
    return []


def problems_with_organization(organization: str) -> list[str]:
    """Why no conflict with this organization can be declared."""
    if not organization.strip():
        return ["Enter the name of the district, school, or company."]
    if len(organization) > LONGEST_ORGANIZATION:
        return [f"Shorten the name to {LONGEST_ORGANIZATION} characters."]
    return []


def problems_with_conflict_reason(reason: str) -> list[str]:
    """Why a conflict can't be declared, or scores excluded, for this reason."""
    if not reason.strip():
        return ["Enter the reason."]
    return [f"Shorten the reason to {LONGEST_NOTE:,} characters."] if len(reason) > LONGEST_NOTE else []
