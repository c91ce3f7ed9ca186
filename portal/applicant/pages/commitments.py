"""One cell of the grid of activities: what is saved, what is proposed beside it, and the forms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.forms import BaseForm
from django.urls import reverse
from django.utils import timezone

from accounts.dates import short_day
from grants.models import Activity, Commitment, CommitmentProposal, Participant
from grants.models.proposal import ProposedRow
from portal.applicant.pages.activities import activity_summary
from portal.applicant.pages.plan import NOT_STATED

LABELS = {
    "gives_text": "Contributes",
    "gives_kind": "Type of contribution",
    "gives_amount": "Value",
    "gains_text": "Its students benefit",
    "gains_students": "Students",
    "gains_grades": "Grades",
}


class ProposedEntry(NamedTuple):
    """One entry of a commitment that the lead proposes to change."""

    label: str
    now: str
    proposed: str


@dataclass(frozen=True)
class OwnedEntry:
    """One row of a member, or the place for one: what is saved and proposed, and what the reader may do."""

    form: BaseForm
    number: int | None
    revision: int
    # What is in the plan; empty where nothing is.
    facts: list[tuple[str, str]]
    status: str
    differences: list[ProposedEntry]
    declined: str
    button: str
    is_own: bool
    may_answer: bool
    may_withdraw: bool
    remove_url: str
    may_match: bool = False
    match: str = ""
    what: str = "commitment"
    dismiss_url: str = ""

    @property
    def shows_facts(self) -> bool:
        """Whether what is saved is shown beside the form, which holds something else or isn't there."""
        return bool(self.facts) and (self.form.is_bound or not self.is_own)


@dataclass(frozen=True)
class CommitmentPage:
    """Everything that the page of one cell shows."""

    member: str
    activity: str
    summary: str
    introduction: str
    entries: list[OwnedEntry]
    # The addresses that the buttons post to.
    accept_url: str
    decline_url: str
    withdraw_url: str
    match_url: str


def commitment_page(
    activity: Activity,
    member: Participant,
    forms: Sequence[tuple[BaseForm, Commitment | None]],
    *,
    in_budget: set[int],
    may_write: bool,
    may_propose: bool,
) -> CommitmentPage:
    """The page, with forms for who writes the member's commitments or proposes them.

    `in_budget` are the commitments whose value is a match line of the budget.
    """
    arguments = [activity.application.reference, activity.position, member.key]
    declined = next((one for one in activity.proposals.all() if _is_declined_here(one, member)), None)
    return CommitmentPage(
        member=member.name,
        activity=activity.title or "(no name)",
        summary=activity_summary(activity),
        introduction=_introduction(member, may_write=may_write, may_propose=may_propose),
        entries=[_entry(*pair, member, declined, arguments, in_budget, may_write, may_propose) for pair in forms],
        accept_url=reverse("applicant:commitment_accept", args=arguments),
        decline_url=reverse("applicant:commitment_decline", args=arguments),
        withdraw_url=reverse("applicant:commitment_withdraw", args=arguments),
        match_url=reverse("applicant:commitment_match", args=arguments),
    )


def saved_words(member: Participant, *, is_proposal: bool) -> str:
    """The message after saving."""
    if is_proposal:
        return f"Your proposal was saved. {member} sees it and can accept, change, or decline it."
    return f"What {member} contributes was saved."


def commitment_facts(row: Commitment | CommitmentProposal) -> list[tuple[str, str]]:
    """Every entry of a commitment in words."""
    return [(label, _in_words(row, field)) for field, label in LABELS.items()]


def _entry(
    form: BaseForm,
    commitment: Commitment | None,
    member: Participant,
    declined_before: CommitmentProposal | None,
    arguments: list[object],
    in_budget: set[int],
    may_write: bool,
    may_propose: bool,
) -> OwnedEntry:
    change = commitment.change if commitment else None
    refused = commitment.last_proposal if commitment and not change else declined_before if not commitment else None
    is_proposed = commitment is not None and commitment.is_proposed
    remove = reverse("applicant:commitment_remove", args=arguments) if commitment and may_write else ""
    is_in_budget = commitment is not None and commitment.pk in in_budget
    has_value = commitment is not None and bool(commitment.gives_amount) and not is_proposed
    return OwnedEntry(
        form=form,
        number=commitment.pk if commitment else None,
        revision=commitment.revision if commitment else 0,
        facts=commitment_facts(commitment) if commitment else [],
        status=_status(commitment, member),
        differences=_differences(commitment, change) if commitment and change else [],
        declined=declined_words(refused, member.name) if refused else "",
        button=_button(commitment, may_write=may_write, may_propose=may_propose),
        dismiss_url=reverse("applicant:commitment_dismiss", args=arguments) if refused and may_propose else "",
        may_match=has_value and not is_in_budget and (may_write or may_propose),
        match=_match_in_words(commitment, is_in_budget=is_in_budget) if commitment and has_value else "",
        is_own=may_write and not is_proposed,
        may_answer=may_write and (is_proposed or change is not None),
        may_withdraw=may_propose and (is_proposed or change is not None),
        remove_url=f"{remove}?commitment={commitment.pk}&revision={commitment.revision}"
        if commitment and remove and not is_proposed
        else "",
    )


def _introduction(member: Participant, *, may_write: bool, may_propose: bool) -> str:
    if may_write:
        return f"Enter what {member} contributes to this activity and how its students benefit."
    if may_propose:
        return (
            f"Only people with a role in {member} can write what it contributes. You can make a proposal for {member} "
            "to accept, change, or decline."
        )
    return ""


def declined_words(proposal: ProposedRow, member: str) -> str:
    """Who declined what the lead proposed, when, and why."""
    on = short_day(timezone.localdate(proposal.declined_at)) if proposal.declined_at else ""
    return f"{member} declined what the lead district proposed ({on}): “{proposal.reason}”"


def _status(commitment: Commitment | None, member: Participant) -> str:
    if commitment is None:
        return f"{member} has no commitment to this activity yet."
    if commitment.is_proposed:
        return f"Proposed by the lead district. {member} hasn’t accepted it yet."
    if commitment.change:
        return f"The lead district proposes a change. {member} hasn’t answered yet."
    return ""


def _match_in_words(commitment: Commitment, *, is_in_budget: bool) -> str:
    amount = f"${commitment.gives_amount:,}"
    if is_in_budget:
        return f"The value, {amount}, is in the budget as match."
    return f"The value, {amount}, isn’t in the budget as match yet."


def _button(commitment: Commitment | None, *, may_write: bool, may_propose: bool) -> str:
    if may_write:
        return "Save your own text" if commitment and commitment.is_proposed else "Save commitment"
    if not may_propose:
        return ""
    return "Save proposal" if commitment is None or commitment.is_proposed else "Propose this change"


def _differences(commitment: Commitment, change: CommitmentProposal) -> list[ProposedEntry]:
    return [
        ProposedEntry(label, _in_words(commitment, field), _in_words(change, field))
        for field, label in LABELS.items()
        if getattr(commitment, field) != getattr(change, field)
    ]


def _in_words(row: Commitment | CommitmentProposal, field: str) -> str:
    value = getattr(row, field)
    if value in ("", None):
        return NOT_STATED
    if field == "gives_kind":
        return row.get_gives_kind_display()
    if field == "gives_amount":
        return f"${value:,}"
    return f"{value:,}" if field == "gains_students" else str(value)


def _is_declined_here(proposal: CommitmentProposal, member: Participant) -> bool:
    return proposal.participant_id == member.pk and proposal.commitment_id is None and not proposal.is_open
