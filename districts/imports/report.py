"""What an import did: counts for each file, and every row that was not imported, with line and reason."""

import csv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

SHOWN = {"rejected": 20, "unmatched": 5, "repeated": 5, "kept": 5}
OUTCOMES = ("created", "changed", "unchanged", "kept", "rejected", "unmatched", "repeated")
HEADINGS = (
    ("rejected", "Rejected"),
    ("unmatched", "No matching record"),
    ("repeated", "Repeated"),
    ("kept", "Ended in the registry, not changed"),
)


class Remark(NamedTuple):
    """A row that was not imported."""

    file: str
    line: int
    outcome: str
    reason: str
    key: str = ""  # the ID in the row


@dataclass
class FileReport:
    """One file: its type and its counts."""

    name: str
    label: str
    sha256: str
    rows: int = 0
    elsewhere: int = 0  # rows for other states, skipped
    parts: int = 0  # rows by grade, race, or sex, which are parts of a total
    counts: Counter[str] = field(default_factory=Counter)


@dataclass
class Report:
    """The whole run."""

    files: list[FileReport] = field(default_factory=list)
    unrecognized: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    totals: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    # Rows of other states, which are skipped, by state.
    elsewhere: Counter[str] = field(default_factory=Counter)

    def remark(self, file: str, line: int, outcome: str, reason: str, *, key: str = "") -> None:
        """Record and count a row that was not imported."""
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
        """The report for the screen: long lists are shortened, with their full length."""
        lines = []
        for one in self.files:
            counts = ", ".join(f"{one.counts[outcome]:,} {outcome}" for outcome in OUTCOMES if one.counts[outcome])
            elsewhere = f" ({one.elsewhere:,} for other states skipped)" if one.elsewhere else ""
            parts = f" ({one.parts:,} that are parts of a total skipped)" if one.parts else ""
            lines.append(f"{one.name}: {one.label}, {one.rows:,} rows{elsewhere}{parts}: {counts or 'no changes'}")
        lines += [f"{name}: skipped, because its header row is not recognized" for name in self.unrecognized]
        lines += self.notes
        for outcome, heading in HEADINGS:
            found = [remark for remark in self.remarks if remark.outcome == outcome]
            if found:
                lines.append(f"{heading}: {len(found):,}")
                lines += [f"  {remark.file}, line {remark.line}: {remark.reason}" for remark in found[: SHOWN[outcome]]]
            if len(found) > SHOWN[outcome]:
                lines.append(f"  … and {len(found) - SHOWN[outcome]:,} more. Use --report FILE to list them all.")
        lines += [f"{label}: {number:,}" for label, number in self.totals.items()]
        return lines

    def write_remarks(self, path: Path) -> None:
        """Every row that was not imported, as CSV."""
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(Remark._fields[:4])
            writer.writerows(remark[:4] for remark in self.remarks)
