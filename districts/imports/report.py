"""What an import did: counts for each file, and every row that was not taken, with line and reason."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

SHOWN = {"rejected": 20, "unmatched": 5, "repeated": 5, "kept": 5}
OUTCOMES = ("created", "changed", "unchanged", "kept", "rejected", "unmatched", "repeated")
HEADINGS = (
    ("rejected", "Rejected"),
    ("unmatched", "Without a record"),
    ("repeated", "Repeated"),
    ("kept", "Ended in the register and left as it is"),
)


class Remark(NamedTuple):
    """A row that was not taken."""

    file: str
    line: int
    outcome: str
    reason: str
    key: str = ""  # the id as the row has it


@dataclass
class FileReport:
    """One file: what it is, what it held."""

    name: str
    label: str
    sha256: str
    rows: int = 0
    elsewhere: int = 0  # rows of other states, passed over
    parts: int = 0  # rows by grade, race or sex, which are parts of a total
    counts: Counter[str] = field(default_factory=Counter)


@dataclass
class Report:
    """The whole run."""

    files: list[FileReport] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def remark(self, file: str, line: int, outcome: str, reason: str, *, key: str = "") -> None:
        """Keep one row that was not taken, and count it."""
        self.remarks.append(Remark(file, line, outcome, reason, key))
        self.count(file, outcome)

    def count(self, file: str, outcome: str, number: int = 1) -> None:
        """Add to a file's counts."""
        next(report for report in reversed(self.files) if report.name == file).counts[outcome] += number

    def counted(self, outcome: str) -> int:
        """The number of rows with that outcome in all files."""
        return sum(report.counts[outcome] for report in self.files)

    def as_read(self) -> list[dict[str, object]]:
        """Names, digests and counts of reading, for the log."""
        return [
            {
                "name": one.name,
                "what": one.label,
                "sha256": one.sha256,
                "rows": one.rows,
                **({"elsewhere": one.elsewhere} if one.elsewhere else {}),
                **({"parts": one.parts} if one.parts else {}),
                **one.counts,
            }
            for one in self.files
        ]

    def in_lines(self) -> list[str]:
        """The report for the screen: long lists are cut, and it says how many there are."""
        lines = []
        for one in self.files:
            counts = ", ".join(f"{one.counts[outcome]:,} {outcome}" for outcome in OUTCOMES if one.counts[outcome])
            elsewhere = f" ({one.elsewhere:,} of other states passed over)" if one.elsewhere else ""
            parts = f" ({one.parts:,} that are parts of a total passed over)" if one.parts else ""
            lines.append(f"{one.name}: {one.label}, {one.rows:,} rows{elsewhere}{parts}: {counts or 'nothing to do'}")
        lines += [f"{name}: left alone, its header is not one that this import knows" for name in self.left_alone]
        lines += self.notes
        for outcome, heading in HEADINGS:
            found = [remark for remark in self.remarks if remark.outcome == outcome]
            if found:
                lines.append(f"{heading}: {len(found):,}")
                lines += [f"  {remark.file}, line {remark.line}: {remark.reason}" for remark in found[: SHOWN[outcome]]]
            if len(found) > SHOWN[outcome]:
                lines.append(f"  … and {len(found) - SHOWN[outcome]:,} more; --report FILE lists them all.")
        lines += [f"{label}: {number:,}" for label, number in self.totals.items()]
        return lines

    def write_remarks(self, path: Path) -> None:
        """Every row that was not taken, as CSV."""
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(Remark._fields[:4])
            writer.writerows(remark[:4] for remark in self.remarks)
