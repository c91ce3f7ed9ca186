"""The page of one import: its status, its files, and its rows with every changed fact in words."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from accounts.dates import moment_in_words, short_day
from consortia.rules.fact_owners import CONSORTIUM
from districts.imports.types import import_type_of
from districts.models import District, ImportBatch, ImportFile, ImportRow, School
from districts.models.figures import LABELS, SCHOOL_LABELS
from districts.rules.fact_owners import DISTRICT, SCHOOL
from districts.rules.places import STATE_NAMES
from districts.states import Locale, RowOutcome

# How many changed facts of a row are shown; the rest open on request.
FACTS_SHOWN = 4
FIGURES = {field: label for label, field in (*SCHOOL_LABELS, *LABELS)}
OTHERS = {
    "region": "Region",
    "people_per_sq_mile": "People per square mile",
    "starts_on": "Start date",
    "ends_on": "End date",
    "population": "Population",
    "purpose": "Purpose",
    "former_names": "Former name",
    "lead": "Lead",
    "membership_class": "Member type",
    "role": "Role",
    "joins_on": "Start date",
    "leaves_on": "End date",
    "authority": "Authority",
    "authority_on": "Date of the authority",
    "office": "Role",
    "permissions": "Permissions",
}
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
YES_NO = {"True": "yes", "False": "no"}
CHOICES: dict[str, dict[str, str]] = {"locale": {str(code): label for code, label in Locale.choices}}
for _model in (District, School):
    for _field in _model._meta.concrete_fields:
        if _field.choices:
            CHOICES.setdefault(_field.name, {}).update({str(code): str(label) for code, label in _field.flatchoices})


class ChangedFact(NamedTuple):
    """One fact of a row: its label, the value in the registry and the value in the file; empty if unknown."""

    label: str
    old: str
    new: str


class RowOfImport(NamedTuple):
    """One row as the page shows it."""

    name: str
    key: str
    outcome: str
    is_new: bool
    reason: str
    facts: list[ChangedFact]
    more_facts: list[ChangedFact]
    more: str
    line: str


class OutcomeLink(NamedTuple):
    """A filter of the rows by outcome, with the number of rows."""

    outcome: str
    label: str
    number: int
    is_current: bool


class StateCounts(NamedTuple):
    """The rows of one state in numbers."""

    state: str
    cells: list[tuple[str, int]]


class FileCounts(NamedTuple):
    """One file of an import in numbers; they add up to the rows that were read."""

    file: ImportFile
    what: str
    rows: int
    cells: list[tuple[str, int]]


@dataclass(frozen=True)
class ImportPage:
    """Everything that the page of an import shows, except its pager and its breadcrumbs."""

    status: str
    facts: list[str]
    is_previewed: bool
    previewing_took: str
    undo_until: str
    # Why this registrar can't import or undo it, and who can; blank if no one can.
    no_decision: str
    # Of a state's own file: what follows from importing it, and from undoing that; blank for official files.
    next_step: str
    undoing: str
    # A state's own file has no row to import. Official files are imported all the same, because that is dated.
    changes_nothing: bool
    states: list[StateCounts]
    files: list[FileCounts]
    unrecognized: list[str]
    notes: list[tuple[str, int]]
    shows_all: bool
    outcomes: list[OutcomeLink]
    rows: list[RowOfImport]


def import_page(
    batch: ImportBatch, rows: Iterable[ImportRow], *, outcome: str, file: str, at: datetime.datetime, no_decision: str
) -> ImportPage:
    """The page of this import at that moment, with these rows of it."""
    own_type = import_type_of(batch.kind)
    return ImportPage(
        status=batch.get_status_display(),
        facts=_facts_of_import(batch),
        is_previewed=batch.is_previewed,
        previewing_took=durations(batch).get("looking", ""),
        undo_until=moment_in_words(until) if (until := time_to_undo(batch, at)) else "",
        no_decision=no_decision,
        next_step=own_type.next_step if own_type else "",
        undoing=own_type.undoing if own_type else "",
        changes_nothing=own_type is not None and not batch.has_rows_to_import,
        states=counts_by_state(batch),
        files=counts_by_file(batch),
        unrecognized=batch.counts.get("left_alone", []),
        notes=list(batch.counts.get("made", {}).items()),
        shows_all=not outcome and not file,
        outcomes=[OutcomeLink(*counts, is_current=counts[0] == outcome) for counts in outcome_counts(batch)],
        rows=[_row_of_import(row) for row in rows],
    )


def time_to_undo(batch: ImportBatch, at: datetime.datetime) -> datetime.datetime | None:
    """The last moment at which the import can be undone, if that is still to come."""
    until = batch.undone_by_latest
    return until if until and until > at else None


def _facts_of_import(batch: ImportBatch) -> list[str]:
    """Who did what with this import and when, as sentences."""
    took = durations(batch).get("taking_in", "")
    sentences = [f"Previewed by {batch.uploaded_by}."]
    own_type = import_type_of(batch.kind)
    if batch.state and (own_type is None or own_type.is_by_state):
        sentences.append(f"Only rows for {batch.state}.")
    if batch.school_year:
        sentences.append(f"School year, if not in the file: {batch.school_year}.")
    if batch.applied_at:
        duration = f" It took {took}." if took else ""
        sentences.append(f"Imported {moment_in_words(batch.applied_at)} by {batch.applied_by}.{duration}")
    if own := batch.counts.get("own_places"):
        sentences.append(f"{batch.applied_by} has a role at {', '.join(own)}, or had one in the year before.")
    if batch.undone_at:
        sentences.append(f"Undone {moment_in_words(batch.undone_at)} by {batch.undone_by}.")
    return sentences


def _row_of_import(row: ImportRow) -> RowOfImport:
    facts, what = changed_facts(row.differences), "fact" if row.outcome == RowOutcome.CREATED else "change"
    return RowOfImport(
        name=row.name,
        key=row.key or "no ID",
        outcome=row.get_outcome_display(),
        is_new=row.outcome == RowOutcome.CREATED,
        reason=row.reason,
        facts=facts[:FACTS_SHOWN],
        more_facts=facts[FACTS_SHOWN:],
        more=f"{len(facts[FACTS_SHOWN:])} more {what}{'' if len(facts) == FACTS_SHOWN + 1 else 's'}",
        line=f"{row.file.name}, line {row.line:,}",
    )


def changed_facts(differences: list[list[str]]) -> list[ChangedFact]:
    """The changed facts of a row in words; facts computed from others are left out."""
    shown = [one for one in differences if one[0] not in ("source", "first_grade", "last_grade", "place_year")]
    return [_changed_fact(*one) for one in shown or differences]


def _changed_fact(name: str, old: str, new: str) -> ChangedFact:
    # The name of a figure is followed by its school year.
    field, _, year = name.partition(" ")
    label = f"{label_of(field)}, {year}" if year else label_of(field)
    return ChangedFact(label, value_of(field, old), value_of(field, new))


def label_of(field: str) -> str:
    """The label of a field for readers."""
    if field in FIGURES:
        return FIGURES[field]
    known = DISTRICT.get(field) or SCHOOL.get(field) or CONSORTIUM.get(field)
    return known.label if known else OTHERS.get(field, field.replace("_", " ").capitalize())


def value_of(field: str, value: str) -> str:
    """The value in words if the registry stores a code; empty if unknown."""
    if value in ("", "unknown"):
        return ""
    if value in YES_NO:
        return YES_NO[value]
    if field.endswith("_on") and ISO_DATE.fullmatch(value):
        return short_day(datetime.date.fromisoformat(value))
    return CHOICES.get(field, {}).get(value, value)


# The label of each outcome in a table of counts, in the order of its columns.
OUTCOMES = (
    ("created", "New"),
    ("changed", "Changed"),
    ("unchanged", "Unchanged"),
    ("kept", "Kept, not changed"),
    ("unmatched", "No matching record"),
    ("rejected", "Rejected"),
    ("repeated", "Repeated"),
    ("elsewhere", "Other states"),
    ("parts", "Parts of a total"),
)


def counts_by_file(batch: ImportBatch) -> list[FileCounts]:
    """The counts of every file; outcomes that occur in no file are left out."""
    files = {file.name: file for file in batch.files.all()}
    counted = batch.counts["files"]
    shown = [(name, label) for name, label in OUTCOMES if any(one.get(name) for one in counted)]
    return [
        FileCounts(files[one["name"]], one["what"], one["rows"], [(label, one.get(name, 0)) for name, label in shown])
        for one in counted
    ]


def counts_by_state(batch: ImportBatch) -> list[StateCounts]:
    """The counts of every state, the most rows first; empty where the rows name one state only."""
    states = sorted(batch.counts.get("states", {}).items(), key=lambda pair: (-sum(pair[1].values()), pair[0]))
    shown = [(name, label) for name, label in OUTCOMES if any(counts.get(name) for _, counts in states)]
    rows = [
        StateCounts(
            STATE_NAMES.get(state, state) or "State not named",
            [("Rows", sum(counts.values())), *((label, counts.get(name, 0)) for name, label in shown)],
        )
        for state, counts in states
    ]
    return rows if len([state for state, _ in states if state]) > 1 else []


def outcome_counts(batch: ImportBatch) -> list[tuple[str, str, int]]:
    """(outcome, label, number) of the outcomes whose rows are stored one by one."""
    counted = batch.counts["files"]
    numbers = [(name, label, sum(one.get(name, 0) for one in counted)) for name, label in OUTCOMES]
    stored = {outcome for outcome in RowOutcome.values if outcome != RowOutcome.UNCHANGED}
    return [one for one in numbers if one[0] in stored and one[2]]


def durations(batch: ImportBatch | None) -> dict[str, str]:
    """How long the preview ("looking") and the import ("taking_in") took, in words; empty if there was none."""
    seconds = batch.counts.get("seconds", {}) if batch else {}
    return {what: _duration(number) for what, number in seconds.items()}


def _duration(number: float) -> str:
    if number < 1:
        return "less than a second"
    if number < 120:
        return f"{round(number)} second{'' if round(number) == 1 else 's'}"
    return f"{round(number / 60)} minutes"
