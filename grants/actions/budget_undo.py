"""Keeping what an uploaded spreadsheet did with the budget, and undoing it as a whole."""

import datetime
from collections.abc import Iterable, Mapping
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refused, Unready
from audit import log
from grants.actions.budget import remove_budget_line, save_budget_line, withdraw_line_proposal, write_line
from grants.actions.pen import check_is_open, locked
from grants.actions.restoring import line_words, members_by_key, restore_removed
from grants.models import Application, BudgetLine, BudgetUpload, Participant, PlanChange
from grants.models.budget import owner_of
from grants.permissions.application import check_can_write_row, may
from grants.reads.plan_values import line_values, name_of_line
from grants.reads.uploads import problems_with_undoing_upload, uploaded_lines
from grants.rules.sections import BUDGET
from grants.rules.uploads import ADDED, PROPOSED, REMOVED, WRITTEN, UploadedLine


def keep_upload(
    application: Application,
    lines: Iterable[tuple[BudgetLine | None, BudgetLine, bool]],
    *,
    by: User,
    at: datetime.datetime,
) -> BudgetUpload:
    """Keep each line as it was before the upload, as it is now, and whether it was removed."""
    stored = [_uploaded(*line)._asdict() for line in lines]
    return BudgetUpload.objects.create(application=application, saved_by=by, saved_at=at, lines=stored)


@transaction.atomic
def undo_budget_upload(*, upload: BudgetUpload, by: User, at: datetime.datetime) -> int:
    """Put back every line as it was before the upload; the number of lines. Raises Refused or Unready.

    Only the person who uploaded it may, and only while no one has changed one of its lines.
    """
    application = locked(upload.application)
    upload = application.budget_uploads.select_related("saved_by").get(pk=upload.pk)
    if upload.saved_by_id != by.pk:
        raise Refused(f"Only {upload.saved_by} can undo this upload.")
    check_is_open(application, BUDGET, at=at)
    if problems := problems_with_undoing_upload(upload, application.budget_lines.all()):
        raise Unready(*problems)
    lines = {line.pk: line for line in application.budget_lines.for_row()}
    members = members_by_key(application)
    done = uploaded_lines(upload)
    for one in reversed(done):
        _undo(application, one, lines.get(one.number), members, by=by, at=at)
    upload.undone_at = at
    upload.save(update_fields=["undone_at"])
    log.record("budget.upload_undone", application, by=by, at=at, lines=[one.key for one in done])
    return len(done)


def _uploaded(before: BudgetLine | None, saved: BudgetLine, is_removed: bool) -> UploadedLine:
    did = WRITTEN
    values = line_values(before) if before else None
    if before is None:
        did = ADDED
    elif is_removed:
        did = REMOVED
    elif saved.change:
        did = PROPOSED
        values = line_values(before.change) if before.change and not before.change.is_removal else None
    return UploadedLine(did, saved.pk or 0, saved.revision, saved.key, saved.line, values)


def _undo(
    application: Application,
    one: UploadedLine,
    line: BudgetLine | None,
    members: Mapping[str, Participant],
    *,
    by: User,
    at: datetime.datetime,
) -> None:
    if line is None:
        _restore(application, one, by=by, at=at)
    elif one.did == ADDED and not line.is_proposed:
        remove_budget_line(line=line, revision=one.revision, by=by, at=at)
    elif one.before is None:
        withdraw_line_proposal(line=line, revision=one.revision, by=by, at=at)
    else:
        words = line_words(application, one.before, members)
        owners = {line.owner, owner_of(words.source, words.payer, words.payee)}
        on = timezone.localdate(at)
        if all(may(partial(check_can_write_row, by, application, owner, on)) for owner in owners):
            write_line(application, line, words, by=by, at=at)
        else:
            save_budget_line(application=application, words=words, line=line, revision=one.revision, by=by, at=at)


def _restore(application: Application, one: UploadedLine, *, by: User, at: datetime.datetime) -> None:
    """Put back a line that the file removed, unless somebody restored it already."""
    removals = application.plan_changes.filter(
        row=name_of_line(one.key), kind=PlanChange.Kind.REMOVED, restored_at=None
    )
    if change := removals.last():
        restore_removed(change=change, by=by, at=at)
