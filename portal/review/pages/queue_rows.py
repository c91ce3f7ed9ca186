"""The rows of the queue's table. A page has fifty, so they are made here: a template takes longer."""

import datetime
from functools import lru_cache

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from accounts.dates import short_day
from grants.models import Competition
from grants.reads.queue import UNMARKED, QueueRow
from grants.rules.application import may_be_reviewed
from grants.states import AnswerState, Status
from portal.address_forms import address_form
from portal.components.dates import decisions_due_on
from portal.components.markup import markup
from reviews.rules import VERDICTS

# The address, the number, the day; consortium, lead and region, notes; the sum; signatures; findings; marks as letters
# and in words; the determination; the officer.
ROW = """<tr>
<th scope="row" class="reference"><a href="%s">%s</a>
<span class="quiet queue-day">%s</span>
</th>
<td class="queue-name" data-label="Consortium and lead">
<bdi>%s</bdi>
<span class="quiet queue-line">
%s</span>
%s</td>
<td class="number" data-label="Requested">%s</td>
<td data-label="Members">
<div>
<span%s>%s</span>
<span class="quiet queue-line">%s</span>
</div>
</td>
<td data-label="Findings">
<div>
%s</div>
</td>
<td class="signs" data-label="Marks">
<span aria-hidden="true">%s</span>
<span class="usa-sr-only">%s</span>
</td>
<td data-label="Determination">
%s</td>
<td data-label="Assigned to">
%s
</td>
</tr>"""
NAME = "<bdi>%s</bdi>\n"
REGION = "· <bdi>%s</bdi>\n"
NOTE = '<span class="note">%s</span>\n'
NAMED_NOTE = '<span class="note"><bdi>%s</bdi></span>\n'
QUIET_LINE = '<span class="quiet queue-line">%s</span>\n'
FINDINGS = '<a href="%s#findings">%s</a>\n'
UNANSWERED = '<span class="queue-line is-short">%s element%s unanswered</span>\n'
VERDICT = '<span class="verdict verdict--%s">%s</span>\n'
ASSIGN = """<button type="submit" class="take" form="assign" formaction="%s">
Assign to me <span class="usa-sr-only">%s</span>
</button>"""
NOTHING, IS_SHORT = mark_safe(""), mark_safe(' class="is-short"')
NO_FINDINGS = mark_safe('<span class="quiet">none</span>\n')
UNASSIGNED = mark_safe('<span class="quiet">unassigned</span>')


class QueueTableRows:
    """Makes the rows of one page; their addresses end `in_queue`, and `is_all` says that the queue has all rounds."""

    def __init__(self, in_queue: str, *, is_all: bool, is_officer: bool, at: datetime.datetime) -> None:
        self._in_queue, self._is_all, self._is_officer, self._at = in_queue, is_all, is_officer, at
        self._today, self._zone = timezone.localdate(at), timezone.get_current_timezone()
        self._desk = address_form("review:review_desk")
        self._assign = address_form("review:review_assign")
        self._rounds: dict[tuple[object, ...], tuple[bool, str]] = {}

    def __call__(self, row: QueueRow) -> SafeString:
        """The row of this application."""
        desk = self._desk(row["reference"])
        is_open, left = self._of_round(row)
        line = row["marks_line"]
        return markup(
            ROW,
            desk + self._in_queue,
            row["reference"],
            short_day(row["submitted_at"].astimezone(self._zone).date()),
            row["consortium__name"],
            _lines((NAME, row["lead__name"]), (REGION, row["region"])),
            _lines(
                (NOTE, "reopened for changes" if row["status"] == Status.REOPENED else ""),
                (NOTE, _returned(row["returned_until"], self._at)),
            ),
            f"${row['requested']:,}",
            IS_SHORT if row["signatures_count"] < row["participants_count"] else NOTHING,
            f"{row['signatures_count']} of {row['participants_count']} signed",
            _small_and_rural(row["eligible"]),
            _findings(row, desk),
            glyphs_of(line),
            words_of(line),
            _determination(row, left),
            self._officer(row, is_open=is_open),
        )

    def _of_round(self, row: QueueRow) -> tuple[bool, str]:
        """Whether the round's applications can be reviewed, and how long until it decides."""
        closes_at, grace = row["competition__closes_at"], row["competition__grace_minutes"]
        key = (closes_at, grace, row["competition__decision_days"])
        if key not in self._rounds:
            competition = Competition(closes_at=closes_at, grace_minutes=grace)
            due = decisions_due_on(closes_at, row["competition__decision_days"])
            self._rounds[key] = (
                may_be_reviewed(competition.reviewed_after, self._at),
                days_left(due, self._today) if self._is_all else "",
            )
        return self._rounds[key]

    def _officer(self, row: QueueRow, *, is_open: bool) -> SafeString:
        if row["assigned_to"]:
            return markup("<bdi>%s</bdi>", row["assignee"])
        if self._is_officer and is_open:
            return markup(ASSIGN, self._assign(row["reference"]), row["reference"])
        return UNASSIGNED


def _lines(*lines: tuple[str, str | None]) -> SafeString:
    """The forms with the texts that there are."""
    return SafeString("".join([markup(form, text) for form, text in lines if text]))


def _findings(row: QueueRow, desk: str) -> SafeString:
    number, new, unanswered = row["findings_count"], row["new_findings_count"], row["unanswered_count"]
    found = markup(FINDINGS, desk, number) if number else NO_FINDINGS
    if new:
        found = SafeString(found + markup(NOTE, f"{new} new"))
    if unanswered:
        found = SafeString(found + markup(UNANSWERED, unanswered, "" if unanswered == 1 else "s"))
    return found


def _determination(row: QueueRow, left: str) -> SafeString:
    verdict, line = row["verdict"], row["marks_line"]
    progress = marks_in_numbers(line)
    if verdict:
        is_marked_in_part = line != UNMARKED and "-" in line
        said = markup(VERDICT, verdict, verdict_in_words(verdict))
        said = SafeString(said + _lines((QUIET_LINE, progress if is_marked_in_part else "")))
    else:
        said = markup("%s\n", progress)
    return SafeString(
        said
        + _lines(
            (NOTE, "officers differ" if row["officers_differ"] else ""),
            (NAMED_NOTE, _conclusion(row)),
            (QUIET_LINE, "" if verdict else left),
        )
    )


def _conclusion(row: QueueRow) -> str:
    """The state's answer or an open request to an officer, in words; "" if there is neither."""
    if row["state_answer"] == AnswerState.RECORDED:
        return "state’s answer recorded"
    if row["state_answer"] == AnswerState.PROPOSED:
        return "state’s answer proposed"
    return f"waiting for {row['asks_officer']}" if row["asks_officer"] else ""


def _returned(until: datetime.datetime | None, at: datetime.datetime) -> str:
    """Whether the applicant of a returned application can still answer; "" for others."""
    if until is None:
        return ""
    day = short_day(timezone.localdate(until))
    return f"waiting for the applicant until {day}" if at <= until else f"not answered by {day}"


def _small_and_rural(members: dict[str, int] | None) -> str:
    """How many members are eligible for SRSA and for RLIS: "3 small, 4 rural"; "" if none is."""
    numbers = members or {}  # in the database's order
    return ", ".join(f"{number} {word}" for word in ("small", "rural") if (number := numbers.get(word)))


def days_left(due: datetime.date | None, today: datetime.date) -> str:
    """How long until decisions are due: "59 days left"; "" if the round doesn't say when."""
    if due is None:
        return ""
    days = (due - today).days
    if days == 0:
        return "due today"
    number = f"{abs(days):,} day{'' if abs(days) == 1 else 's'}"
    return f"{number} left" if days > 0 else f"{number} overdue"


def marks_in_numbers(line: str) -> str:
    """How far the marks are: "5 of 9 marked", or "Not started"."""
    marked = number_of_marks(line)
    return f"{marked} of {len(line)} marked" if marked else "Not started"


def number_of_marks(line: str) -> int:
    """How many elements are marked."""
    return len(line) - line.count("-")


def verdict_in_words(verdict: str) -> str:
    """The determination in words; empty where there is none."""
    return VERDICTS.get(verdict, "")


@lru_cache(maxsize=20_000)
def glyphs_of(line: str) -> SafeString:
    """The marks of all elements as letters: "EEPN–––––"."""
    return markup("%s", line.upper().replace("-", "–"))


@lru_cache(maxsize=20_000)
def words_of(line: str) -> SafeString:
    """The marks of all elements as a screen reader says them: "explained 1, 2; partly explained 3; not marked 4"."""
    parts = []
    for letter, word in (("e", "explained"), ("p", "partly explained"), ("n", "not explained"), ("-", "not marked")):
        numbers = [str(number) for number, mark in enumerate(line, start=1) if mark == letter]
        if len(numbers) == len(line):
            return markup("%s", f"all {len(line)} {word}")
        if numbers:
            parts.append(f"{word} {', '.join(numbers)}")
    return markup("%s", "; ".join(parts))
