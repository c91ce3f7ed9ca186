"""The queue in words: marks as signs, verdicts as bars, filters as sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from grants.reads.queue import SORTS
from grants.rules.collaboration.findings import RULES
from portal.review.pages.review import GLYPHS
from reviews.rules import VERDICTS

_BY_LETTER = {"e": "explained", "p": "partly", "n": "not_explained", "-": ""}
NOT_READ = "Not yet read"


@lru_cache(maxsize=20_000)
def signs_of(line: str) -> str:
    """The marks of all elements as signs: ●●◐○·····"""
    return "".join(GLYPHS[_BY_LETTER[letter]] for letter in line)


@lru_cache(maxsize=20_000)
def words_of(line: str) -> str:
    """The same said aloud: "explained 1, 2; partly 3; not explained 4; not marked 5 to 9"."""
    said = []
    for letter, word in (("e", "explained"), ("p", "partly"), ("n", "not explained"), ("-", "not marked")):
        numbers = [str(place) for place, found in enumerate(line, start=1) if found == letter]
        if len(numbers) == len(line):
            return f"all {len(line)} {word}"
        if numbers:
            said.append(f"{word} {', '.join(numbers)}")
    return "; ".join(said)


@dataclass(frozen=True)
class Bar:
    """One verdict with its number, and its place in a bar of width 100."""

    verdict: str
    word: str
    number: int
    start: float
    width: float


def bars_of(numbers: Mapping[str, int]) -> list[Bar]:
    """The verdicts side by side; a verdict with anything in it is never too thin to be seen."""
    words = {**VERDICTS, "none": NOT_READ}
    total = sum(numbers.values())
    shares = {v: max(100 * numbers[v] / total, 1.0) if numbers[v] else 0.0 for v in words} if total else {}
    whole = sum(shares.values()) or 1.0
    bars, start = [], 0.0
    for verdict, word in words.items():
        width = 100 * shares.get(verdict, 0.0) / whole
        bars.append(Bar(verdict, word, numbers[verdict], round(start, 3), round(width, 3)))
        start += width
    return bars


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the queue with its marks and verdict in signs and words."""
    line = row["marks_line"]
    row["signs"], row["said"] = signs_of(line), words_of(line)
    row["marked"] = len(line) - line.count("-")
    row["verdict_word"] = VERDICTS.get(row["verdict"], "")
    return row


PAGE = 50


@dataclass(frozen=True)
class Page:
    """Which rows of how many a page shows."""

    number: int
    total: int

    @property
    def first(self) -> int:
        """The place of its first row, counted from 0."""
        return (self.number - 1) * PAGE

    @property
    def last(self) -> int:
        """The place after its last row."""
        return min(self.first + PAGE, self.total)

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.total // PAGE))


def page_of(asked: str, total: int) -> Page:
    """The page asked for, or the nearest that there is."""
    number = int(asked) if asked.isdecimal() and len(asked) < 9 else 1
    return Page(min(max(number, 1), max(1, -(-total // PAGE))), total)


def address_of(wanted: Any, **changes: Any) -> str:
    """The queue's query string: what is asked for, with changes; "" for the plain queue."""
    said = {**asdict(wanted), **changes}
    if said["sort"] == "reference":
        del said["sort"]
    query = urlencode({name: value for name, value in said.items() if value})
    return f"?{query}" if query else ""


def total_of(rows: Any) -> int:
    """How many applications are asked for, without asking the database again."""
    verdict = rows.wanted.verdict
    return rows.verdicts[verdict] if verdict else sum(rows.verdicts.values())


def queue_page(rows: Any, page: Page, on_page: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Everything that the queue shows of `grants.models.queue.QueueRows`."""
    wanted = rows.wanted
    round_ = next((r for r in rows.rounds if r["competition__slug"] == wanted.competition), None)
    assignees = {r["assigned_to"]: r for r in rows.assignees}
    return {
        "wanted": wanted,
        "round": round_,
        "rounds": rows.rounds,
        "total": page.total,
        "whole": round_["number"] if round_ else sum(r["number"] for r in rows.rounds),
        "page": page,
        "bars": [
            (bar, address_of(wanted, verdict="" if wanted.verdict == bar.verdict else bar.verdict))
            for bar in bars_of(rows.verdicts)
        ],
        "assignees": [
            (str(r["assigned_to"]), r["assigned_to__name"], r["number"]) for key, r in assignees.items() if key
        ],
        "unassigned": assignees[None]["number"] if None in assignees else 0,
        "rules": [
            (r.name, r.title, rows.rules.get(r.name, 0))
            for r in RULES
            if r.name in rows.rules or r.name == wanted.finding
        ],
        "rows": [shown(row) for row in on_page],
        "sorts": {name: address_of(wanted, sort=f"-{name}" if wanted.sort == name else name) for name in SORTS},
        "query": address_of(wanted),
        "before": address_of(wanted, page=page.number - 1) if page.number > 1 else "",
        "after": address_of(wanted, page=page.number + 1) if page.number < page.pages else "",
    }
