"""A text in the form in which names are compared: without case, accents, apostrophes and abbreviations.

"Mt. Ambrose", "O’Dell" and "Bell & Forge" become "mount ambrose", "odell" and "bell and forge"; what a word belongs to
("Birch Hollow’s") is left out.
"""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from grants.rules.collaboration.tokens import TokenizedText, tokenize

_IN_FULL = {
    "mt": "mount", "mtn": "mountain", "st": "saint", "ste": "saint", "ft": "fort", "pt": "point", "hts": "heights",
    "hgts": "heights", "jct": "junction", "spgs": "springs", "vly": "valley", "ctr": "center", "centre": "center",
    "cr": "creek", "crk": "creek", "twp": "township", "ave": "avenue", "rd": "road", "blvd": "boulevard",
    "hwy": "highway", "cty": "county", "dist": "district", "sch": "school", "schs": "schools", "educ": "educational",
}  # fmt: skip
DIRECTIONS = {"N": "north", "S": "south", "E": "east", "W": "west"}
_ATTACHED = frozenset((" ", "-", "/", " / ", "", "–", "."))
_AND = frozenset((" & ", "&", " + "))


@dataclass(frozen=True)
class FoldedText:
    """The words of a text as they are compared. Word i covers the tokens `first[i]` to `last[i]`, exclusive.

    `is_capital[i]`: its first letter is a capital or a digit. `is_attached[i]`: nothing but a space or a hyphen, or the
    period of an abbreviation, is between it and the word before, so that both can be parts of one name.
    """

    tokens: TokenizedText
    words: tuple[str, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]
    is_capital: tuple[bool, ...]
    is_attached: tuple[bool, ...]
    is_possessive: tuple[bool, ...]

    def __len__(self) -> int:
        return len(self.words)

    def gap_before(self, place: int) -> str:
        """What is before a word, with one form of space."""
        return self.tokens.gaps[self.first[place]]

    def is_beside(self, place: int) -> bool:
        """Whether only one space is between this word and the one before: no tab, line break or column of a table."""
        if not 0 < place < len(self.words) or not self.is_attached[place] or self.is_possessive[place - 1]:
            return False
        between = self.tokens.text[self.tokens.ends[self.last[place - 1] - 1] : self.tokens.starts[self.first[place]]]
        return len(between) <= 2 and not any(c in between for c in "\t\n\r/")

    def is_start(self, place: int) -> bool:
        """Whether a sentence begins with this word, or something like one: a cell, a quotation, a list item."""
        token = self.first[place]
        if not token or self.tokens.sentence_of[token] != self.tokens.sentence_of[token - 1]:
            return True
        return any(c in self.tokens.gaps[token] for c in ':|;“"(•*–—[\u2022')


def folded_text(tokens: TokenizedText) -> FoldedText:
    """The folded form of a text."""
    words: list[str] = []
    first: list[int] = []
    last: list[int] = []
    capital: list[bool] = []
    attached: list[bool] = []
    possessive: list[bool] = []
    joins = False
    for place, (token, gap) in enumerate(zip(tokens.words, tokens.gaps, strict=False)):
        if gap == "'" and words and last[-1] == place:
            if token in ("s", "S"):
                possessive[-1] = True
                joins = True
                continue
            words[-1] += fold(token)  # O'Dell
            last[-1] = place + 1
            continue
        is_near = gap in _ATTACHED or (joins and gap == ". ")
        if gap in _AND:
            words.append("and")
            first.append(place)
            last.append(place)
            capital.append(True)
            attached.append(True)
            possessive.append(False)
            is_near = True
        word = fold(token)
        direction = DIRECTIONS.get(token)
        if direction and place + 1 < len(tokens) and tokens.gaps[place + 1] in (" ", ". "):
            word = direction if tokens.words[place + 1][0].isupper() else word
        words.append(word)
        first.append(place)
        last.append(place + 1)
        capital.append(token[0].isupper() or token[0].isdecimal())
        attached.append(is_near)
        possessive.append(False)
        joins = len(token) == 1 or token.lower() in _IN_FULL
    return FoldedText(
        tokens, tuple(words), tuple(first), tuple(last), tuple(capital), tuple(attached), tuple(possessive)
    )


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """A word without case and accents, and in full where it is a usual abbreviation of place names."""
    word = word.casefold()
    if not word.isascii():
        plain = unicodedata.normalize("NFKD", word)
        word = "".join(c for c in plain if not unicodedata.combining(c)) or word
    return _IN_FULL.get(word, word)


@lru_cache(maxsize=65536)
def folded_words(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared."""
    return folded_text(tokenize(name)).words
