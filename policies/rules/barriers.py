"""What a report of a barrier, its public text, and its decision need."""

import datetime

from policies.states import BarrierOutcome, PolicyKind, Waivable

TEXT_AT_MOST, REASONS_AT_MOST, PUBLIC_TITLE_AT_MOST = 4_000, 4_000, 200
MOST_STUDENTS, MOST_DOLLARS = 2_000_000, 1_000_000_000
# Reports of one district in 24 hours.
MOST_REPORTS_A_DAY = 10


def problems_with_report(
    *, blocks: str, citation: str, is_unknown: bool, students: int | None, dollars: int | None
) -> dict[str, str]:
    """What is missing or wrong in a report, by field."""
    problems = {}
    if not blocks.strip():
        problems["blocks"] = "Enter what you can’t do together because of the policy."
    if not citation.strip() and not is_unknown:
        problems["citation"] = "Enter the citation, or select “I don’t know the citation.”"
    if citation.strip() and is_unknown:
        problems["citation"] = "Enter a citation or select “I don’t know the citation,” not both."
    if students is not None and not 0 <= students <= MOST_STUDENTS:
        problems["students"] = f"Enter a number of students from 0 to {MOST_STUDENTS:,}."
    if dollars is not None and not 0 <= dollars <= MOST_DOLLARS:
        problems["dollars"] = f"Enter an amount from $0 to ${MOST_DOLLARS:,}."
    return problems


def unknown_citation(citation: str) -> str:
    """What to do about a citation that no policy has."""
    return (
        f"We have no policy with the citation “{citation}.” Look it up in the list of policies, or clear this field, "
        "select “I don’t know the citation,” and describe the policy below."
    )


def problems_with_more_reports(in_last_day: int) -> list[str]:
    """Why a district can't send another report now."""
    if in_last_day < MOST_REPORTS_A_DAY:
        return []
    return [f"Your district sent {MOST_REPORTS_A_DAY} reports in the last 24 hours. Try again tomorrow."]


def problems_with_decision(
    outcome: str,
    *,
    reasons: str,
    kind: str | None,
    waivable: str,
    follow_up_on: datetime.date | None,
    on: datetime.date,
) -> list[str]:
    """Why a barrier can't be answered like this. `kind` of its policy is None where the policy isn't known."""
    problems = []
    if not reasons.strip():
        problems.append("Enter the reasons. Everyone who reported this barrier reads them.")
    if follow_up_on and follow_up_on <= on:
        problems.append("Choose a follow-up date after today.")
    if outcome in (BarrierOutcome.WAIVE, BarrierOutcome.CHANGE) and kind is None:
        problems.append("Choose the policy first: edit the public text.")
    elif outcome == BarrierOutcome.WAIVE and waivable == Waivable.NO:
        problems.append("This policy can’t be waived. Choose another answer, or correct the policy’s record first.")
    elif outcome == BarrierOutcome.CHANGE and kind == PolicyKind.STATUTE:
        problems.append(
            "Only the legislature can change a statute. Choose “The State will propose a change in the law.”"
        )
    if outcome in (BarrierOutcome.CHANGE, BarrierOutcome.LAW) and follow_up_on is None:
        problems.append("Enter a follow-up date: when the State checks whether the change was made.")
    return problems
