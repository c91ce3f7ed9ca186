"""Names, phone numbers, and addresses in a normal form, and records that may be duplicates. Pure."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

# Common endings of district names, longer ones first: the same district is written with and without them.
DISTRICT_ENDINGS = (
    "exempted village school district", "consolidated independent school district", "independent school district",
    "consolidated school district", "community school district", "unified school district", "central school district",
    "public school district", "elementary school district", "city school district", "local school district",
    "area school district", "county school district", "school district", "public schools", "city schools",
    "local schools", "county schools", "schools", "exempted village", "exempted vill", "local", "city", "isd", "cisd",
    "usd", "csd", "sd",
)  # fmt: skip
# Words that do not tell one consortium from another.
CONSORTIUM_WORDS = frozenset(
    "a an and for in of the to inc incorporated llc co consortium consortia network networks collaborative "
    "collaboration cooperative coop council alliance association league partnership partners group initiative program "
    "project school schools district districts education educational learning county".split()
)
# Endings that state the type of district: Canton City and Canton Local are different districts.
_KINDS = {
    "exempted": "village", "village": "village", "vill": "village", "independent": "independent", "isd": "independent",
    "cisd": "independent", "unified": "unified", "usd": "unified", "central": "central", "city": "city",
    "local": "local", "elementary": "elementary", "county": "county", "area": "area", "community": "community",
}  # fmt: skip
# Words that many districts and charter schools share: sharing one means nothing.
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
    """The text in lower case, without accents, punctuation, and repeated spaces; “&” becomes “and”."""
    text = unicodedata.normalize("NFKD", text.replace("&", " and ")).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.replace("'", "")).split())


def district_stem(name: str) -> str:
    """The name of the district without its ending: “Mill Creek Local School District” is “mill creek”."""
    words = plain(name)
    for ending in DISTRICT_ENDINGS:
        if words.endswith(f" {ending}"):
            return words.removesuffix(f" {ending}").strip()
    return words


def district_type(name: str) -> str:
    """The type of district stated by the ending of its name: city, local, unified; empty if none."""
    words = plain(name)
    ending = words[len(district_stem(name)) :].split()
    return next((_KINDS[word] for word in ending if word in _KINDS), "")


@lru_cache(maxsize=10_000)
def consortium_words(name: str) -> frozenset[str]:
    """The distinctive words of a consortium's name; all of its words if none is distinctive."""
    words = frozenset(plain(name).split())
    return words - CONSORTIUM_WORDS or words


def phone_digits(phone: str) -> str:
    """The ten digits of a phone number; empty if it does not have ten."""
    digits = re.sub(r"\D", "", phone).removeprefix("1")
    return digits if len(digits) == 10 else ""


def plain_address(street: str, city: str) -> str:
    """Street and city in a normal form: “12 North Main Street” is “12 n main st”; empty if either is unknown."""
    if not street.strip() or not city.strip():
        return ""
    words = plain(street)
    for long, short in _STREET_WORDS.items():
        words = re.sub(rf"\b{long}\b", short, words)
    return f"{words}, {plain(city)}"


@dataclass(frozen=True)
class DistrictEntry:
    """One district as it is compared with others; unknown values are empty."""

    key: str
    name: str
    state_id: str = ""
    phone: str = ""
    street: str = ""
    city: str = ""
    county: str = ""


@dataclass(frozen=True)
class DuplicatePair:
    """Two records that may be the same district, and the similarities."""

    first: DistrictEntry
    second: DistrictEntry
    reasons: tuple[str, ...]


def likely_duplicate_districts(rows: Iterable[DistrictEntry]) -> list[DuplicatePair]:
    """Possible duplicates among the districts of one state, those with the most similarities first.

    The same name in different counties is not a similarity, because states have such districts. The same address or
    phone number counts only if the names share a word, because agencies share buildings.
    """
    rows = list(rows)
    found: dict[tuple[str, str], tuple[DistrictEntry, DistrictEntry, list[str]]] = {}

    def note(group: list[DistrictEntry], reason: str, *, by_name: bool = False, needs_a_word: bool = False) -> None:
        if len(group) > 12:  # a phone number that many districts list (a help desk, a placeholder) identifies no one
            return
        for place, first in enumerate(group):
            for second in group[place + 1 :]:
                if (needs_a_word and not _share_a_word(first, second)) or (by_name and _are_two_kinds(first, second)):
                    continue
                pair = (first, second) if first.key < second.key else (second, first)
                found.setdefault((pair[0].key, pair[1].key), (*pair, []))[2].append(reason)

    for group in _alike(rows, lambda row: district_stem(row.name)):
        for neighbors in _by_place(group):
            note(neighbors, "same name, apart from endings and capitalization", by_name=True)
    for group in _alike(rows, lambda row: plain(row.state_id)):
        note(group, f"same state ID, {group[0].state_id}")
    for group in _alike(rows, lambda row: phone_digits(row.phone)):
        note(group, f"same phone number, {group[0].phone}", needs_a_word=True)
    for group in _alike(rows, lambda row: plain_address(row.street, row.city)):
        note(group, f"same address, {group[0].street}, {group[0].city}", needs_a_word=True)
    pairs = [DuplicatePair(first, second, tuple(reasons)) for first, second, reasons in found.values()]
    return sorted(pairs, key=lambda pair: (-len(pair.reasons), plain(pair.first.name), pair.first.key, pair.second.key))


def _alike(rows: list[DistrictEntry], form: Callable[[DistrictEntry], str]) -> list[list[DistrictEntry]]:
    groups: dict[str, list[DistrictEntry]] = defaultdict(list)
    for row in rows:
        if key := form(row):
            groups[key].append(row)
    return [group for group in groups.values() if len(group) > 1]


def _by_place(group: list[DistrictEntry]) -> Iterable[list[DistrictEntry]]:
    """The rows of one name by county; a row without a county may belong to any of them."""
    counties = {row.county for row in group if row.county}
    if len(counties) < 2:
        return [group]
    placeless = [row for row in group if not row.county]
    together = ([row for row in group if row.county == county] + placeless for county in sorted(counties))
    return [rows for rows in together if len(rows) > 1]


def _share_a_word(first: DistrictEntry, second: DistrictEntry) -> bool:
    shared = set(district_stem(first.name).split()) & set(district_stem(second.name).split())
    return bool({word for word in shared - _EVERYDAY if not word.isdigit()})


def _are_two_kinds(first: DistrictEntry, second: DistrictEntry) -> bool:
    kinds = {district_type(first.name), district_type(second.name)} - {""}
    return len(kinds) > 1
