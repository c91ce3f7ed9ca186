"""Which words of a text name the applicant: the consortium, its members, and their people, and how to reach them.

Names are recognized as the mentions in the narrative are (`grants.rules.collaboration`): without case and accents, with
the usual abbreviations, and without endings such as “Local School District.”
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from grants.rules.collaboration.folded_text import FoldedText, folded_text, folded_words
from grants.rules.collaboration.names import endings_after, name_parts
from grants.rules.collaboration.tokens import tokenize, word_set

PERSON, EMAIL, LINK, PHONE = "Person", "Email", "Link", "Phone number"
# What the name of a consortium often ends in. The words before are its name for short.
_GENERIC = word_set(
    """academy alliance and association center coalition collaborative community compact consortium cooperative council
    district districts education educational exchange federation for fund group in innovation initiative joint league
    learning network of opportunity partnership pathways project regional rural school schools service services shared
    student students teaching the"""
)
_WORD = re.compile(r"\w+")
_LEFT_OUT = word_set("and at for in of on the")  # of initials
_SHORTEST_INITIALS = 3
_PATTERNS = (
    (EMAIL, re.compile(r"[^\s@<>()\[\],;:“”\"]+@[^\s@<>()\[\],;:“”\"]+\.[A-Za-z]{2,}")),
    (LINK, re.compile(r"(?:https?://|www\.)[^\s<>()\[\]“”\"]+|\b[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.(?:org|edu|us|net)\b")),
    (PHONE, re.compile(r"(?:\(\d{3}\)\s?|\b\d{3}[-. ])\d{3}[-. ]\d{4}\b")),
    (PERSON, re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Supt)\.?\s(?:[A-Z]\.\s?)?[A-Z][\w’'-]+(?:\s[A-Z][\w’'-]+){0,2}")),
)  # fmt: skip


class Replacement(NamedTuple):
    """Characters [start, end) of a text, and the label that is shown in their place."""

    start: int
    end: int
    label: str

    @property
    def shown(self) -> str:
        """The label as it is written into the text: the brackets say that it replaces something."""
        return f"[{self.label}]"


@dataclass(frozen=True)
class HiddenWords:
    """The names to look for: by their first word as it is compared, and short names letter by letter."""

    folded: dict[str, list[tuple[tuple[str, ...], str]]] = field(default_factory=dict)
    exact: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    # What was recognized in whole texts before, misspelled names among them.
    known: dict[str, list[Replacement]] = field(default_factory=dict)

    def add_organization(self, name: str, label: str) -> None:
        """The name of a district or school, with and without its endings, and its initials."""
        for stem in name_parts(name).stems or [folded_words(name)]:
            self._add(stem, label)
            self._add(("".join(stem),), label)
        self._add_initials(name, label)

    def add_consortium(self, name: str, label: str) -> None:
        """The name of a consortium, what is left of it without “Learning Network” and the like, and its initials."""
        words = list(folded_words(name))
        if words[:1] == ["the"]:
            del words[0]
        self._add(tuple(words), label)
        while len(words) > 1 and words[-1] in _GENERIC:
            words.pop()
        if not all(word in _GENERIC for word in words):
            self._add(tuple(words), label)
        self._add_initials(name, label)

    def add_person(self, name: str) -> None:
        """The first and last name of a person; one word alone isn't looked for."""
        if len(words := folded_words(name)) > 1:
            self._add(words, PERSON)

    def add_exact(self, text: str, label: str) -> None:
        """Words or a number as they are written: short names that the text introduces, identifiers."""
        if first := _WORD.search(text):
            rows = self.exact.setdefault(first.group(), [])
            if all(text[first.start() :].rstrip() != known for known, _ in rows):
                rows.append((text[first.start() :].rstrip(), label))

    def replacements_in(self, text: str, known: Iterable[Replacement] = ()) -> list[Replacement]:
        """What to replace in a text, in its order. `known` are names found before; where several overlap, the longest.

        Words that are joined to a chosen name by an overlap are replaced with it, so that no half of a name remains.
        """
        found = [*known, *self.known.get(text, ()), *self._names_in(text), *_patterns_in(text)]
        chosen: list[Replacement] = []
        for one in sorted(found, key=lambda r: (r.start - r.end, r.start)):
            near = [other for other in chosen if other.start < one.end and one.start < other.end]
            if not near:
                chosen.append(one)
            elif len(near) == 1:  # the longer one keeps its label and takes in the rest
                chosen.remove(near[0])
                chosen.append(near[0]._replace(start=min(near[0].start, one.start), end=max(near[0].end, one.end)))
        return _without_overlaps(sorted(chosen))

    def hide_in(self, text: str) -> str:
        """The text with labels in place of names."""
        return with_labels(text, self.replacements_in(text))

    def _add(self, words: Sequence[str], label: str) -> None:
        rows = self.folded.setdefault(words[0], []) if words else []
        if words and all(tuple(words) != known for known, _ in rows):
            rows.append((tuple(words), label))
            rows.sort(key=lambda row: -len(row[0]))

    def _add_initials(self, name: str, label: str) -> None:
        words = [word for word in re.split(r"[\s-]+", name) if word[:1].isalpha()]
        for chosen in (words, [word for word in words if word.lower() not in _LEFT_OUT]):
            if len(initials := "".join(word[0].upper() for word in chosen)) >= _SHORTEST_INITIALS:
                self.add_exact(initials, label)

    def _names_in(self, text: str) -> Iterator[Replacement]:
        folded = folded_text(tokenize(text))
        for at, word in enumerate(folded.words):
            for words, label in self.folded.get(word, ()):
                end = at + len(words)
                if folded.words[at:end] == words and (len(words) > 1 or folded.is_capital[at]):
                    if label != PERSON:
                        end, _types = endings_after(folded, end)
                    yield Replacement(*_characters(folded, at, end), label)
                    break
        for first in _WORD.finditer(text):
            for exact, label in self.exact.get(first.group(), ()):
                end = first.start() + len(exact)
                if text.startswith(exact, first.start()) and not text[end : end + 1].isalnum():
                    yield Replacement(first.start(), end, label)


def with_labels(text: str, replacements: Iterable[Replacement]) -> str:
    """The text with the labels in place of what they replace."""
    parts, at = [], 0
    for one in replacements:
        parts += [text[at : one.start], one.shown]
        at = one.end
    return "".join([*parts, text[at:]])


def _characters(text: FoldedText, first: int, end: int) -> tuple[int, int]:
    return text.tokens.starts[text.first[first]], text.tokens.ends[text.last[end - 1] - 1]


def _patterns_in(text: str) -> Iterator[Replacement]:
    for label, pattern in _PATTERNS:
        yield from (Replacement(*match.span(), label) for match in pattern.finditer(text))


def _without_overlaps(rows: Sequence[Replacement]) -> list[Replacement]:
    kept: list[Replacement] = []
    for row in rows:
        if kept and row.start < kept[-1].end:
            kept[-1] = kept[-1]._replace(end=max(kept[-1].end, row.end))
        else:
            kept.append(row)
    return kept
