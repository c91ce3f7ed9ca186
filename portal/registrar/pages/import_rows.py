"""Rows of a delivery in words: what a fact is called, and what its values mean."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from districts.models import District, ImportBatch, ImportFile, ImportRow, School
from districts.models.figures import LABELS, SCHOOL_LABELS
from districts.rules.fact_owners import DISTRICT, SCHOOL
from districts.states import Locale, RowOutcome

FIGURES = {field: label for label, field in (*SCHOOL_LABELS, *LABELS)}
OTHERS = {
    "region": "Region",
    "people_per_sq_mile": "People per square mile",
    "starts_on": "First day",
    "ends_on": "Last day",
    "population": "Population",
}
YES_NO = {"True": "yes", "False": "no"}
CHOICES: dict[str, dict[str, str]] = {"locale": {str(code): label for code, label in Locale.choices}}
for _model in (District, School):
    for _field in _model._meta.concrete_fields:
        if _field.choices:
            CHOICES.setdefault(_field.name, {}).update({str(code): str(label) for code, label in _field.flatchoices})


class Said(NamedTuple):
    """One fact of a row: what it is called, what the register says, what it will say; empty where unknown."""

    label: str
    old: str
    new: str


def in_words(differences: list[list[str]]) -> list[Said]:
    """The differences of a row for a reader; facts that follow from others are left out."""
    shown = [one for one in differences if one[0] not in ("source", "first_grade", "last_grade", "place_year")]
    return [_said(*one) for one in shown or differences]


def _said(name: str, old: str, new: str) -> Said:
    # A figure's name is followed by its school year.
    field, _, year = name.partition(" ")
    label = f"{label_of(field)}, {year}" if year else label_of(field)
    return Said(label, value_of(field, old), value_of(field, new))


def label_of(field: str) -> str:
    """What readers call the fact."""
    if field in FIGURES:
        return FIGURES[field]
    known = DISTRICT.get(field) or SCHOOL.get(field)
    return known.label if known else OTHERS.get(field, field.replace("_", " ").capitalize())


def value_of(field: str, value: str) -> str:
    """The value in words, where the register keeps a code."""
    if value in ("", "unknown"):
        return ""
    if value in YES_NO:
        return YES_NO[value]
    return CHOICES.get(field, {}).get(value, value)


FILE_HEADER = ("file", "line", "outcome", "id", "name", "what changes", "reason")
# What a row's outcome is called in a table of counts, in its order.
OUTCOMES = (
    ("created", "New"),
    ("changed", "Changed"),
    ("unchanged", "Unchanged"),
    ("kept", "Ended, stays as it is"),
    ("unmatched", "No such record"),
    ("rejected", "Rejected"),
    ("repeated", "Repeated"),
    ("elsewhere", "Other states"),
    ("parts", "Parts of a total"),
)


class Counted(NamedTuple):
    """One file of a delivery in numbers: they add up to the rows that were read."""

    file: ImportFile
    what: str
    rows: int
    cells: list[tuple[str, int]]


def count_lines(batch: ImportBatch) -> list[Counted]:
    """The counts of every file; outcomes that no file has are left out."""
    files = {file.name: file for file in batch.files.all()}
    counted = batch.counts["files"]
    shown = [(name, label) for name, label in OUTCOMES if any(one.get(name) for one in counted)]
    return [
        Counted(files[one["name"]], one["what"], one["rows"], [(label, one.get(name, 0)) for name, label in shown])
        for one in counted
    ]


def outcome_counts(batch: ImportBatch) -> list[tuple[str, str, int]]:
    """How many rows of each outcome are kept one by one: (outcome, what it is called, how many)."""
    counted = batch.counts["files"]
    numbers = [(name, label, sum(one.get(name, 0) for one in counted)) for name, label in OUTCOMES]
    kept = {outcome for outcome in RowOutcome.values if outcome != RowOutcome.UNCHANGED}
    return [one for one in numbers if one[0] in kept and one[2]]


def time_it_took(batch: ImportBatch | None) -> dict[str, str]:
    """How long looking and taking in took, in words; nothing where there was none."""
    seconds = batch.counts.get("seconds", {}) if batch else {}
    return {what: _in_seconds(number) for what, number in seconds.items()}


def file_rows(rows: Iterable[ImportRow]) -> Iterator[tuple[object, ...]]:
    """The rows for a file: what changes stands in one cell, a fact a line."""
    for row in rows:
        facts = "\n".join(
            f"{one.label}: {one.old or 'not known'} → {one.new or 'not known'}" for one in in_words(row.differences)
        )
        yield row.file.name, row.line, row.get_outcome_display(), row.key, row.name, facts, row.reason


def _in_seconds(number: float) -> str:
    if number < 1:
        return "less than a second"
    if number < 120:
        return f"{round(number)} second{'' if round(number) == 1 else 's'}"
    return f"{round(number / 60)} minutes"
