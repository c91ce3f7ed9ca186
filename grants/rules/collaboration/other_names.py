"""Names of the consortium, its partners, suppliers, and activities. Their words count for no other name."""

from collections.abc import Iterator

from grants.rules.collaboration.folded_text import FoldedText, folded_words
from grants.rules.collaboration.names import comparison_key
from grants.rules.collaboration.snapshot import Snapshot
from grants.rules.collaboration.word_lists import SMALL

_Words = tuple[str, ...]
# "the Program" may mean any activity; "the Caravan" is the Arts Caravan.
_GENERAL = frozenset("program programs course courses project center academy school district network day week".split())


class OtherNames:
    """The names that an application itself contains, besides those of its participants."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._by_first: dict[str, list[tuple[_Words, str, tuple[str, ...], bool]]] = {}
        self.words: set[str] = set()  # every word of these names
        for name in (snapshot.consortium, *snapshot.partners, *(c.supplier for c in snapshot.contracts)):
            for words in {_without_article(folded_words(name)), tuple(comparison_key(name).split())}:
                self._add(words, name, (), any_case=False)
        titles: dict[_Words, list[str]] = {}
        for activity in snapshot.activities:
            titles.setdefault(_without_article(folded_words(activity.title)), []).append(activity.key)
        shortened: dict[_Words, set[str]] = {}
        for words, keys in titles.items():
            self._add(words, "", tuple(keys), any_case=len(words) > 1)
            for start in range(len(words)):
                for end in range(start + 2, len(words) + 1):
                    part = words[start:end]
                    if part != words and part[0] not in SMALL and part[-1] not in SMALL:
                        shortened.setdefault(part, set()).update(keys)
            if len(words) > 1 and words[-1] not in _GENERAL:
                shortened.setdefault(("the", words[-1]), set()).update(keys)
        for words, found in shortened.items():
            if len(found) == 1 and words not in titles:
                self._add(words, "", tuple(found), any_case=False)

    def at(self, text: FoldedText, start: int) -> Iterator[tuple[int, str, tuple[str, ...]]]:
        """The names that begin at this word: the position after the name, the name, the activities it means."""
        for words, name, keys, any_case in self._by_first.get(text.words[start], ()):
            end = start + len(words)
            is_written = text.words[start:end] == words and all(
                text.is_attached[at] or text.gap_before(at) in (": ", ", ", "'") for at in range(start + 1, end)
            )
            if is_written and (any_case or _has_capitals(text, words, start)):
                yield end, name, keys

    def _add(self, words: _Words, name: str, keys: tuple[str, ...], *, any_case: bool) -> None:
        if words:
            self.words.update(words)
            self._by_first.setdefault(words[0], []).append((words, name, keys, any_case))


def _has_capitals(text: FoldedText, words: _Words, start: int) -> bool:
    return all(text.is_capital[start + at] or word in SMALL for at, word in enumerate(words))


def _without_article(words: _Words) -> _Words:
    return words[1:] if words[:1] in (("the",), ("a",), ("an",)) and len(words) > 1 else words
