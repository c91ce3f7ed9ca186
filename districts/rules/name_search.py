"""Search by name: parts of it in any order, with the field's abbreviations spelled out or not. Pure.

`terms("Otter Run Elem")` gives three terms; a name matches if it has each of them in one of its spellings.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA
from rapidfuzz.utils import default_process

MOST_TERMS = 12
# The words of this many names, the nearest by their letters, are compared with typed words.
MOST_READ = 200


class Spelling(NamedTuple):
    """One way a term can be written in a name: anywhere in it, or as a whole word."""

    text: str
    is_word: bool = False


Term = tuple[Spelling, ...]

# Spellings of the same word. The first is the full word; those in capitals match whole words only.
SAME = (
    ("elementary", "elem", "EL", "ES"),
    ("middle", "MID", "MS"),
    ("high", "HS"),
    ("junior", "JR"),
    ("senior", "SR"),
    ("school", "SCH", "schl", "HS", "ES", "MS", "JHS", "SHS", "SD", "ISD", "USD", "LSD", "CSD", "EVSD"),
    ("district", "dist", "SD", "ISD", "USD", "LSD", "CSD", "EVSD"),
    ("academy", "acad"),
    ("center", "centre", "CTR", "CNTR"),
    ("central", "CENT", "CTL"),
    ("community", "comm", "CMTY"),
    ("county", "CO", "CNTY"),
    ("consolidated", "CONS", "consol"),
    ("cooperative", "coop", "co-op"),
    ("education", "EDUC", "ED"),
    ("exempted", "EX", "EXMPT"),
    ("independent", "IND", "indep"),
    ("intermediate", "INT", "INTERMED"),
    ("local", "LOC"),
    ("primary", "PRIM", "PRI"),
    ("regional", "REG"),
    ("service", "SVC", "SERV"),
    ("technical", "tech"),
    ("township", "TWP"),
    ("vocational", "VOC"),
    ("village", "VILL", "VIL"),
    ("university", "UNIV"),
    ("saint", "ST", "ST."),
    ("mount", "MT", "MT."),
    ("fort", "FT", "FT."),
    ("north", "N", "N."),
    ("south", "S", "S."),
    ("east", "E", "E."),
    ("west", "W", "W."),
    ("street", "ST", "ST."),
    ("avenue", "AVE", "AVE."),
    ("road", "RD", "RD."),
    ("drive", "DR", "DR."),
    ("lane", "LN", "LN."),
    ("boulevard", "BLVD", "BLVD."),
    ("highway", "HWY", "HWY."),
    ("route", "RT", "RTE"),
)
# Abbreviations of several words: what is typed, and what names have instead.
LONG = {
    "es": ("elementary", "elem"),
    "hs": ("high school", "high"),
    "ms": ("middle school", "middle"),
    "jhs": ("junior high", "jr high", "jr. high"),
    "shs": ("senior high", "sr high"),
    "sd": ("school district", "school dist", "schools", "sch dist"),
    "isd": ("independent school district", "intermediate school district"),
    "usd": ("unified school district", "unified"),
    "lsd": ("local school district", "local"),
    "csd": ("city school district", "central school district", "community school district", "city"),
    "evsd": ("exempted village",),
    "jvsd": ("joint vocational", "vocational"),
    "esc": ("educational service center", "education service center"),
    "esd": ("educational service district",),
    "boces": ("board of cooperative",),
    "cesa": ("cooperative educational service agency",),
    "iu": ("intermediate unit",),
    "stem": ("science, technology",),
}
# Optional before a number: “School No. 5”, “PS 12”.
NUMBER_WORDS = frozenset({"no", "no.", "nr", "num", "number", "#"})
IGNORED = frozenset({"the", "of", "and", "at", "in", "for", "&", "-"})


def plain_letters(text: str) -> str:
    """The text in lowercase without accents, with straight apostrophes."""
    if text.isascii():
        return text.casefold()
    text = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    return "".join(sign for sign in text if not unicodedata.combining(sign)).casefold()


def words_in(text: str) -> list[str]:
    """The words to search for. Words such as “the” are left out unless there are no others."""
    # “#5” and “no.5” become two words; dots between single letters are dropped: “P.S. 12” is “ps 12”.
    spaced = re.sub(r"(#|\bno\.?)\s*(?=\d)", r" \1 ", plain_letters(text))
    spaced = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", spaced)
    found = re.findall(r"#|&|[\w'@+*/]+(?:[-.][\w']+)*", spaced)
    words = [word for word in found if word not in IGNORED]
    numbered = [
        word
        for place, word in enumerate(words)
        if not (word in NUMBER_WORDS and place + 1 < len(words) and words[place + 1][0].isdigit())
    ]
    # Text without words is searched for unchanged; no name has it.
    return (numbered or found or text.split())[:MOST_TERMS]


def terms(text: str) -> tuple[Term, ...]:
    """What a name must have to match this text: all of the terms, each in one of its spellings."""
    return tuple(_spellings(word) for word in words_in(text))


@cache
def _groups() -> dict[str, list[tuple[str, ...]]]:
    groups: dict[str, list[tuple[str, ...]]] = {}
    for group in SAME:
        for form in group:
            # “hs” is short for two words, so it matches neither of them alone.
            if form == group[0] or form.casefold() not in LONG:
                groups.setdefault(form.casefold(), []).append(group)
    return groups


def _spellings(word: str) -> Term:
    found: dict[Spelling, None] = {}
    short = len(word) <= 2 and (word in LONG or word in _groups())
    found[Spelling(word, is_word=short)] = None
    for group in _groups_of(word):
        for form in group:
            found[Spelling(form.casefold(), is_word=form.isupper())] = None
    for form in LONG.get(word, ()):
        found[Spelling(form)] = None
    if "'" in word:
        found[Spelling(word.replace("'", ""))] = None
        found[Spelling(word.replace("'", "’"))] = None
    if re.fullmatch(r"[a-z]{2,3}", word) and word not in LONG and word not in _groups():
        found[Spelling(".".join(word) + ".")] = None  # “ps” finds “P.S. 12”
    if word.endswith("s") and len(word) > 5 and word[:-1] in _groups():
        found |= dict.fromkeys(_spellings(word[:-1]))
    return tuple(found)


def _groups_of(word: str) -> Iterable[tuple[str, ...]]:
    exact = _groups().get(word.rstrip("."), [])
    if exact or len(word) < 4:
        return exact
    # “elemen” is the start of “elementary”.
    return [group for group in SAME if group[0].startswith(word)]


# --- similar names


def likeness(typed: str, name: str) -> float:
    """How similar a name is to typed words, from 0 to 1: the average over typed words of the nearest word."""
    return _likeness_of(words_in(typed), words_in(name))


@lru_cache(maxsize=10_000)
def _words_of_name(name: str) -> tuple[str, ...]:
    """The same names are compared with whatever is typed."""
    return tuple(words_in(name))


def _likeness_of(words: Sequence[str], named: Sequence[str]) -> float:
    if not words or not named:
        return 0.0
    return sum(max(_alike(word, other) for other in named) for word in words) / len(words)


@lru_cache(maxsize=50_000)
def _alike(word: str, other: str) -> float:
    """1 for the same word or its beginning; less for each letter that is missing, extra, wrong, or transposed."""
    if word == other or (len(word) > 2 and other.startswith(word)):
        return 1.0
    if abs(len(word) - len(other)) > 2:
        return 0.0
    return OSA.normalized_similarity(word, other)


def beginnings(typed: str) -> list[str]:
    """The first two letters of each typed word that distinguishes names, for finding similar names."""
    words = [word for word in words_in(typed) if len(word) > 2]
    distinctive = [word for word in words if word not in _groups() and word not in LONG]
    return list(dict.fromkeys(word[:2] for word in distinctive or words))


def similar_names(typed: str, names: Iterable[str], *, most: int = 3, least: float = 0.6) -> list[str]:
    """The typed words, each replaced by the nearest word of the most similar names; the most similar first."""
    words, different = words_in(typed), list(dict.fromkeys(names))
    if len(different) > MOST_READ:
        # To take a name apart costs 50 times what it costs to compare its letters with the typed ones.
        nearest = process.extract(typed, different, scorer=fuzz.WRatio, processor=default_process, limit=MOST_READ)
        different = [name for name, _, _ in nearest]
    ranked = sorted((-_likeness_of(words, _words_of_name(name)), len(name), name) for name in different)
    found: dict[str, None] = {}
    for minus, _, name in ranked[:40]:
        if -minus < least:
            break
        named = _words_of_name(name)
        phrase = " ".join(max(named, key=lambda other: _alike(word, other)) for word in words)
        if phrase != " ".join(words):
            found[phrase.title()] = None
    return list(found)[:most]
