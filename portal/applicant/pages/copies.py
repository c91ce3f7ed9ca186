"""Copying an answer from another application of the consortium: the answers to choose from, and what would change."""

from collections.abc import Iterable
from dataclasses import dataclass

from grants.models import Answer
from grants.rules.redline import Redline, has_differences, redline
from grants.rules.texts import count_words


@dataclass(frozen=True)
class CopySource:
    """One answer to choose."""

    reference: str
    competition: str
    words: str
    address: str


@dataclass(frozen=True)
class CopyPage:
    """The answers to choose from, and the chosen one beside the current answer."""

    sources: list[CopySource]
    chosen: CopySource | None
    paragraphs: Redline
    is_same: bool
    revision: int


def copy_page(answer: Answer, others: Iterable[Answer], reference: str) -> CopyPage:
    """The page; `reference` is of the application that was chosen, or blank."""
    found = {other.application.reference: other for other in others}
    sources = {name: _source(other) for name, other in found.items()}
    chosen = found.get(reference)
    paragraphs = redline(answer.text, chosen.text) if chosen else []
    return CopyPage(
        list(sources.values()), sources.get(reference), paragraphs, not has_differences(paragraphs), answer.revision
    )


def _source(other: Answer) -> CopySource:
    words = count_words(other.text)
    return CopySource(
        reference=other.application.reference,
        competition=other.application.competition.name,
        words="1 word" if words == 1 else f"{words:,} words",
        address=f"?from={other.application.reference}",
    )
