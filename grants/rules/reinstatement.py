"""Reinstating an application that failed the eligibility screen or the sustainability gate."""

from grants.rules.texts import LONGEST_NOTE, cleaned
from grants.states import ReinstatedStage, ReinstatementGround

NOT_OUT = {
    ReinstatedStage.SCREEN: "This application isn’t ineligible, so there is nothing to reinstate.",
    ReinstatedStage.GATE: "This application didn’t fail the sustainability gate, so there is nothing to reinstate.",
}
WAITING = "A reinstatement of this application is waiting for a second official. Confirm or cancel it first."
CANCELED = "This reinstatement was canceled."
RELEASED = "This result was released, so the application can’t be reinstated anymore. The applicant can appeal."
DONE = "This reinstatement was confirmed, so it can’t be canceled."


def reason_not_to_reinstate(stage: ReinstatedStage, *, is_out: bool, is_released: bool) -> str:
    """Why an application isn't reinstated after that stage; "" if it can be."""
    if not is_out:
        return NOT_OUT[stage]
    return RELEASED if is_released else ""


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
