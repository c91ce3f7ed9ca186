"""The budget lines of one member as a table of inputs, several lines at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.http import QueryDict
from django.urls import reverse

from accounts.refusals import Unready
from grants.models import Application, BudgetLine, Participant
from grants.models.budget import BudgetText
from grants.rules.budget_cells import ALL_MEMBERS, COLUMNS, BudgetNames, cells_of, is_blank
from grants.states import CostCategory
from portal.applicant.pages.budget import LEAD
from portal.applicant.pages.budget_totals import LEAD_WRITES
from signing.rules import digest_of

# More rows than this have more fields than a form may send (DATA_UPLOAD_MAX_NUMBER_FIELDS).
MOST_SENT = 375


class BudgetCell(NamedTuple):
    """One input of the table."""

    column: str
    label: str
    name: str
    value: str
    list_id: str


@dataclass(frozen=True)
class BudgetTableRow:
    """One row of inputs. `pk` and `revision` are those of the line that it changes; 0 for a new line."""

    number: int
    pk: int
    revision: int
    cells: list[BudgetCell]
    is_removed: bool
    shown: str
    problems: tuple[str, ...]

    @property
    def prefix(self) -> str:
        """What the names of its inputs begin with."""
        return f"r{self.number}"


@dataclass(frozen=True)
class BudgetTablePage:
    """Everything that the table shows."""

    title: str
    introduction: str
    columns: list[str]
    rows: list[BudgetTableRow]
    count: int
    button: str
    lists: list[tuple[str, list[str]]]
    totals_url: str


class SentRow(NamedTuple):
    """One row as it was sent."""

    number: int
    pk: int
    revision: int
    is_removed: bool
    cells: dict[str, str]
    # The digest of the cells that the page showed.
    shown: str = ""

    @property
    def is_touched(self) -> bool:
        """Whether the person changed anything in it."""
        return self.is_removed or self.shown != digest_of(self.cells)


def sent_rows(data: QueryDict) -> list[SentRow]:
    """The rows of the form that aren't empty. Raises Unready if there are more than are read."""
    rows = []
    if (count := _number(data.get("rows"))) > MOST_SENT:
        raise Unready(f"This table has more than {MOST_SENT} rows. Nothing was saved. Upload a spreadsheet instead.")
    for number in range(1, count + 1):
        cells = {column: data.get(f"r{number}-{column}", "") for column in COLUMNS}
        pk = _number(data.get(f"r{number}-pk"))
        if pk or not is_blank(cells):
            is_removed = data.get(f"r{number}-remove") == "1"
            shown, revision = data.get(f"r{number}-shown", ""), _number(data.get(f"r{number}-revision"))
            rows.append(SentRow(number, pk, revision, is_removed, cells, shown))
    return rows


def more_empty_rows(data: QueryDict, rows: Sequence[SentRow]) -> int:
    """One more than the form had, and no more than a form may send."""
    last = max((row.number for row in rows), default=0)
    return max(min(_number(data.get("rows")) - last + 1, MOST_SENT - last), 0)


def saved_rows(lines: Sequence[BudgetLine], names: BudgetNames, *, proposes: bool) -> list[SentRow]:
    """The rows as they are saved; for the lead, a member's line as the lead proposed it last."""
    rows = []
    for number, line in enumerate(lines, start=1):
        change = line.change if proposes else None
        cells = cells_of(line_in_packet(change or line), names)
        is_removed = bool(change and change.is_removal)
        rows.append(SentRow(number, line.pk, line.revision, is_removed, cells, digest_of(cells)))
    return rows


def line_in_packet(line: BudgetText) -> dict[str, object]:
    """The line as the packet has it."""
    return {
        "line": line.line,
        "amount": line.amount,
        "source": line.source,
        "payer": line.payer.key if line.payer else None,
        "payer_name": line.payer_name,
        "payee": line.payee.key if line.payee else None,
        "payee_name": line.payee_name,
        "benefits": "all" if line.benefits_all else [one.key for one in line.beneficiaries.all()],
        "activity": line.activity.key if line.activity else None,
        "category": line.category,
        "year": line.year,
    }


def budget_table_page(
    application: Application,
    owner: Participant | None,
    names: BudgetNames,
    rows: Sequence[SentRow],
    problems: Mapping[int, tuple[str, ...]],
    *,
    empty_rows: int = 1,
    may_write: bool,
) -> BudgetTablePage:
    """The table with its rows, and empty ones below them: one, unless the person asked for more."""
    empty = max((row.number for row in rows), default=0) + 1
    blank = dict.fromkeys(COLUMNS, "")
    shown = [
        *rows,
        *(SentRow(number, 0, 0, is_removed=False, cells=blank) for number in range(empty, empty + empty_rows)),
    ]
    name = owner.name if owner else LEAD_WRITES
    return BudgetTablePage(
        title=f"Budget lines: {name}",
        introduction=_introduction(name, owner, may_write=may_write),
        columns=list(COLUMNS.values()),
        rows=[_row(row, problems.get(row.number, ())) for row in shown],
        count=empty + empty_rows - 1,
        button="Save all lines" if may_write else "Propose these lines",
        lists=[
            ("members", list(map(names.member, names.members))),
            ("sources", ["Grant", "Match"]),
            ("categories", list(CostCategory.labels)),
            ("benefits", [ALL_MEMBERS, *map(names.member, names.members)]),
            ("activities", list(map(names.activity, names.activities))),
        ],
        totals_url=reverse("applicant:budget_table_totals", args=[application.reference, owner.key if owner else LEAD]),
    )


_LISTS = {
    "source": "sources",
    "payer": "members",
    "payee": "members",
    "category": "categories",
    "benefits": "benefits",
    "activity": "activities",
}


def _row(row: SentRow, problems: tuple[str, ...]) -> BudgetTableRow:
    cells = [
        BudgetCell(
            column=column,
            label=f"{label}, row {row.number}",
            name=f"r{row.number}-{column}",
            value=row.cells[column],
            list_id=f"list-{_LISTS[column]}" if column in _LISTS else "",
        )
        for column, label in COLUMNS.items()
    ]
    return BudgetTableRow(row.number, row.pk, row.revision, cells, row.is_removed, row.shown, problems)


def _introduction(name: str, owner: Participant | None, *, may_write: bool) -> str:
    if owner is None:
        return "The lead district writes these lines: purchases from suppliers and match from partners."
    if may_write:
        return (
            f"Enter the grant money that {name} receives and the match it contributes. "
            f"A new line is paid to {name} unless you enter another name."
        )
    return f"Your changes here are proposals. {name} can accept, change, or decline each line."


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and text.isascii() and len(text) < 10 else 0
