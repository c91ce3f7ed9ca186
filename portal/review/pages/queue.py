"""The queue as its page shows it: marks as signs, determinations as a bar, filters with their counts."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Page
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from accounts.dates import short_day
from grants.reads.queue import RETURNED, QueueQuery, QueueRow, QueueRows
from grants.rules.collaboration.findings import RULES
from grants.states import SUBMITTED_STATUSES, Status
from portal.components.dates import decisions_due_on
from portal.components.markup import markup
from portal.review.pages.queue_rows import QueueTableRows, days_left
from reviews.rules import VERDICTS

MARKS = [
    ("explained", "explained"),
    ("partly", "partly explained"),
    ("not_explained", "not explained"),
    ("unmarked", "not marked"),
    ("unanswered", "not answered"),
]
STATUSES = [(status.value, status.label) for status in Status if status in SUBMITTED_STATUSES]
STATUSES.append((RETURNED, "Returned"))
CONCLUSIONS = [
    ("differ", "Officers differ"),
    ("asked", "Waiting for another officer"),
    ("proposed", "Answer proposed"),
    ("answered", "Answer recorded"),
    ("unanswered", "No answer yet"),
]
NO_DETERMINATION = "No determination yet"
SORT_WORDS = {
    "reference": "number",
    "consortium": "consortium",
    "members": "members",
    "signed": "signatures",
    "findings": "findings",
    "new": "new findings",
    "unanswered": "unanswered elements",
    "requested": "amount requested",
    "submitted": "submission date",
}

# The value, whether it is chosen, the words.
OPTION = '<option value="%s"%s>%s</option>'
SELECTED, NOT_SELECTED = mark_safe(" selected"), mark_safe("")


@dataclass(frozen=True)
class VerdictBar:
    """One verdict with its number, its place in a bar of width 100, and the address that filters by it."""

    verdict: str
    word: str
    number: int
    start: float
    width: float
    address: str = ""
    is_chosen: bool = False


def bars_of(numbers: Mapping[str, int], query: QueueQuery) -> list[VerdictBar]:
    """The verdicts side by side; a verdict with any application is never too thin to be seen."""
    words = {**VERDICTS, "none": NO_DETERMINATION}
    total = sum(numbers.values())
    shares = {v: max(100 * numbers[v] / total, 1.0) if numbers[v] else 0.0 for v in words} if total else {}
    whole = sum(shares.values()) or 1.0
    bars, start = [], 0.0
    for verdict, word in words.items():
        width = 100 * shares.get(verdict, 0.0) / whole
        is_chosen = query.verdict == verdict
        address = query_string_of(query, verdict="" if is_chosen else verdict) or "?"
        bars.append(VerdictBar(verdict, word, numbers[verdict], round(start, 3), round(width, 3), address, is_chosen))
        start += width
    return bars


def query_string_of(query: QueueQuery, **changes: object) -> str:
    """The query string of the queue with these changes; "" for the queue without any filter."""
    values = {**vars(query), **changes}
    if values["sort"] == "reference":
        del values["sort"]
    text = urlencode({name: value for name, value in values.items() if value})
    return f"?{text}" if text else ""


def total_of(rows: QueueRows) -> int:
    """How many applications match, counted without another query."""
    verdict = rows.query.verdict
    return rows.counts.verdicts[verdict] if verdict else sum(rows.counts.verdicts.values())


@dataclass(frozen=True)
class Select:
    """One filter with its choices."""

    name: str
    label: str
    options: list[SafeString]


@dataclass(frozen=True)
class Selects:
    """The filters beside the search, by the name each has in the address."""

    taken: Select
    finding: Select
    competition: Select
    element: Select
    mark: Select
    status: Select
    conclusion: Select


@dataclass(frozen=True)
class QueueHeading:
    """One label of a column; with an address where the list can be sorted by it."""

    label: str
    address: str = ""
    aria_sort: str = ""


class QueueColumn:
    """One column with the labels of what its cells hold, each on its line."""

    def __init__(self, *headings: QueueHeading, name: str = "", is_number: bool = False) -> None:
        self.headings = headings
        self.style = "number" if is_number else name
        self.aria_sort = "".join(heading.aria_sort for heading in headings)


@dataclass(frozen=True)
class QueuePage:
    """Everything that the queue's page shows."""

    trail: list[tuple[str, str | None]]
    is_officer: bool
    heading: str
    closes_at: datetime.datetime | None
    closes: str
    decisions: str
    has_rounds: bool
    whole: int
    total: int
    count: str
    download: str
    empty_text: str
    bars: list[VerdictBar]
    bars_caption: str
    bars_note: str
    started: str
    search: str
    selects: Selects
    hidden_fields: list[tuple[str, str]]
    clear_address: str
    query_string: str
    sorted_by: str
    columns: list[QueueColumn]
    rows: list[SafeString]
    number: int
    pages: int
    before: str
    after: str


def queue_page(rows: QueueRows, shown: "Page[QueueRow]", *, is_officer: bool, at: datetime.datetime) -> QueuePage:
    """The page of the queue that shows these of its rows at this moment."""
    query, total = rows.query, shown.paginator.count
    round_ = next((r for r in rows.rounds if r["competition__slug"] == query.competition), None)
    whole = round_["number"] if round_ else sum(r["number"] for r in rows.rounds)
    hidden = [("verdict", query.verdict), ("sort", "" if query.sort == "reference" else query.sort)]
    of_queue, is_all = query_string_of(query).removeprefix("?"), query.competition == "all"
    in_queue = f"?{urlencode({'queue': of_queue})}" if of_queue else ""
    row_of = QueueTableRows(in_queue, is_all=is_all, is_officer=is_officer, at=at)
    clear = f"{reverse('review:review_list')}?{urlencode({'competition': query.competition})}"
    return QueuePage(
        trail=[("Reviews", None)],
        is_officer=is_officer,
        heading=round_["competition__name"] if round_ else "Applications to review",
        closes_at=round_["competition__closes_at"] if round_ else None,
        closes="closed" if round_ and (round_["competition__closes_at"] or at) < at else "closes",
        decisions=_decisions(round_, timezone.localdate(at)),
        has_rounds=bool(rows.rounds),
        whole=whole,
        total=total,
        count=_count(shown, whole),
        download="Download (.csv)" if total == 1 else f"Download all {total:,} (.csv)",
        empty_text=_empty_text(query),
        bars=bars_of(rows.counts.verdicts, query),
        bars_caption="Applications by your determination" if is_officer else "Applications by determination",
        bars_note=(
            "Counts use your own determinations. You’ll see another officer’s determination after you record your own."
            if is_officer
            else "Counts use the assigned officer’s determination, or the first one recorded."
        ),
        started=_started(rows.counts.started),
        search=query.q,
        selects=_selects(rows, is_officer=is_officer),
        hidden_fields=[(name, value) for name, value in hidden if value],
        clear_address=clear if query.is_narrow else "",
        query_string=query_string_of(query),
        sorted_by=SORT_WORDS.get(query.sort.removeprefix("-"), "number"),
        columns=_columns(query, is_officer=is_officer),
        rows=[row_of(row) for row in shown],
        number=shown.number,
        pages=shown.paginator.num_pages,
        before=query_string_of(query, page=shown.number - 1) if shown.has_previous() else "",
        after=query_string_of(query, page=shown.number + 1) if shown.has_next() else "",
    )


def _decisions(round_: QueueRow | None, today: datetime.date) -> str:
    """When the round decides: "decisions due Jan 24, 2027, 59 days left"; "" if it doesn't say."""
    due = decisions_due_on(round_["competition__closes_at"], round_["competition__decision_days"]) if round_ else None
    return f"decisions due {short_day(due)}, {days_left(due, today)}" if due else ""


def _started(number: int) -> str:
    """How many applications without a determination have marks; "" for none."""
    return f"{number:,} started" if number else ""


def _count(shown: "Page[QueueRow]", whole: int) -> str:
    count = f"{shown.paginator.count:,} of {whole:,} {'application' if whole == 1 else 'applications'}"
    if shown.has_other_pages():
        return f"{count}, {shown.start_index():,} to {shown.end_index():,} on this page"
    return count


def _empty_text(query: QueueQuery) -> str:
    if query.taken == "mine":
        return "None of the applications assigned to you match. Choose “Unassigned” to find others."
    return "Remove a filter or choose All rounds."


def _selects(rows: QueueRows, *, is_officer: bool) -> Selects:
    query = rows.query
    unassigned = sum(number for key, _, number in rows.counts.assignees if key is None)
    mine = [("mine", "Me")] if is_officer else []
    officers = [(str(key), f"{name} ({number})") for key, name, number in rows.counts.assignees if key]
    findings = [
        (rule.name, f"{rule.title} ({rows.counts.rules.get(rule.name, 0)})")
        for rule in RULES
        if rule.name in rows.counts.rules or rule.name == query.finding
    ]
    rounds = [(r["competition__slug"], f"{r['competition__name']} ({r['number']})") for r in rows.rounds]
    elements = [(str(number), str(number)) for number in range(1, 10)]
    anyone = [("", "Anyone"), *mine, ("unassigned", f"Unassigned ({unassigned})"), *officers]
    return Selects(
        taken=_select("taken", "Assigned to", anyone, query.taken),
        finding=_select("finding", "Finding", [("", "All findings"), *findings], query.finding),
        competition=_select("competition", "Round", [*rounds, ("all", "All rounds")], query.competition),
        element=_select("element", "Element", [("", "All"), *elements], str(query.element or "")),
        mark=_select("mark", "Mark", [("", "Any"), *MARKS], query.mark),
        status=_select("status", "Stage", [("", "Any"), *STATUSES], query.status),
        conclusion=_select("conclusion", "State’s answer", [("", "Any"), *CONCLUSIONS], query.conclusion),
    )


def _select(name: str, label: str, choices: Iterable[tuple[str, str]], selected: str) -> Select:
    is_selected = {selected: SELECTED} if selected else {}
    options = [markup(OPTION, value, is_selected.get(value, NOT_SELECTED), word) for value, word in choices]
    return Select(name, label, options)


def _columns(query: QueueQuery, *, is_officer: bool) -> list[QueueColumn]:
    directions = {query.sort: "ascending"} if not query.sort.startswith("-") else {query.sort[1:]: "descending"}

    def sortable(label: str, name: str) -> QueueHeading:
        turned = f"-{name}" if query.sort == name else name
        return QueueHeading(label, query_string_of(query, sort=turned) or "?", directions.get(name, ""))

    return [
        QueueColumn(sortable("Number", "reference"), sortable("Submitted", "submitted")),
        QueueColumn(sortable("Consortium and lead", "consortium")),
        QueueColumn(sortable("Requested", "requested"), is_number=True),
        QueueColumn(sortable("Members", "members"), sortable("Signed", "signed")),
        QueueColumn(sortable("Findings", "findings"), sortable("Unanswered", "unanswered")),
        QueueColumn(QueueHeading("My marks" if is_officer else "Marks"), name="signs"),
        QueueColumn(QueueHeading("My determination" if is_officer else "Determination"), name="may-wrap"),
        QueueColumn(QueueHeading("Assigned to")),
    ]
