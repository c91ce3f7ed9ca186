"""Undoing the last upload of a spreadsheet: what it did, and why it can't be undone any more."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from accounts.dates import moment_in_words
from grants.models import BudgetLine, BudgetUpload
from grants.reads.uploads import problems_with_undoing_upload
from grants.rules.uploads import EXPLAINED_FOR


@dataclass(frozen=True)
class UndoPanel:
    """The panel above the budget; without `undo_url`, the problems say why there is no button."""

    text: str
    problems: list[str]
    undo_url: str


def undo_panel(
    upload: BudgetUpload | None, lines: Iterable[BudgetLine], *, is_open: bool, at: datetime.datetime
) -> UndoPanel | None:
    """The panel for the person who uploaded it; None where there is nothing to undo or to explain."""
    if upload is None or upload.undone_at is not None or not is_open:
        return None
    problems = problems_with_undoing_upload(upload, lines)
    if problems and at >= upload.saved_at + EXPLAINED_FOR:
        return None
    count, when = len(upload.lines), moment_in_words(upload.saved_at)
    text = (
        f"You saved 1 line from a spreadsheet: {when}."
        if count == 1
        else (f"You saved {count} lines from a spreadsheet: {when}.")
    )
    arguments = [upload.application.reference, upload.pk]
    return UndoPanel(text, problems, "" if problems else reverse("applicant:budget_upload_undo", args=arguments))
