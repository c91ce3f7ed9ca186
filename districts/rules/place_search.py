"""What a reader means by a town, a ZIP code, a county, or a street. Pure."""

import re
from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from districts.rules.name_search import Term, terms
from districts.rules.places import STATE_NAMES

# What the names of counties and their equivalents end in, in capitals.
COUNTY_WORDS = ("COUNTY", "PARISH", "BOROUGH", "CENSUS AREA", "MUNICIPIO")
STATES = frozenset(STATE_NAMES) | {name.upper() for name in STATE_NAMES.values()}
# As a reader may write them at the end of a county's name.
TYPED_COUNTY = re.compile(r" (?:COUNTY|CNTY|CO\.?|PARISH|BOROUGH|CENSUS AREA|MUNICIPIO)$")
# The first word of many towns and counties, as files and readers write it.
FIRST_WORDS = (
    ("SAINT", "ST", "ST."), ("SAINTE", "STE", "STE."), ("MOUNT", "MT", "MT."), ("FORT", "FT", "FT."),
    ("NORTH", "N", "N."), ("SOUTH", "S", "S."), ("EAST", "E", "E."), ("WEST", "W", "W."),
)  # fmt: skip
ZIP = re.compile(r"(?:^|[ ,])([0-9]{5})(?:-[0-9]{4})?$")
# An address begins with a house number or has a word for a street. “St” is left out: it is “saint” too.
STREET_WORDS = frozenset(
    "street avenue ave road rd drive dr lane ln boulevard blvd highway hwy route rt pike turnpike".split()
)


class PlaceWords(NamedTuple):
    """A place as typed: what the address of a district or school, or the name of a county, must be. In capitals."""

    towns: tuple[str, ...] = ()
    counties: tuple[str, ...] = ()
    zip_code: str = ""
    street: tuple[Term, ...] = ()


def is_zip_code(text: str) -> bool:
    """Whether the text is a ZIP code of five digits, with or without the four that can follow."""
    return re.fullmatch(r"[0-9]{5}(-[0-9]{4})?", text) is not None


def place_words(text: str) -> PlaceWords:
    """What these words mean as a place: “Athens, OH” is a town or a county, “45701-1301” a ZIP code.

    After a ZIP code nothing else counts: “Athens, OH 45701” is the ZIP code.
    """
    words = " ".join(text.upper().split()).strip(" ,.")
    if found := ZIP.search(words):
        return PlaceWords(zip_code=found[1])
    names = list(dict.fromkeys(_without_state(words)))
    street = terms(text) if _is_street(words) else ()
    towns = () if TYPED_COUNTY.search(names[-1]) else tuple(form for name in names for form in _forms(name))
    counties = tuple(form for name in names for form in _forms(TYPED_COUNTY.sub("", name)))
    with_ending = tuple(f"{name} {ending}" for name, ending in product(counties, COUNTY_WORDS))
    return PlaceWords(towns, (*counties, *with_ending), "", street)


def _without_state(words: str) -> Iterator[str]:
    """The words, and the words without a state at the end. Both, because towns are named Port Washington."""
    yield words
    for mark in (",", " "):
        name, _, state = (part.strip(" ,") for part in words.rpartition(mark))
        if name and state in STATES:
            yield name
            return


def _forms(name: str) -> Iterator[str]:
    first, _, rest = name.partition(" ")
    for group in FIRST_WORDS:
        if rest and first in group:
            yield from (f"{form} {rest}" for form in group)
            return
    if name:
        yield name


def _is_street(words: str) -> bool:
    begins_with_number = re.match(r"[0-9]+[A-Z]? +[A-Z]", words)
    return bool(begins_with_number) or not STREET_WORDS.isdisjoint(words.lower().replace(".", "").split()[1:])
