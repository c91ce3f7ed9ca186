"""The ways a text can name a member. Generous, so that no member is reported whose name anyone can see."""

from collections.abc import Callable, Iterator
from typing import TypeVar

from rapidfuzz.distance import OSA

from grants.rules.collaboration.folded_text import FoldedText
from grants.rules.collaboration.names import AgencyNames, name_parts
from grants.rules.collaboration.snapshot import Snapshot
from grants.rules.collaboration.word_lists import BODIES_AFTER, DETERMINERS, DIRECTION_WORDS, PLACES, STARTERS, TITLES

_T = TypeVar("_T")
_PAIRED = DIRECTION_WORDS
_NO_SHORT_NAMES = frozenset("member members district party parties board lead college consortium".split())
_LEADING = frozenset(("the", "hereinafter", "hereafter", "or", "collectively"))
_Slip = tuple[int, int, str, str, bool]


class MemberNames:
    """Every stem of the participants' names, in the application and in the registry, and names that resemble them."""

    def __init__(self, snapshot: Snapshot, texts: list[FoldedText]) -> None:
        self.by_key: dict[str, list[str]] = {}
        self.types: dict[str, frozenset[str]] = {}
        self.key_by_leaid = snapshot.key_by_leaid
        self.first_words: set[str] = set()
        self.most_words = 1
        self._ends: dict[tuple[str, ...], set[str]] = {}
        self._stems: list[tuple[tuple[str, ...], str]] = []
        self._parts: dict[tuple[str, ...], set[str]] = {}  # the beginnings of names
        for participant in snapshot.participants:
            types: frozenset[str] = frozenset()
            for name in (participant.name, participant.registry_name):
                parts = name_parts(name)
                types |= parts.types
                for stem in parts.stems:
                    self._add("".join(stem), participant.key)
                    self._add("".join(_without_school_of(stem)), participant.key)
                    self.first_words.add(stem[0])
                    self.most_words = max(self.most_words, min(len(stem) + 1, 12))
                for length in range(1, len(parts.stems[-1]) if parts.stems else 0):
                    self._parts.setdefault(parts.stems[-1][:length], set()).add(participant.key)
                    self._ends.setdefault(parts.stems[-1][length:], set()).add(participant.key)
                if parts.stems and len(parts.stems[-1]) > 1:
                    self._stems.append((parts.stems[-1], participant.key))
            self.types[participant.key] = types
        self._by_letter: dict[str, list[str]] = {}
        for key in self.by_key:
            self._by_letter.setdefault(key[:1], []).append(key)
        words = sum(len(text) for text in texts)
        self.is_lower_case = words > 20 and sum(sum(text.is_capital) for text in texts) * 50 < words
        self._lower = {
            word
            for text in texts
            for word, is_capital in zip(text.words, text.is_capital, strict=True)
            if not is_capital
        }

    def is_end_of_name(self, text: FoldedText, start: int, end: int) -> bool:
        """Whether "the" and these words are the end of a member's name: "the Bluff" for Corran Bluff."""
        is_after_the = start > 0 and text.words[start - 1] == "the" and text.is_attached[start]
        return is_after_the and text.words[start:end] in self._ends

    def _add(self, joined: str, key: str) -> None:
        keys = self.by_key.setdefault(joined, [])
        if key not in keys:
            keys.append(key)

    def pairs_at(self, text: FoldedText, start: int, make: Callable[[int, int, str, str], _T]) -> Iterator[_T]:
        """The first of two names that share their second part: "North and South Twinbrook"."""
        if text.words[start] not in _PAIRED or start + 3 >= len(text):
            return
        if text.words[start + 1] not in ("and", "or") or text.words[start + 2] not in _PAIRED:
            return
        rest = ""
        for end in range(start + 3, min(start + 6, len(text))):
            rest += text.words[end]
            if keys := self.by_key.get(text.words[start] + rest):
                yield make(start, start + 1, keys[0], "It shares its second part with the next name.")

    def introduced_after(self, text: FoldedText, place: int) -> tuple[str, ...]:
        """The short name in parentheses after a name, as written; empty if there is none."""
        tokens = text.tokens
        token = text.first[place] if place < len(text) else len(tokens)
        if token >= len(tokens) or "(" not in tokens.gaps[token] or tokens.gaps[token].strip(" (\"“'‘,"):
            return ()
        is_quoted = any(c in tokens.gaps[token] for c in "“\"'")
        words: list[str] = []
        while token < len(tokens) and len(words) < 4:
            is_quoted = is_quoted or any(c in tokens.gaps[token] for c in '“"')
            if words or tokens.lower[token] not in _LEADING:
                words.append(tokens.words[token])
            token += 1
            if ")" in tokens.gaps[token]:
                break
        else:
            return ()
        is_short = len(words) == 1 and words[0].isupper() and 2 <= len(words[0]) <= 8
        is_name = (
            is_quoted and all(w[:1].isupper() for w in words) and not {w.lower() for w in words} <= _NO_SHORT_NAMES
        )
        return tuple(words) if words and (is_short or is_name) else ()

    def short_names_in(
        self, text: FoldedText, short: dict[tuple[str, ...], dict[str, str]]
    ) -> Iterator[tuple[int, int, dict[str, str]]]:
        """Where the text uses the short names that it introduced, in the same letters."""
        firsts = {words[0] for words in short}
        for start, token in enumerate(text.first):
            if token == text.last[start] or text.tokens.words[token] not in firsts:
                continue
            for words, participants in short.items():
                if text.tokens.words[token : token + len(words)] == words:
                    yield start, min(start + len(words), len(text)), participants

    def slips_in(self, text: FoldedText, used: bytearray, agencies: AgencyNames) -> Iterator[_Slip]:
        """Names with a small spelling mistake, and shortened ones: (start, end, key, why, is doubtful).

        In `used`, 1 marks the words of other names, and 2 those of agencies that a longer name may take.
        """
        start = 0
        while start < len(text):
            slip = (
                None if used[start] == 1 or not text.is_capital[start] else self._slip_at(text, used, agencies, start)
            )
            if slip:
                yield slip
            start = slip[1] if slip else start + 1

    def _slip_at(self, text: FoldedText, used: bytearray, agencies: AgencyNames, start: int) -> _Slip | None:
        words = text.words
        if (text.is_beside(start) and words[start - 1] in TITLES) or text.first[start] == text.last[start]:
            return None
        end, joined = start, ""
        best: tuple[int, int, str] | None = None
        near = self._by_letter.get(words[start][:1], ())
        while near and end < len(text) and end - start < self.most_words and used[end] != 1:
            if end > start and not text.is_attached[end]:
                break
            if not (text.is_capital[end] or words[end] in ("and", "of", "the")):
                break
            joined += words[end]
            end += 1
            if end == start + 1 and (joined in self._lower or joined in STARTERS):
                continue
            for key in near:
                most = 2 if len(key) >= 10 else 1
                if len(key) < 6 or abs(len(key) - len(joined)) > most:
                    continue
                distance = OSA.distance(key, joined, score_cutoff=most)
                if distance <= most and (best is None or distance < best[0]):
                    best = distance, end, key
        if best and 0 in used[start : best[1]] and not self._is_other_name(text, best, start, agencies):
            key = self.by_key[best[2]][0]
            return start, best[1], key, "It is the member’s name with a small spelling mistake.", False
        initial = self._with_initial(text, start)
        if initial and 1 not in used[start : initial[1]]:
            return initial
        return None if any(used[start : start + 2]) else self._shortened_at(text, start)

    def _is_other_name(self, text: FoldedText, best: tuple[int, int, str], start: int, agencies: AgencyNames) -> bool:
        distance, end, key = best
        if (
            end < len(text)
            and text.is_beside(end)
            and text.words[end] in PLACES | BODIES_AFTER
            and text.is_capital[end]
        ):
            return True
        joined = "".join(text.words[start:end])
        return any(
            abs(len(other) - len(joined)) < distance and other != key and OSA.distance(other, joined) < distance
            for other in agencies.keys
            if other[:1] == joined[:1]
        )

    def _shortened_at(self, text: FoldedText, start: int) -> _Slip | None:
        """The beginning of a name: two of its words, "Bracken H.", or, doubtful, its first word alone."""
        words = text.words
        if end := self._end_of_name(text, start):
            return end
        if start + 1 < len(text) and text.is_attached[start + 1] and text.is_capital[start + 1]:
            both = self._parts.get(words[start : start + 2])
            if both and len(both) == 1:
                return start, start + 2, next(iter(both)), "It is the beginning of the member’s name.", False
            initial = words[start + 1]
            keys = [k for part, found in self._parts.items() if part == words[start : start + 1] for k in found]
            long = [k for k in keys if any(p[:1] == words[start : start + 1] and len(p) > 1 for p in self._parts)]
            if len(initial) == 1 and len(keys) == 1 and (long or keys):
                return start, start + 2, keys[0], "It is the member’s name with its second word shortened.", False
            return None
        one = self._parts.get(words[start : start + 1], set())
        if len(one) != 1 or words[start] in DIRECTION_WORDS | DETERMINERS or len(words[start]) < 4:
            return None
        if words[start] in self._lower or (
            text.is_beside(start) and text.is_capital[start - 1] and not text.is_start(start - 1)
        ):
            return None
        if start + 1 < len(text) and text.is_beside(start + 1) and (words[start + 1] in PLACES | BODIES_AFTER):
            return None
        return start, start + 1, next(iter(one)), "It is only the first word of the member’s name.", True

    def _with_initial(self, text: FoldedText, start: int) -> _Slip | None:
        """The name with its first word shortened to a letter: "E. Prairie" for Elk Prairie."""
        letter = text.tokens.words[text.first[start]].lower()
        if len(letter) != 1 or start + 1 >= len(text) or not text.is_attached[start + 1]:
            return None
        found = {
            key: len(stem)
            for stem, key in self._stems
            if stem[0][:1] == letter and text.words[start + 1 : start + len(stem)] == stem[1:]
        }
        if len(found) != 1:
            return None
        key, length = next(iter(found.items()))
        return start, start + length, key, "It is the member’s name with its first word shortened.", False

    def _end_of_name(self, text: FoldedText, start: int) -> _Slip | None:
        """The end of one member's name after "the", perhaps for short: "the Prairie" for Elk Prairie."""
        if not start or text.words[start - 1] != "the":
            return None
        for end in range(start + 1, min(start + 4, len(text)) + 1):
            keys = self._ends.get(text.words[start:end], set())
            if len(keys) != 1 or not self.is_end_of_name(text, start, end) or text.words[start] in self._lower:
                continue
            if end < len(text) and text.is_beside(end) and (text.is_capital[end] or text.words[end] in BODIES_AFTER):
                return None
            return start, end, next(iter(keys)), "It may be the end of the member’s name, used for short.", True
        return None


def _without_school_of(stem: tuple[str, ...]) -> tuple[str, ...]:
    """The name as people shorten it: "Alder Arts" for "Alder Academy of Arts"."""
    for at in range(1, len(stem) - 2):
        if stem[at] in ("academy", "school", "schools") and stem[at + 1] in ("of", "for"):
            return stem[:at] + stem[at + 2 :]
    return stem
