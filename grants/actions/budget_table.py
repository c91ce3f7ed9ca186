"""Several budget lines in one step: all of them are saved, or none."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.refusals import Refusal, Unready
from grants.actions.budget import (
    propose_removal,
    remove_budget_line,
    save_budget_line,
    withdraw_line_proposal,
    words_of,
)
from grants.actions.pen import locked
from grants.actions.plan import BudgetWords
from grants.models import Activity, Application, BudgetLine, Participant
from grants.models.budget import BudgetText
from grants.permissions.application import check_can_write_row, may
from grants.rules.budget_cells import BudgetNames, CellValues


@dataclass(frozen=True)
class TableRow:
    """One row to save: a new line, a changed one, or one to remove. `revision` is the one that the person saw."""

    number: int
    values: CellValues = field(default_factory=CellValues)
    line: BudgetLine | None = None
    revision: int = 0
    is_removed: bool = False


class RowsRefused(Unready):
    """Nothing was saved. `rows` are the problems by the number of the row."""

    def __init__(self, rows: dict[int, tuple[str, ...]]) -> None:
        self.rows = rows
        super().__init__(*(f"Row {number}: {problem}" for number, found in rows.items() for problem in found))


@transaction.atomic
def save_budget_table(
    *, application: Application, rows: Sequence[TableRow], by: User, at: datetime.datetime
) -> list[BudgetLine]:
    """Save, propose, or remove what each row says, as `save_budget_line` does; returns the lines that changed.

    Rows that say what is saved already are skipped, unless someone else changed the line. Raises RowsRefused.
    """
    application = locked(application)
    members = {one.key: one for one in application.participants.select_related("application")}
    activities = {one.key: one for one in application.activities.all()}
    problems: dict[int, tuple[str, ...]] = {}
    changed: list[BudgetLine] = []
    for row in rows:
        words = words_from(row.values, members, activities)
        if row.values.problems:
            problems[row.number] = tuple(row.values.problems.values())
        elif not (row.line is not None and not row.is_removed and says_the_same(row.line, words)):
            try:
                changed += _save(application, row, words, by=by, at=at)
            except Refusal as no:
                problems[row.number] = no.problems
    if problems:
        raise RowsRefused(problems)
    return changed


def names_in(application: Application) -> BudgetNames:
    """What cells of this application's budget may name."""
    return BudgetNames(
        members=dict(application.participants.values_list("key", "name")),
        activities=dict(application.activities.values_list("key", "title")),
    )


def words_from(values: CellValues, members: dict[str, Participant], activities: dict[str, Activity]) -> BudgetWords:
    """The values with members and activities instead of keys."""
    return BudgetWords(
        line=values.line,
        amount=values.amount,
        source=values.source,
        payer=members.get(values.payer),
        payer_name=values.payer_name,
        payee=members.get(values.payee),
        payee_name=values.payee_name,
        benefits_all=values.benefits_all,
        beneficiaries=[members[key] for key in values.beneficiaries],
        activity=activities.get(values.activity),
        category=values.category,
        year=values.year,
    )


def says_the_same(line: BudgetLine, words: BudgetWords) -> bool:
    """Whether the words are what the line says, or what the lead proposed for it last."""
    proposal = line.last_proposal
    return _is(line, words) or (proposal is not None and proposal.is_open and _is(proposal, words))


def _is(row: BudgetText, words: BudgetWords) -> bool:
    stored = words_of(row)
    fields = (field for field in BudgetText.FIELDS if getattr(stored, field) != getattr(words, field))
    return not any(fields) and set(row.beneficiaries.all()) == set(words.beneficiaries)


def _save(
    application: Application, row: TableRow, words: BudgetWords, *, by: User, at: datetime.datetime
) -> list[BudgetLine]:
    line = row.line
    if not row.is_removed:
        saved = save_budget_line(application=application, words=words, line=line, revision=row.revision, by=by, at=at)
        return [saved]
    if line is None:
        return []
    if may(partial(check_can_write_row, by, application, line.owner, timezone.localdate(at))):
        remove_budget_line(line=line, revision=row.revision, by=by, at=at)
    elif line.is_proposed:
        withdraw_line_proposal(line=line, revision=row.revision, by=by, at=at)
    else:
        propose_removal(line=line, revision=row.revision, by=by, at=at)
    return [line]
