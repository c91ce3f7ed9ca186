"""The members of an application beside the registry: who takes part, who could, and who is no longer a member."""

from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from accounts.dates import short_day
from consortia.models import Membership
from grants.models import Application
from grants.reads.members import MembersToday, ParticipantToday
from grants.rules.members import problems_with_removing


class ParticipantRow(NamedTuple):
    """A member of the application: what the registry says of it today, and where it can be removed.

    `remove_url` is empty if it can’t be removed; `note` says why, where the reader may wonder.
    """

    name: str
    role: str
    status: str
    is_problem: bool
    remove_url: str
    note: str


class MemberToAdd(NamedTuple):
    """A member of the consortium that doesn’t take part in the application."""

    key: str
    name: str
    since: str


@dataclass(frozen=True)
class MembersPage:
    """Everything that the page of an application’s members shows."""

    participants: list[ParticipantRow]
    to_add: list[MemberToAdd]
    changed: list[str]
    may_edit: bool


def members_page(application: Application, today: MembersToday, *, may_edit: bool) -> MembersPage:
    """The page; without `may_edit` it has no buttons."""
    return MembersPage(
        participants=[
            _participant_row(application, row, may_edit=may_edit, was_submitted=today.was_submitted)
            for row in today.participants
        ],
        to_add=[_to_add(membership) for membership in today.to_add],
        changed=[_change_in_words(row) for row in today.participants if row.has_changed],
        may_edit=may_edit,
    )


def members_to_review(today: MembersToday) -> str:
    """For the tasks of the overview: why the list of members needs a look; empty where it doesn’t."""
    left = [row.participant.name for row in today.participants if _is_problem(row)]
    if len(left) == 1:
        return f"{left[0]} isn’t currently a member of the consortium."
    if left:
        return f"{len(left)} members of this application aren’t currently members of the consortium."
    if any(row.has_changed for row in today.participants):
        return "A member’s name or start date changed in the registry."
    return ""


def what_goes(commitments: int, *, has_signed: bool) -> str:
    """What removing a member with this many commitments changes in the plan and the budget."""
    number = "1 commitment" if commitments == 1 else f"{commitments} commitments"
    parts = [f"its {number}"] if commitments else []
    parts += ["its signature"] if has_signed else []
    also = f"We’ll also remove {' and '.join(parts)}, which you can’t get back. " if parts else ""
    return f"{also}Budget lines that name it won’t change. You can add it again while it’s a member of the consortium."


def _participant_row(
    application: Application, row: ParticipantToday, *, may_edit: bool, was_submitted: bool
) -> ParticipantRow:
    participant = row.participant
    problems = problems_with_removing(
        participant.name, is_lead=participant.is_lead, has_signed=row.has_signed, was_submitted=was_submitted
    )
    url = reverse("applicant:member_remove", args=[application.reference, participant.key])
    return ParticipantRow(
        participant.name,
        participant.get_role_display(),
        _status(row),
        _is_problem(row),
        remove_url=url if may_edit and not problems else "",
        note=" ".join(problems) if may_edit and not participant.is_lead else "",
    )


def _status(row: ParticipantToday) -> str:
    if row.membership is not None:
        joined = row.membership.joins_on
        return f"Member since {short_day(joined)}" if joined else "Member"
    return "Not currently a member of the consortium" if row.is_registered else "Not in the registry"


def _is_problem(row: ParticipantToday) -> bool:
    return row.membership is None and row.is_registered


def _to_add(membership: Membership) -> MemberToAdd:
    since = f"since {short_day(membership.joins_on)}" if membership.joins_on else ""
    return MemberToAdd(membership.member.federal_id, str(membership.member), since)


def _change_in_words(row: ParticipantToday) -> str:
    draft = row.participant
    if row.name != draft.name:
        return f"{draft.name} is now called {row.name}."
    if row.joined_on != draft.joined_on:
        day = short_day(row.joined_on) if row.joined_on else "not known"
        return f"The start date of {draft.name} is now {day}."
    return f"{draft.name} has a new membership."
