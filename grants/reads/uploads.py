"""What an uploaded spreadsheet did with a budget, as it was kept."""

from collections.abc import Iterable

from grants.models import BudgetLine, BudgetUpload
from grants.rules.uploads import UploadedLine, problems_with_undoing


def uploaded_lines(upload: BudgetUpload) -> list[UploadedLine]:
    """What it did with each line."""
    return [UploadedLine(**row) for row in upload.lines]


def problems_with_undoing_upload(upload: BudgetUpload, lines: Iterable[BudgetLine]) -> list[str]:
    """Why it can't be undone now; `lines` are those of its budget."""
    revisions = {line.pk: line.revision for line in lines}
    return problems_with_undoing(uploaded_lines(upload), revisions, undone_at=upload.undone_at)
