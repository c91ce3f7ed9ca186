"""Reinstating an application that failed the eligibility screen or the sustainability gate."""

from grants.rules.texts import LONGEST_NOTE, cleaned
from grants.states import ReinstatedStage, ReinstatementGround

NOT_OUT = {
    ReinstatedStage.SCREEN: "This application isn’t ineligible, so there is nothing to reinstate.",
    ReinstatedStage.GATE: "This application didn’t fail the sustainability gate, so there is nothing to reinstate.",
}
WAITING = "A reinstatement of this application is waiting for a second official. Confirm or cancel it first."
CANCELED = "This reinstatement was canceled."
DONE = "This reinstatement was confirmed, so it can’t be canceled."


def problems_with_reinstatement(*, ground: str, reason: str) -> list[str]:
    """What is missing from a proposal to reinstate an application."""
    problems = []
    if ground not in ReinstatementGround.values:
        problems.append("Choose why the application is reinstated.")
    if not cleaned(reason):
        problems.append("Enter the reason.")
    elif len(reason) > LONGEST_NOTE:
        problems.append(f"Shorten the reason to {LONGEST_NOTE:,} characters.")
    return problems
