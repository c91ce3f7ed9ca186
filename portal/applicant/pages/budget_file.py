"""What an uploaded budget would change, row by row, and the rows of the file that people download."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from grants.actions.budget_file import FileChange, FilePreview
from grants.models import BudgetLine
from grants.rules.budget_cells import COLUMNS, BudgetFileRow, BudgetNames, cells_of
from portal.applicant.pages.budget_table import line_in_packet
from portal.applicant.pages.commitments import ProposedEntry
from portal.applicant.pages.plan import NOT_STATED

KINDS = {
    "added": "Added",
    "changed": "Changed",
    "proposed": "Proposed to the member",
    "removed": "Removed",
    "refused": "Not saved",
}


class PreviewedRow(NamedTuple):
    """One row of the file that does something, or that can't be saved."""

    place: str
    line: str
    differences: list[ProposedEntry]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class BudgetFilePage:
    """The form to upload a file, or the preview of one with what saving sends back."""

    groups: list[tuple[str, list[PreviewedRow]]]
    summary: str
    has_preview: bool
    may_save: bool
    digest: str
    rows: str
    removes: bool


def budget_file_page(preview: FilePreview | None, rows: Sequence[BudgetFileRow], *, removes: bool) -> BudgetFilePage:
    """The page with the preview, or without one."""
    if preview is None:
        return BudgetFilePage(
            groups=[], summary="", has_preview=False, may_save=False, digest="", rows="", removes=removes
        )
    by_number = {row.number: row for row in rows}
    groups = [
        (label, [_previewed(change, by_number.get(change.row.number)) for change in preview.of_kind(kind)])
        for kind, label in KINDS.items()
    ]
    same = len(preview.of_kind("same"))
    counts = [f"{len(shown)} {label.lower()}" for label, shown in groups if shown]
    return BudgetFilePage(
        groups=[(label, shown) for label, shown in groups if shown],
        summary=f"{', '.join([*counts, f'{same} unchanged'])}.",
        has_preview=True,
        may_save=bool(preview.of_kind("added", "changed", "proposed", "removed")),
        digest=preview.digest,
        rows=json.dumps([row._asdict() for row in rows]),
        removes=removes,
    )


def rows_for_file(lines: Iterable[BudgetLine], names: BudgetNames) -> Iterator[list[object]]:
    """The rows of the downloaded file."""
    for line in lines:
        yield [line.key, line.revision, *_values_for_file(line_in_packet(line), names)]


def rows_as_submitted(packet: Mapping[str, Any]) -> Iterator[list[object]]:
    """The same rows of a submitted version, without the revisions with which they could be uploaded."""
    names = BudgetNames(
        members={row["key"]: row["name"] for row in packet["participants"]},
        activities={row["key"]: row["title"] for row in packet["activities"]},
    )
    for line in packet["budget"]:
        yield [line["key"], "", *_values_for_file(line, names)]


def _values_for_file(line: Mapping[str, Any], names: BudgetNames) -> list[object]:
    cells = cells_of(line, names)
    values: list[object] = [cells[column] for column in COLUMNS]
    values[1], values[6] = line["amount"], line.get("year")  # numbers, so that a spreadsheet adds them up
    return values


def _previewed(change: FileChange, row: BudgetFileRow | None) -> PreviewedRow:
    line = change.row.line
    return PreviewedRow(
        place=f"Row {row.number}" if row else "Not in the file",
        line=(row.cells["line"] if row else "") or (line.line if line else "") or "(no description)",
        differences=_differences(change, row) if row and not (change.problems and line is None) else [],
        problems=change.problems,
    )


def _differences(change: FileChange, row: BudgetFileRow) -> list[ProposedEntry]:
    """What the row says, and what is saved now where it says something else."""
    line = change.row.line
    now = cells_of(line_in_packet(line), _AS_NAMED) if line else dict.fromkeys(COLUMNS, "")
    if line:
        now |= _names_of(line)
    return [
        ProposedEntry(
            label,
            _shown(column, now[column]) or (NOT_STATED if line else ""),
            _shown(column, row.cells[column]) or NOT_STATED,
        )
        for column, label in COLUMNS.items()
        if now[column].casefold() != row.cells[column].casefold()
    ]


def _shown(column: str, text: str) -> str:
    return f"${int(text):,}" if column == "amount" and text.isdecimal() and text.isascii() else text


_AS_NAMED = BudgetNames({}, {})


def _names_of(line: BudgetLine) -> dict[str, str]:
    """The cells of a line that name members and activities, by their names."""
    members = "; ".join(one.name for one in line.beneficiaries.all())
    return {
        "payer": line.payer.name if line.payer else line.payer_name,
        "payee": line.payee.name if line.payee else line.payee_name,
        "benefits": "All members" if line.benefits_all else members,
        "activity": line.activity.title if line.activity else "",
    }
