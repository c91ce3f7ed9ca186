"""What a proposal of scorers needs before it is computed, and before it is confirmed."""

MOST_SCORERS = 9


def problems_with_proposing(per_application: int | None, *, scorers: int, applications: int) -> list[str]:
    """Why nothing can be proposed."""
    if per_application is None or not 1 <= per_application <= MOST_SCORERS:
        return [f"Enter how many scorers each application gets, from 1 to {MOST_SCORERS}."]
    if not applications:
        return ["There are no applications to assign yet. They can be assigned once the round has closed."]
    if not scorers:
        return ["No one has accepted an invitation to score in this round."]
    return []


def problems_with_confirming(
    *, is_current: bool, is_computed: bool, pairs: int, notices: int, is_considered: bool
) -> list[str]:
    """Why a proposal can't be confirmed."""
    if not is_computed or not is_current:
        return ["This proposal changed after you opened the page. Nothing was assigned. Read the new one."]
    if not pairs:
        return ["This proposal has no new assignments."]
    if notices and not is_considered:
        return ["Read the connections to consider, and select “I have considered this.”"]
    return []
