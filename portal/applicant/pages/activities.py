"""The grid of activities: members down, activities across, and what each member contributes and gains."""

import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from accounts.dates import short_day
from grants.models import Activity, Application, Commitment, CommitmentProposal, Participant
from portal.applicant.pages.plan import NOT_STATED, with_amount

# Of what a cell says: its page has the whole text.
LONGEST_IN_CELL = 70


class ActivityColumn(NamedTuple):
    """One activity; addresses are empty for who may not edit the application."""

    title: str
    summary: str
    members: str
    edit_url: str
    remove_url: str


class GridCell(NamedTuple):
    """What one member contributes to one activity, in a few words."""

    activity: str
    url: str
    contributes: str
    benefits: str
    # “Proposed, not accepted” and the like; empty for a member's own commitment.
    note: str
    is_blank: bool


class GridRow(NamedTuple):
    """One member. `is_yours`: the reader writes its commitments."""

    key: str
    name: str
    is_lead: bool
    is_yours: bool
    # Where the member contributes and gains nothing in the whole plan.
    is_blank: bool
    cells: list[GridCell]


@dataclass(frozen=True)
class ActivitiesPage:
    """Everything that the page of activities shows."""

    columns: list[ActivityColumn]
    rows: list[GridRow]
    you_write: str
    to_answer: str
    may_edit: bool


def activities_page(
    application: Application,
    activities: Sequence[Activity],
    participants: Sequence[Participant],
    *,
    own: set[str],
    may_edit: bool,
) -> ActivitiesPage:
    """The page; `own` are the keys of the members that the reader writes for."""
    columns = [_column(application, activity, may_edit=may_edit) for activity in activities]
    cells = {activity.pk: _cells_of(activity) for activity in activities}
    rows = []
    for participant in sorted(participants, key=lambda member: not member.is_lead):
        line = [_cell(application, one, participant, cells[one.pk].get(participant.pk)) for one in activities]
        rows.append(
            GridRow(
                key=participant.key,
                name=participant.name,
                is_lead=participant.is_lead,
                is_yours=participant.key in own,
                is_blank=bool(line) and all(cell.is_blank for cell in line),
                cells=line,
            )
        )
    yours = [row for row in rows if row.is_yours]
    waiting = sum(bool(cell.note) and "declined" not in cell.note for row in yours for cell in row.cells)
    return ActivitiesPage(columns, rows, _you_write([row.name for row in yours]), _to_answer(waiting), may_edit)


def what_falls(commitments: Iterable[Commitment]) -> str:
    """What is removed with an activity, for the question before it."""
    writers = {one.participant.name: None for one in commitments if not one.is_proposed}
    if not writers:
        return "Budget lines stay. You can restore the activity from the history."
    names = " and ".join(writers) if len(writers) < 3 else f"{len(writers)} members"
    return (
        f"What {names} wrote for it will be removed too, and we’ll tell them. If they signed, they’ll be asked to sign "
        "again. Budget lines stay. You can restore the activity from the history."
    )


def activity_summary(activity: Activity) -> str:
    """Its type, dates, lead member, place, who decides, and contract on one line."""
    starts = short_day(activity.starts_on) if activity.starts_on else f"start date {NOT_STATED}"
    ends = short_day(activity.ends_on) if activity.ends_on else f"end date {NOT_STATED}"
    parts = [activity.get_kind_display() or f"Type {NOT_STATED}", f"{starts} to {ends}"]
    if activity.owner:
        parts.append(f"lead member: {activity.owner.name}")
    if activity.place:
        parts.append(f"where: {activity.place}")
    if activity.decided_by:
        parts.append(f"who decides: {activity.decided_by}")
    if activity.contract:
        parts.append(f"contract {activity.contract.number}")
    return " · ".join(parts)


def benefits_in_words(commitment: Commitment | CommitmentProposal) -> str:
    """How its students benefit, with their grades and their number: “calculus (grades 11, 12; 9 students)”."""
    students = f"{commitment.gains_students:,} students" if commitment.gains_students is not None else ""
    grades = f"grades {commitment.gains_grades}" if commitment.gains_grades else ""
    details = "; ".join(part for part in (grades, students) if part)  # grades may have commas
    return f"{commitment.gains_text} ({details})".strip() if details else commitment.gains_text


class _InCell(NamedTuple):
    commitments: list[Commitment]
    declined: list[CommitmentProposal]


def _cells_of(activity: Activity) -> Mapping[int, _InCell]:
    cells: dict[int, _InCell] = {}
    for commitment in activity.commitments.all():
        cells.setdefault(commitment.participant_id, _InCell([], [])).commitments.append(commitment)
    for proposal in activity.proposals.all():
        if not proposal.is_open:
            cells.setdefault(proposal.participant_id, _InCell([], [])).declined.append(proposal)
    return cells


def _cell(application: Application, activity: Activity, member: Participant, filled: _InCell | None) -> GridCell:
    commitments = filled.commitments if filled else []
    gives = "; ".join(text for one in commitments if (text := with_amount(one.gives_text, one.gives_amount)))
    gains = "; ".join(text for one in commitments if (text := benefits_in_words(one)))
    return GridCell(
        activity=activity.title or "(no name)",
        url=reverse("applicant:commitment_edit", args=[application.reference, activity.position, member.key]),
        contributes=textwrap.shorten(gives, LONGEST_IN_CELL, placeholder="…"),
        benefits=textwrap.shorten(gains, LONGEST_IN_CELL, placeholder="…"),
        note=_note(commitments, filled.declined if filled else []),
        is_blank=not commitments,
    )


def _note(commitments: list[Commitment], declined: list[CommitmentProposal]) -> str:
    if any(one.is_proposed for one in commitments):
        return "Proposed, not accepted"
    if any(one.change for one in commitments):
        return "Change proposed"
    return "Proposal declined" if declined else ""


def _column(application: Application, activity: Activity, *, may_edit: bool) -> ActivityColumn:
    arguments = [application.reference, activity.position]
    members = len({commitment.participant_id for commitment in activity.commitments.all()})
    return ActivityColumn(
        title=activity.title or "(no name)",
        summary=activity_summary(activity),
        members="1 member" if members == 1 else f"{members} members",
        edit_url=reverse("applicant:activity_edit", args=arguments) if may_edit else "",
        remove_url=reverse("applicant:activity_remove", args=arguments) if may_edit else "",
    )


def _you_write(names: list[str]) -> str:
    if not names:
        return ""
    return f"You write for {' and '.join(names)}." if len(names) < 4 else f"You write for {len(names)} members."


def _to_answer(waiting: int) -> str:
    if not waiting:
        return ""
    return "1 proposal needs your answer." if waiting == 1 else f"{waiting} proposals need your answer."
