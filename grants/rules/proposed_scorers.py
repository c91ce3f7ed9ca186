"""What a proposal of scorers needs before it is computed, and before it is confirmed."""

from grants.rules.scoring import NO_CRITERIA, STAGE_CLOSED

MOST_SCORERS = 9


def problems_with_proposing(
    per_application: int | None, *, scorers: int, applications: int, has_questions: bool, is_closed: bool
) -> list[str]:
    """Why nothing can be proposed. `has_questions`: the stage asks scorers something."""
    if is_closed:
        return [STAGE_CLOSED]
    if not has_questions:
        return [NO_CRITERIA]
    if per_application is None or not 1 <= per_application <= MOST_SCORERS:
        return [f"Enter how many scorers each application gets, from 1 to {MOST_SCORERS}."]
    if not applications:
        return ["There are no applications to assign yet. They can be assigned once the round has closed."]
    if not scorers:
        return ["No one has accepted an invitation to score in this round."]
    return []


def problems_with_confirming(
    *, is_closed: bool, is_current: bool, is_computed: bool, pairs: int, notices: int, is_considered: bool
) -> list[str]:
    """Why a proposal can't be confirmed."""
    if is_closed:
        return [STAGE_CLOSED]
    if not is_computed or not is_current:
        return ["This proposal changed after you opened the page. Nothing was assigned. Read the new one."]
    if not pairs:
        return ["This proposal has no new assignments."]
    if notices and not is_considered:
        return ["Read the connections to consider, and select “I have considered this.”"]
    return []
