"""Reads files of scores: CSV with a row for each score, and columns application, scorer, and score."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from accounts.refusals import Unready

COLUMNS = ("application", "scorer", "score")
LARGEST_FILE = 10_000_000
MOST_APPLICATIONS, MOST_SCORERS = 3_000, 1_500
LARGEST_SCORE = 1_000_000
LONGEST_NAME = 200
_MOST_PROBLEMS = 20
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
_SCALE = re.compile(r"\s*(-?\d+(?:\.\d+)?)\s*-\s*(-?\d+(?:\.\d+)?)\s*", re.ASCII)


@dataclass(frozen=True)
class Scale:
    """The lowest and the highest score that a scorer may give."""

    lowest: float
    highest: float

    def __str__(self) -> str:
        return f"{self.lowest:g} to {self.highest:g}"


@dataclass
class ScoreFile:
    """The rows of a file (application, scorer, score), and what about it a reader should know."""

    rows: list[tuple[str, str, float]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def scale_of(text: str) -> Scale:
    """The scale written as `1-5`. Raises Unready for anything else."""
    numbers = _SCALE.fullmatch(text)
    if not numbers or float(numbers[1]) >= float(numbers[2]):
        raise Unready(f"“{_shown(text)}” isn’t a scale. Write the lowest and the highest score, like 1-5.")
    return Scale(float(numbers[1]), float(numbers[2]))


def read_scores(raw: bytes, scale: Scale | None = None) -> ScoreFile:
    """The scores in a file. Raises Unready with every problem, each with its line, its column, and what to do."""
    cells = _cells(_text(raw))
    head = next(cells, None)
    if head is None:
        raise Unready("The file is empty. Its first line must name the columns: application,scorer,score.")
    columns, notes = _columns(head[1])
    reader = _RowReader(columns, len(head[1]), scale)
    for line, row in cells:
        reader.read(line, row)
    problems = reader.problems
    if len(problems) > _MOST_PROBLEMS:
        more = len(problems) - _MOST_PROBLEMS
        problems = [*problems[:_MOST_PROBLEMS], f"There are {more} more problems in this file."]
    if not problems:
        problems = _problems_with_size(reader.rows)
    if problems:
        raise Unready(*problems)
    return ScoreFile(reader.rows, [*notes, *_names_alike(reader.rows)])


def _text(raw: bytes) -> str:
    if len(raw) > LARGEST_FILE:
        raise Unready(f"The file has more than {LARGEST_FILE:,} bytes. Check that it’s the right file.")
    hint = "Save it as CSV with the encoding UTF-8."
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unready(f"The file is in UTF-16. {hint}")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Unready(f"Line {line}: the file isn’t UTF-8 (byte {error.start + 1} can’t be read). {hint}") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unready(f"Line {line}: the file contains a null character, so it isn’t CSV. {hint}")
    return text


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that isn’t blank, with the number of the line it ends on."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in rows:
            if any(cell.strip() for cell in row):
                yield rows.line_num, row
    except csv.Error as error:
        raise Unready(
            f"Line {rows.line_num}: the quotation marks are wrong ({error}). Double each one inside a quoted name."
        ) from None


def _columns(head: list[str]) -> tuple[dict[str, int], list[str]]:
    """Where each column is, and a note on columns that aren’t used."""
    names = [cell.strip().casefold() for cell in head]
    missing = [name for name in COLUMNS if name not in names]
    if missing and len(names) == 1 and re.search(r"[;\t]", names[0]):
        raise Unready("Line 1: the columns aren’t separated by commas. Save the file as comma-separated CSV.")
    problems = [
        f"Line 1: there is no column “{name}”. The first line must name the columns: application,scorer,score."
        for name in missing
    ]
    problems += [
        f"Line 1: the column “{name}” is there {names.count(name)} times. Keep one."
        for name in COLUMNS
        if names.count(name) > 1
    ]
    if problems:
        raise Unready(*problems)
    notes = [f"The column “{_shown(name)}” isn’t used." for name in names if name and name not in COLUMNS]
    return {name: names.index(name) for name in COLUMNS}, notes


class _RowReader:
    """Collects rows, and problems with their lines and columns."""

    def __init__(self, columns: dict[str, int], width: int, scale: Scale | None) -> None:
        self.rows: list[tuple[str, str, float]] = []
        self.problems: list[str] = []
        self._columns, self._width, self._scale = columns, width, scale
        self._line_of: dict[tuple[str, str], int] = {}

    def read(self, line: int, row: list[str]) -> None:
        if len(row) > self._width:
            self.problems.append(
                f"Line {line}: there are {len(row)} cells, but {self._width} columns. Put a name that contains a comma "
                "in quotation marks."
            )
            return
        row = [*row, *[""] * (self._width - len(row))]
        before = len(self.problems)
        application, scorer = (self._name(line, column, row[self._columns[column]]) for column in COLUMNS[:2])
        score = self._score(line, row[self._columns["score"]].strip())
        first = self._line_of.setdefault((application, scorer), line)
        if application and scorer and first != line:
            self.problems.append(
                f"Line {line}, column “scorer”: {scorer} already scored {application} in line {first}. Keep one of the "
                "two rows."
            )
        if len(self.problems) == before:
            self.rows.append((application, scorer, score))

    def _name(self, line: int, column: str, cell: str) -> str:
        name = " ".join(unicodedata.normalize("NFC", cell).split())
        if not name:
            self.problems.append(f"Line {line}, column “{column}”: this cell is empty. Enter the {column}.")
        elif len(name) > LONGEST_NAME or not name.isprintable():
            self.problems.append(
                f"Line {line}, column “{column}”: “{_shown(name)}” has more than {LONGEST_NAME} characters, or one "
                "that can’t be printed. Correct it."
            )
        return name

    def _score(self, line: int, cell: str) -> float:
        where = f"Line {line}, column “score”:"
        if not cell:
            self.problems.append(f"{where} this cell is empty. Enter a number, or remove the row.")
            return 0.0
        if not _NUMBER.fullmatch(cell):
            self.problems.append(f"{where} “{_shown(cell)}” isn’t a number. Enter one like 4 or 3.5.")
            return 0.0
        score = float(cell)
        if abs(score) > LARGEST_SCORE:
            self.problems.append(f"{where} {_shown(cell)} is too large. The most is {LARGEST_SCORE:,}.")
        elif self._scale and not self._scale.lowest <= score <= self._scale.highest:
            self.problems.append(f"{where} {_shown(cell)} isn’t on the scale from {self._scale}. Correct the score.")
        return score


def _problems_with_size(rows: list[tuple[str, str, float]]) -> list[str]:
    if not rows:
        return ["The file has no scores. Add a row for each score below the first line."]
    applications, scorers = len({row[0] for row in rows}), len({row[1] for row in rows})
    problems = []
    if applications > MOST_APPLICATIONS:
        problems.append(
            f"The file has {applications:,} applications; the most is {MOST_APPLICATIONS:,}. Rank one round."
        )
    if scorers > MOST_SCORERS:
        problems.append(f"The file has {scorers:,} scorers; the most is {MOST_SCORERS:,}. Rank one round.")
    return problems


def _names_alike(rows: list[tuple[str, str, float]]) -> list[str]:
    """Names that differ only in capitals are probably one, but the file decides."""
    notes = []
    for column, names in (("applications", {row[0] for row in rows}), ("scorers", {row[1] for row in rows})):
        folded = Counter(name.casefold() for name in names)
        for name in sorted(name for name, count in folded.items() if count > 1):
            spellings = " and ".join(f"“{one}”" for one in sorted(names) if one.casefold() == name)
            notes.append(f"{spellings} count as different {column}, though only their capital letters differ.")
    return notes


def _shown(text: str) -> str:
    """A cell as an error shows it: on one line, and short."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= 40 else f"{line[:40]}…"
