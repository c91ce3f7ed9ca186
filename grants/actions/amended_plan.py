"""Writing an accepted amendment into the rows of the plan and the budget."""

import datetime

from accounts.models import User
from grants.actions.budget import delete_line
from grants.actions.plan_changes import keep_change
from grants.models import (
    Amendment,
    BudgetLine,
    BudgetLineProposal,
    Commitment,
    CommitmentProposal,
    Participant,
)
from grants.reads.plan_values import commitment_row, line_row


def write_amended_plan(amendment: Amendment, *, by: User, at: datetime.datetime) -> None:
    """Give the activities, commitments, and budget lines of the application what the amendment changes in them.

    Edits that an earlier return unlocked and nobody sent stay in the draft, except where they name the member that
    left. The caller has locked the application, checked who and when, and records it.
    """
    application, content = amendment.application, amendment.content
    members = {one.key: one for one in Participant.objects.filter(application=application)}
    CommitmentProposal.objects.filter(participant=amendment.member).delete()
    BudgetLineProposal.objects.naming(amendment.member).delete()
    _write_commitments(amendment, by=by, at=at)
    lines = {line["key"]: line for line in content["budget"]}
    removed = {line["key"] for line in amendment.base.content["budget"]} - set(lines)
    gone = amendment.member_id
    for row in BudgetLine.objects.filter(application=application).prefetch_related("beneficiaries"):
        named = {row.payer_id, row.payee_id, *(one.pk for one in row.beneficiaries.all())}
        if row.key in removed or gone in named:
            _write_line(row, lines.get(row.key), gone, members, by=by, at=at)
    owners = {activity["key"]: activity["owner"] for activity in content["activities"]}
    fallen = {activity["key"] for activity in amendment.base.content["activities"]} - set(owners)
    for activity in application.activities.all():
        if activity.key in fallen and not activity.commitments.exists():
            BudgetLine.objects.filter(application=application, activity=activity).update(activity=None)
            activity.proposals.all().delete()
            activity.delete()
        elif activity.owner_id is not None and activity.owner_id == amendment.member_id:
            activity.owner = members[key] if (key := owners.get(activity.key)) else None
            activity.save(update_fields=["owner"])
    amendment.member.owned_sections.update(owner=None)


def _write_commitments(amendment: Amendment, *, by: User, at: datetime.datetime) -> None:
    """The member that left has none; one that takes its place has them all."""
    for row in Commitment.objects.of(amendment.member).for_row():
        before, after = commitment_row(row), None
        if amendment.replacement is None:
            row.delete()
        else:
            row.participant = amendment.replacement
            row.save(update_fields=["participant"])
            after = commitment_row(row)
        keep_change(amendment.application, before, after, by=by, at=at)


def _write_line(
    row: BudgetLine,
    line: dict[str, object] | None,
    gone: int,
    members: dict[str, Participant],
    *,
    by: User,
    at: datetime.datetime,
) -> None:
    """Where the row names the member that left, give it what the amended version says; without one, the row goes."""
    if line is None:
        delete_line(row, by=by, at=at)
        return
    before = line_row(row)
    payer, payee, benefits = line["payer"], line["payee"], line["benefits"]
    if row.payer_id == gone:
        row.payer = members[str(payer)] if payer else None
    if row.payee_id == gone:
        row.payee = members[str(payee)] if payee else None
    row.save(update_fields=["payer", "payee"])
    if gone in {one.pk for one in row.beneficiaries.all()}:
        row.beneficiaries.set([members[key] for key in benefits] if isinstance(benefits, list) else [])
    keep_change(row.application, before, line_row(row), by=by, at=at)
