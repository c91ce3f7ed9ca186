"""Rows of a plan that belong to members: saving them unless the page was stale, and proposals and their answers."""

import datetime
from typing import TypeVar

from accounts.models import User
from accounts.refusals import Unready
from grants import emails
from grants.actions.pen import part_taken_up, taken_up
from grants.models import Application, BudgetLine, BudgetLineProposal, Commitment, CommitmentProposal
from grants.rules.application import problems_with_lengths
from grants.rules.sections import ACTIVITIES, BUDGET
from grants.rules.texts import LONGEST_NOTE, cleaned

Row = TypeVar("Row", Commitment, BudgetLine)
Proposal = TypeVar("Proposal", CommitmentProposal, BudgetLineProposal)
ANSWERED = "This proposal was changed, withdrawn, or answered after you opened this page. Review what is saved now."


def save_row(row: Commitment | BudgetLine) -> None:
    """Save it, so that no page that was opened before overwrites or accepts it."""
    row.revision += 1
    row.save()


def make_own(row: Commitment | BudgetLine) -> None:
    """Save it as the member's own."""
    row.proposed_by = row.proposed_at = None
    save_row(row)


def make_proposed(row: Commitment | BudgetLine, *, by: User, at: datetime.datetime) -> None:
    """Save it as what the lead proposes."""
    row.proposed_by, row.proposed_at = by, at
    save_row(row)


def row_as_seen(row: Row, revision: int, problem: str) -> Row:
    """The row as it is saved now, if the person's page showed it so; Unready with the problem if not."""
    saved = type(row).objects.for_row().filter(pk=row.pk, revision=revision).first()
    if saved is None:
        raise Unready(problem)
    return saved


def section_of_row(row: Commitment | BudgetLine) -> str:
    """The key of the section that the row is written in."""
    return BUDGET if isinstance(row, BudgetLine) else ACTIVITIES


def row_to_answer(row: Row, revision: int, *, by: User, at: datetime.datetime) -> tuple[Application, Row]:
    """The locked application and the row with an open proposal, for who answers. Raises Refused or Unready."""
    application = part_taken_up(row.in_application, section_of_row(row), row.owner, by=by, at=at)
    return application, _with_proposal(row, revision)


def row_to_withdraw(row: Row, revision: int, *, by: User, at: datetime.datetime) -> tuple[Application, Row]:
    """The locked application and the row with an open proposal, for the lead. Raises Refused or Unready."""
    application = taken_up(row.in_application, section_of_row(row), by=by, at=at)
    return application, _with_proposal(row, revision)


def checked_reason(reason: str) -> str:
    """Why a proposal is declined, as it is stored. Raises Unready."""
    reason = cleaned(reason)
    problems = problems_with_lengths(("The reason", reason, LONGEST_NOTE))
    if not reason:
        problems.append("Enter why you’re declining the proposal.")
    if problems:
        raise Unready(*problems)
    return reason


def propose_beside(proposal: Proposal, *, by: User, at: datetime.datetime) -> Proposal:
    """Save what the lead proposes beside a member's own row, open again if an earlier one was declined."""
    proposal.proposed_by, proposal.proposed_at = by, at
    proposal.declined_by, proposal.declined_at, proposal.reason = None, None, ""
    proposal.save()
    return proposal


def keep_declined(
    row: Commitment | BudgetLine, proposal: Proposal, reason: str, *, by: User, at: datetime.datetime
) -> Proposal:
    """Keep what the member declined, with its reason, and tell the lead. What was only proposed leaves the plan."""
    if row.is_proposed and row.proposed_by is not None and row.proposed_at is not None:
        proposal.proposed_by, proposal.proposed_at = row.proposed_by, row.proposed_at
    proposal.declined_by, proposal.declined_at, proposal.reason = by, at, reason
    proposal.save()
    emails.send_proposal_declined(proposal, row.in_application, by=by, at=at)
    return proposal


def _with_proposal(row: Row, revision: int) -> Row:
    row = row_as_seen(row, revision, ANSWERED)
    if not row.needs_answer:
        raise Unready(ANSWERED)
    return row
