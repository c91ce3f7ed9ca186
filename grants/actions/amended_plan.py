"""Writing an accepted amendment into the rows of the plan, the budget, and the narrative."""

import datetime
from collections.abc import Callable
from typing import Any, TypeVar

from accounts.models import User
from grants.actions.budget import delete_line
from grants.actions.plan_changes import keep_change
from grants.actions.writing import write_text
from grants.models import (
    Activity,
    Amendment,
    Application,
    BudgetLine,
    BudgetLineProposal,
    Commitment,
    CommitmentProposal,
    Participant,
)
from grants.reads.plan_values import PlanRow, activity_row, commitment_row, line_row
from grants.rules.amendment_edits import ACTIVITY, ANSWER, COMMITMENT, edits_from

_Row = TypeVar("_Row", Activity, Commitment, BudgetLine)


def write_amended_plan(amendment: Amendment, gone: Participant, *, by: User, at: datetime.datetime) -> None:
    """Give the activities, commitments, and budget lines what the amendment changes after the member `gone` left.

    Edits that an earlier return unlocked and nobody sent stay in the draft, except where they name the member that
    left. The caller has locked the application, checked who and when, and records it.
    """
    application, content = amendment.application, amendment.content
    members = {one.key: one for one in Participant.objects.filter(application=application)}
    CommitmentProposal.objects.filter(participant=gone).delete()
    BudgetLineProposal.objects.naming(gone).delete()
    _write_commitments(amendment, gone, by=by, at=at)
    lines = {line["key"]: line for line in content["budget"]}
    removed = {line["key"] for line in amendment.base.content["budget"]} - set(lines)
    for row in BudgetLine.objects.filter(application=application).prefetch_related("beneficiaries"):
        named = {row.payer_id, row.payee_id, *(one.pk for one in row.beneficiaries.all())}
        if row.key in removed or gone.pk in named:
            _write_line(row, lines.get(row.key), gone.pk, members, by=by, at=at)
    owners = {activity["key"]: activity["owner"] for activity in content["activities"]}
    fallen = {activity["key"] for activity in amendment.base.content["activities"]} - set(owners)
    for activity in application.activities.all():
        if activity.key in fallen and not activity.commitments.exists():
            BudgetLine.objects.filter(application=application, activity=activity).update(activity=None)
            activity.proposals.all().delete()
            activity.delete()
        elif activity.owner_id == gone.pk:
            activity.owner = members[key] if (key := owners.get(activity.key)) else None
            activity.save(update_fields=["owner"])
    gone.owned_sections.update(owner=None)


def write_edits(amendment: Amendment, *, by: User, at: datetime.datetime) -> None:
    """Give the draft the entries that the amendment changes, and nothing else; a row that it no longer has is left out.

    The caller has locked the application, checked who and when, and records it.
    """
    of_rows: dict[str, dict[str, Any]] = {}
    for edit in edits_from(amendment.edits):
        of_rows.setdefault(edit.row, {})[edit.entry.replace(".", "_")] = edit.after
    for name, values in of_rows.items():
        kind, _, key = name.partition(":")
        if kind == ANSWER:
            answer = next((one for one in amendment.application.answers.all() if one.key == key), None)
            if answer is not None:
                write_text(answer, values["text"], answer.heading, by=amendment.proposed_by, at=at)
        elif kind == ACTIVITY:
            _write_entries(amendment, _activity(amendment.application, key), activity_row, values, by=by, at=at)
        elif kind == COMMITMENT:
            _write_entries(amendment, _commitment(amendment.application, key), commitment_row, values, by=by, at=at)
        else:
            line = next((one for one in amendment.application.budget_lines.all() if one.key == key), None)
            _write_entries(amendment, line, line_row, values, by=by, at=at)


def _activity(application: Application, key: str) -> Activity | None:
    return application.activities.select_related("owner", "contract").filter(key=key).first()


def _commitment(application: Application, key: str) -> Commitment | None:
    """Of the commitments of one member to one activity, the one with that number, as packets order them."""
    activity, member, number = key.split(":")
    rows = Commitment.objects.filter(activity__application=application, activity__key=activity, participant__key=member)
    return dict(enumerate(rows.for_row().order_by("pk"), start=1)).get(int(number))


def _write_entries(
    amendment: Amendment,
    row: _Row | None,
    as_row: Callable[[_Row], PlanRow],
    values: dict[str, Any],
    *,
    by: User,
    at: datetime.datetime,
) -> None:
    if row is None:
        return
    before = as_row(row)
    for name, value in values.items():
        setattr(row, name, _stored(amendment.application, name, value))
    row.save(update_fields=list(values))
    keep_change(amendment.application, before, as_row(row), by=by, at=at)


def _stored(application: Application, name: str, value: Any) -> Any:
    """The value of an entry as the database has it."""
    if name == "owner":
        return Participant.objects.get(application=application, key=value) if value else None
    if name in ("starts_on", "ends_on"):
        return datetime.date.fromisoformat(value) if value else None
    return value


def _write_commitments(amendment: Amendment, gone: Participant, *, by: User, at: datetime.datetime) -> None:
    """The member that left has none; one that takes its place has them all."""
    for row in Commitment.objects.of(gone).for_row():
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
