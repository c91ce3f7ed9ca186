"""Officers' reviews side by side: where their marks differ, and whether they cite the same evidence."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from grants.states import Contrast
from reviews.rules import CELL, NOTHING_FOUND, PASSAGE, Cited


@dataclass(frozen=True)
class JudgedElement:
    """One officer's mark on an element, with its citations that were not removed."""

    officer: str
    verdict: str  # "" without a mark
    note: str
    cited: tuple[Cited, ...]


def contrast_of(judged: Sequence[JudgedElement], *, is_one_version: bool = True) -> Contrast:
    """How the officers' marks on one element compare. Without `is_one_version`, they read different versions."""
    if any(not one.verdict for one in judged):
        return Contrast.UNMARKED
    if len({one.verdict for one in judged}) < 2:
        return Contrast.AGREE
    differing = ((a, b) for a, b in combinations(judged, 2) if a.verdict != b.verdict)
    if any(share_evidence(a.cited, b.cited, is_one_version=is_one_version) for a, b in differing):
        return Contrast.SAME_EVIDENCE
    return Contrast.DIFFERENT_EVIDENCE


def share_evidence(these: Iterable[Cited], those: Iterable[Cited], *, is_one_version: bool = True) -> bool:
    """Whether both cite the same words or the same cell, or both state that nothing was found.

    Citations of different versions are compared by their words, because places may have moved.
    """
    those = list(those)
    return any(_is_same(one, other, is_one_version=is_one_version) for one in these for other in those)


def _is_same(one: Cited, other: Cited, *, is_one_version: bool) -> bool:
    if one.kind != other.kind:
        return False
    if one.kind == NOTHING_FOUND:
        return True
    if one.kind == CELL:
        return one.place == other.place
    if not is_one_version:
        return one.quote in other.quote or other.quote in one.quote
    if one.place != other.place:
        return False
    return (one.start or 0) < (other.end or 0) and (other.start or 0) < (one.end or 0)


def uncited_of(paragraphs: Mapping[str, str], judged: Iterable[JudgedElement]) -> list[str]:
    """The keys of these paragraphs that none of the officers cites."""
    cited = {citation.place for one in judged for citation in one.cited if citation.kind == PASSAGE}
    return [key for key in paragraphs if key not in cited]
