"""The edits of an amendment: which entries of a submitted version change, from what to what.

A row of a version is named “activity:KEY”, “commitment:ACTIVITY:MEMBER:NUMBER”, “line:KEY”, or “answer:KEY”. Only
entries of rows that the version has can change, so an amendment adds and removes nothing.
"""

import copy
import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from grants.rules.application import problems_with_lengths, problems_with_numbers
from grants.rules.citable import requested_in
from grants.rules.collaboration.findings.phrasing import dollars
from grants.rules.texts import LONGEST_ANSWER, LONGEST_NOTE, cleaned, on_one_line
from grants.states import AmendmentKind

Packet = Mapping[str, Any]
ACTIVITY, COMMITMENT, LINE, ANSWER = "activity", "commitment", "line", "answer"
REPLACED = "A newer version was submitted after you opened this page. Check your changes against it."


class EntryType(StrEnum):
    """What can be entered."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    MEMBER = "member"


@dataclass(frozen=True)
class EditableEntry:
    """One entry of a row: its label, what can be entered, and what an empty one is told; "" if it may be empty."""

    label: str
    kind: EntryType = EntryType.TEXT
    most: int = 200  # characters
    required: str = ""

    @property
    def is_long(self) -> bool:
        """Whether it is a text of several lines."""
        return self.most >= LONGEST_NOTE

    def value_of(self, raw: object) -> object:
        """What was entered, as a packet has it."""
        if self.kind == EntryType.TEXT:
            return (cleaned if self.is_long else on_one_line)(str(raw or ""))
        if isinstance(raw, datetime.date):
            return raw.isoformat()
        return None if raw == "" else raw


_WHOLE_DOLLARS = "Enter the amount in whole dollars."
ENTRIES: Mapping[str, Mapping[str, EditableEntry]] = {
    ACTIVITY: {
        "title": EditableEntry("Activity name", required="Enter a name for the activity."),
        "starts_on": EditableEntry("Start date", EntryType.DAY),
        "ends_on": EditableEntry("End date", EntryType.DAY),
        "owner": EditableEntry("Lead member", EntryType.MEMBER),
        "place": EditableEntry("Where"),
        "decided_by": EditableEntry("Who decides"),
    },
    COMMITMENT: {
        "gives.text": EditableEntry("What it contributes", most=LONGEST_NOTE),
        "gives.amount": EditableEntry("Value ($)", EntryType.NUMBER),
        "gains.text": EditableEntry("How its students benefit", most=LONGEST_NOTE),
        "gains.students": EditableEntry("Students", EntryType.NUMBER),
        "gains.grades": EditableEntry("Grades", most=40),
    },
    LINE: {
        "line": EditableEntry("Description", most=300, required="Enter a description of the budget line."),
        "amount": EditableEntry("Amount ($)", EntryType.NUMBER, required=_WHOLE_DOLLARS),
    },
    ANSWER: {"text": EditableEntry("Answer", most=LONGEST_ANSWER, required="Enter the corrected answer.")},
}


@dataclass(frozen=True)
class Edit:
    """One entry that changes."""

    row: str
    entry: str
    before: Any
    after: Any


@dataclass(frozen=True)
class AmendmentType:
    """A change that the lead can propose: what it is for, what the officer checks, and what it may touch."""

    slug: str
    title: str
    about: str
    check: str
    entries: Mapping[str, frozenset[str]]  # by the kind of the row
    keeps_totals: bool = False  # of the grant money and of the match


_PLAN = {kind: frozenset(ENTRIES[kind]) for kind in (ACTIVITY, COMMITMENT)}
TYPES: Mapping[str, AmendmentType] = {
    AmendmentKind.ACTIVITY_CHANGED: AmendmentType(
        slug="activity",
        title="Change an activity",
        about="Change an activity’s name, dates, place, lead member, or decision maker, or what a member contributes. "
        "You can’t add or remove an activity or a member.",
        check="Accept it only if the changed activity still does what the application was submitted for. A change that "
        "only makes the plan look better isn’t fair to applicants who met the deadline.",
        entries=_PLAN,
    ),
    AmendmentKind.MONEY_MOVED: AmendmentType(
        slug="budget",
        title="Move money between budget lines",
        about="Move grant money from one grant line to another, or match from one match line to another. Both totals "
        "stay the same, and the round’s limits still apply.",
        check="The total requested and the total match stay the same. Check that the plan can still be carried out.",
        entries={LINE: frozenset({"amount"})},
        keeps_totals=True,
    ),
    AmendmentKind.ERROR_CORRECTED: AmendmentType(
        slug="error",
        title="Correct an error",
        about="Correct something that you submitted by mistake, such as a wrong number or name in an answer or a "
        "budget line. You can’t ask for more money, and you can’t improve an answer after the deadline.",
        check="Accept it only if it corrects an error. Reject it if it makes an answer better than the one that was "
        "submitted: other applicants had the same deadline.",
        entries={ANSWER: frozenset({"text"}), LINE: frozenset(ENTRIES[LINE])},
    ),
}
KINDS_BY_SLUG = {one.slug: kind for kind, one in TYPES.items()}


@dataclass(frozen=True)
class Target:
    """What one proposal can be about: an activity with its commitments, an answer, or the whole budget."""

    key: str
    label: str
    rows: tuple[str, ...]


def targets_of(kind: str, packet: Packet) -> list[Target]:
    """What the lead can choose from for that kind."""
    rows, allowed = rows_of(packet), TYPES[kind].entries
    targets = [
        Target(a["key"], a["title"] or "Activity without a name", (f"{ACTIVITY}:{a['key']}", *_commitments(rows, a)))
        for a in packet["activities"]
        if ACTIVITY in allowed
    ]
    titles = {element["number"]: element["title"] for element in packet["elements"]}
    for answer in packet["narrative"] if ANSWER in allowed else []:
        number = answer["element"]
        label = f"Question {number}. {titles.get(number, '')}" if number else answer["heading"] or "Additional text"
        targets.append(Target(answer["key"], label.strip(), (f"{ANSWER}:{answer['key']}",)))
    if LINE in allowed and packet["budget"]:
        targets.append(Target("budget", "Budget lines", tuple(f"{LINE}:{line['key']}" for line in packet["budget"])))
    return targets


def title_of(kind: str, target: Target) -> str:
    """What a proposal of that kind about this target does, for lists, emails, and the packet."""
    if kind == AmendmentKind.ACTIVITY_CHANGED:
        return f"Change the activity “{target.label}”"
    return f"Correct an error: {target.label}" if kind == AmendmentKind.ERROR_CORRECTED else TYPES[kind].title


def rows_of(packet: Packet) -> dict[str, dict[str, Any]]:
    """The rows of the version that can change, by name; the packet's own, not copies."""
    rows = {f"{ACTIVITY}:{row['key']}": row for row in packet["activities"]}
    numbers = Counter[tuple[str, str]]()
    for row in packet["commitments"]:
        pair = row["activity"], row["participant"]
        numbers[pair] += 1
        rows[f"{COMMITMENT}:{pair[0]}:{pair[1]}:{numbers[pair]}"] = row
    rows |= {f"{LINE}:{row['key']}": row for row in packet["budget"]}
    return rows | {f"{ANSWER}:{row['key']}": row for row in packet["narrative"]}


def entries_of(kind: str, row: str) -> dict[str, EditableEntry]:
    """The entries of that row that an amendment of that kind may change, in their order."""
    of_row = kind_of(row)
    allowed = TYPES[kind].entries.get(of_row, frozenset())
    return {name: entry for name, entry in ENTRIES.get(of_row, {}).items() if name in allowed}


def kind_of(row: str) -> str:
    """What the name of a row says that it is."""
    return row.partition(":")[0]


def value_in(row: Packet, entry: str) -> Any:
    """The value of an entry; “gives.amount” is the amount in what the row gives."""
    for name in entry.split("."):
        row = row[name]
    return row


def edits_between(packet: Packet, values: Mapping[tuple[str, str], object]) -> list[Edit]:
    """The entries that differ from the version; `values` has what was entered by row and entry."""
    rows, edits = rows_of(packet), []
    for (row, name), raw in values.items():
        entry = ENTRIES[kind_of(row)][name]
        before, after = value_in(rows[row], name), entry.value_of(raw)
        if after != (entry.value_of(before) if entry.kind == EntryType.TEXT else before):
            edits.append(Edit(row, name, before, after))
    return edits


def with_edits(packet: Packet, edits: Iterable[Edit]) -> dict[str, Any]:
    """A copy of the version with these edits, all of which it must have the rows for."""
    changed = copy.deepcopy(dict(packet))
    rows = rows_of(changed)
    for edit in edits:
        *path, last = edit.entry.split(".")
        row = rows[edit.row]
        for name in path:
            row = row[name]
        row[last] = edit.after
    return changed


class EditProblem(NamedTuple):
    """A problem with edits, and the edit that it is about; None if it is about all of them."""

    words: str
    edit: Edit | None = None


def problems_with_edits(kind: str, packet: Packet, edits: Sequence[Edit]) -> list[EditProblem]:
    """Why these edits of the version can't be proposed as an amendment of that kind.

    A total that doesn’t fit is about the first amount that was edited.
    """
    rows = rows_of(packet)
    if not edits:
        return [EditProblem("You haven’t changed anything. Change at least one field.")]
    if any(edit.row not in rows or edit.entry not in entries_of(kind, edit.row) for edit in edits):
        return [EditProblem("This kind of amendment can’t change that.")]
    if any(value_in(rows[edit.row], edit.entry) != edit.before for edit in edits):
        return [EditProblem(REPLACED)]
    members = {row["key"] for row in packet["participants"]}
    problems = [EditProblem(words, edit) for edit in edits for words in _problems_with_edit(edit, members)]
    if problems:
        return problems
    first = next((edit for edit in edits if edit.entry == "amount"), None)
    totals = _problems_with_totals(TYPES[kind], packet, with_edits(packet, edits))
    return [EditProblem(words, first) for words in totals]


def edits_as_json(edits: Iterable[Edit]) -> list[dict[str, Any]]:
    """The edits as an amendment stores them."""
    return [asdict(edit) for edit in edits]


def edits_from(stored: Iterable[Mapping[str, Any]]) -> list[Edit]:
    """The edits that an amendment stores."""
    return [Edit(**edit) for edit in stored]


def _commitments(rows: Iterable[str], activity: Packet) -> list[str]:
    return [name for name in rows if name.startswith(f"{COMMITMENT}:{activity['key']}:")]


def _problems_with_edit(edit: Edit, members: set[str]) -> list[str]:
    entry = ENTRIES[kind_of(edit.row)][edit.entry]
    if entry.required and edit.after in (None, ""):
        return [entry.required]
    if entry.kind == EntryType.TEXT:
        return problems_with_lengths((f"“{entry.label}”", edit.after, entry.most))
    if entry.kind == EntryType.NUMBER:
        return problems_with_numbers((f"“{entry.label}”", edit.after))
    if entry.kind == EntryType.MEMBER and edit.after is not None and edit.after not in members:
        return ["Choose a member of this application."]
    return []


def _problems_with_totals(kind: AmendmentType, before: Packet, after: Packet) -> list[str]:
    problems, old, new = [], requested_in(before), requested_in(after)
    if kind.keeps_totals and old != new:
        problems.append(f"The grant lines now total {dollars(new)}. They have to total {dollars(old)}, as submitted.")
    elif new > old:
        problems.append(f"The grant lines now total {dollars(new)}. You can’t ask for more than {dollars(old)}.")
    old, new = _match_in(before), _match_in(after)
    if kind.keeps_totals and old != new:
        problems.append(f"The match lines now total {dollars(new)}. They have to total {dollars(old)}, as submitted.")
    return problems


def _match_in(packet: Packet) -> int:
    return sum(line["amount"] or 0 for line in packet["budget"] if line["source"] == "match")
