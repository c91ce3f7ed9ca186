"""Which purposes of a consortium a reader means. Pure."""

from consortia.states import Purpose
from districts.rules.name_search import plain_letters

SHORTEST = 4  # letters of a word that can stand for a purpose


def purposes_named(text: str) -> list[Purpose]:
    """The purposes whose name has a word beginning with each of these: “special ed” is special education."""
    words = plain_letters(text).split()
    if not words or len(max(words, key=len)) < SHORTEST:
        return []
    return [purpose for purpose in Purpose if _has_each(str(purpose.label), words)]


def _has_each(label: str, words: list[str]) -> bool:
    parts = plain_letters(label).split()
    return all(any(part.startswith(word) for part in parts) for word in words)
