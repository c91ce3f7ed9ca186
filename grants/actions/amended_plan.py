"""Writing an accepted amendment into the rows of the plan and the budget."""

from grants.actions.budget import delete_line
from grants.models import (
    Amendment,
    BudgetLine,
    BudgetLineProposal,
    Commitment,
    CommitmentProposal,
    Participant,
)


def write_amended_plan(amendment: Amendment) -> None:
    """Give the activities, commitments, and budget lines of the application what the amended version says of them.

    The caller has locked the application, checked who and when, and records it.
    """
    application, content = amendment.application, amendment.content
    members = {one.key: one for one in Participant.objects.filter(application=application)}
    CommitmentProposal.objects.filter(participant=amendment.member).delete()
    BudgetLineProposal.objects.naming(amendment.member).delete()
    _write_commitments(amendment)
    lines = {line["key"]: line for line in content["budget"]}
    for row in BudgetLine.objects.filter(application=application):
        _write_line(row, lines.get(row.key), members)
    owners = {activity["key"]: activity["owner"] for activity in content["activities"]}
    for activity in application.activities.all():
        if activity.key not in owners:
            BudgetLine.objects.filter(application=application, activity=activity).update(activity=None)
            activity.proposals.all().delete()
            activity.delete()
        elif activity.owner_id is not None and activity.owner_id == amendment.member_id:
            activity.owner = members[key] if (key := owners[activity.key]) else None
            activity.save(update_fields=["owner"])
    amendment.member.owned_sections.update(owner=None)


def _write_commitments(amendment: Amendment) -> None:
    """The member that left has none; one that takes its place has them all."""
    rows = Commitment.objects.filter(participant=amendment.member)
    if amendment.replacement is not None:
        rows.update(participant=amendment.replacement)
    else:
        rows.delete()


def _write_line(row: BudgetLine, line: dict[str, object] | None, members: dict[str, Participant]) -> None:
    if line is None:
        delete_line(row)
        return
    payer, payee, benefits = line["payer"], line["payee"], line["benefits"]
    row.payer = members[str(payer)] if payer else None
    row.payee = members[str(payee)] if payee else None
    row.save(update_fields=["payer", "payee"])
    row.beneficiaries.set([members[key] for key in benefits] if isinstance(benefits, list) else [])
