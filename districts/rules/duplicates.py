"""Names, telephone numbers and addresses brought into one form, and rows that look like one thing. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

# What names of districts end in, the longer first; the same district is written with and without.
DISTRICT_ENDINGS = (
    "exempted village school district", "consolidated independent school district", "independent school district",
    "consolidated school district", "community school district", "unified school district", "central school district",
    "public school district", "elementary school district", "city school district", "local school district",
    "area school district", "county school district", "school district", "public schools", "city schools",
    "local schools", "county schools", "schools", "exempted village", "exempted vill", "local", "city", "isd", "cisd",
    "usd", "csd", "sd",
)  # fmt: skip
# Words that say nothing about which consortium it is.
CONSORTIUM_WORDS = frozenset(
    "a an and for in of the to inc incorporated llc co consortium consortia network networks collaborative "
    "collaboration cooperative coop council alliance association league partnership partners group initiative program "
    "project school schools district districts education educational learning county".split()
)
# Endings that say which kind of district it is: Canton City and Canton Local are two.
_KINDS = {
    "exempted": "village", "village": "village", "vill": "village", "independent": "independent", "isd": "independent",
    "cisd": "independent", "unified": "unified", "usd": "unified", "central": "central", "city": "city",
    "local": "local", "elementary": "elementary", "county": "county", "area": "area", "community": "community",
}  # fmt: skip
# Words of many names of districts and charter schools: sharing one says nothing.
_EVERYDAY = CONSORTIUM_WORDS | frozenset(
    "academy charter community college prep preparatory high middle elementary unified union city local central area "
    "village exempted public agency service center career technical new north south east west science arts early "
    "leadership global international university institute union supervisory contract joint".split()
)
_STREET_WORDS = {
    "street": "st", "avenue": "ave", "road": "rd", "drive": "dr", "boulevard": "blvd", "lane": "ln", "highway": "hwy",
    "route": "rt", "north": "n", "south": "s", "east": "e", "west": "w", "court": "ct", "place": "pl",
    "post office box": "po box",
}  # fmt: skip


@lru_cache(maxsize=50_000)
def plain(text: str) -> str:
    """The text in small letters without accents, marks and double spaces; “&” is “and”."""
    text = unicodedata.normalize("NFKD", text.replace("&", " and ")).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.replace("'", "")).split())


def district_stem(name: str) -> str:
    """The district's name without its ending: “Mill Creek Local School District” is “mill creek”."""
    words = plain(name)
    for ending in DISTRICT_ENDINGS:
        if words.endswith(f" {ending}"):
            return words.removesuffix(f" {ending}").strip()
    return words


def district_type(name: str) -> str:
    """The kind that the ending of the name states: city, local, unified; empty where it states none."""
    words = plain(name)
    ending = words[len(district_stem(name)) :].split()
    return next((_KINDS[word] for word in ending if word in _KINDS), "")


@lru_cache(maxsize=10_000)
def consortium_words(name: str) -> frozenset[str]:
    """The words of a consortium's name that tell it from others; all words where none does."""
    words = frozenset(plain(name).split())
    return words - CONSORTIUM_WORDS or words


def phone_digits(phone: str) -> str:
    """The ten digits of a telephone number; empty where it has not ten."""
    digits = re.sub(r"\D", "", phone).removeprefix("1")
    return digits if len(digits) == 10 else ""


def plain_address(street: str, city: str) -> str:
    """Street and city in one form: “12 North Main Street” is “12 n main st”; empty where either is unknown."""
    if not street.strip() or not city.strip():
        return ""
    words = plain(street)
    for long, short in _STREET_WORDS.items():
        words = re.sub(rf"\b{long}\b", short, words)
    return f"{words}, {plain(city)}"


@dataclass(frozen=True)
class Row:
    """What is known of one district; empty is unknown."""

    key: str
    name: str
    state_id: str = ""
    phone: str = ""
    street: str = ""
    city: str = ""
    county: str = ""


@dataclass(frozen=True)
class Pair:
    """Two rows that look like one district, and why."""

    first: Row
    second: Row
    reasons: tuple[str, ...]


def likely_duplicate_districts(rows: Iterable[Row]) -> list[Pair]:
    """Pairs of one state's districts that look like one, each with the reasons in words, in the order of names.

    Two districts of one name in different counties are not alike: states have those. An address or a telephone number
    alone is not enough either, because agencies share buildings: a word of the name must be shared as well.
    """
    rows = list(rows)
    found: dict[tuple[str, str], tuple[Row, Row, list[str]]] = {}

    def note(group: list[Row], reason: str, *, by_name: bool = False, needs_a_word: bool = False) -> None:
        if len(group) > 12:  # a number that a whole state uses (a help desk, a placeholder) names nobody
            return
        for place, first in enumerate(group):
            for second in group[place + 1 :]:
                if (needs_a_word and not _share_a_word(first, second)) or (by_name and _are_two_kinds(first, second)):
                    continue
                pair = (first, second) if first.key < second.key else (second, first)
                found.setdefault((pair[0].key, pair[1].key), (*pair, []))[2].append(reason)

    for group in _alike(rows, lambda row: district_stem(row.name)):
        for neighbors in _by_place(group):
            note(neighbors, "the same name, apart from endings and capital letters", by_name=True)
    for group in _alike(rows, lambda row: plain(row.state_id)):
        note(group, f"the same state id, {group[0].state_id}")
    for group in _alike(rows, lambda row: phone_digits(row.phone)):
        note(group, f"the same telephone number, {group[0].phone}", needs_a_word=True)
    for group in _alike(rows, lambda row: plain_address(row.street, row.city)):
        note(group, f"the same address, {group[0].street}, {group[0].city}", needs_a_word=True)
    pairs = [Pair(first, second, tuple(reasons)) for first, second, reasons in found.values()]
    return sorted(pairs, key=lambda pair: (-len(pair.reasons), plain(pair.first.name), pair.first.key, pair.second.key))


def _alike(rows: list[Row], form: Callable[[Row], str]) -> list[list[Row]]:
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if key := form(row):
            groups[key].append(row)
    return [group for group in groups.values() if len(group) > 1]


def _by_place(group: list[Row]) -> Iterable[list[Row]]:
    """The rows of one name, county by county; a row without a county may be any of them."""
    counties = {row.county for row in group if row.county}
    if len(counties) < 2:
        return [group]
    placeless = [row for row in group if not row.county]
    together = ([row for row in group if row.county == county] + placeless for county in sorted(counties))
    return [rows for rows in together if len(rows) > 1]


def _share_a_word(first: Row, second: Row) -> bool:
    shared = set(district_stem(first.name).split()) & set(district_stem(second.name).split())
    return bool({word for word in shared - _EVERYDAY if not word.isdigit()})


def _are_two_kinds(first: Row, second: Row) -> bool:
    kinds = {district_type(first.name), district_type(second.name)} - {""}
    return len(kinds) > 1
