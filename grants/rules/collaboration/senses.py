"""What a name means, judging by the words around it."""

from collections.abc import Set
from dataclasses import dataclass
from enum import Enum, StrEnum

from grants.rules.collaboration.folded_text import FoldedText
from grants.rules.collaboration.word_lists import (
    BEFORE_DATES,
    BODIES_AFTER,
    CALENDAR,
    DETERMINERS,
    DIRECTION_WORDS,
    DOING,
    FIRST_NAMES,
    GIVING,
    HELPERS,
    ORDINARY,
    PEOPLE_AFTER,
    PLACES,
    SCHOOL_WORDS,
    STAFF_TITLES,
    STARTERS,
    TITLES,
)


class Sense(StrEnum):
    """What a name in the narrative means."""

    MEMBER = "member"
    OUTSIDER = "outsider"
    PARTNER = "partner"  # the consortium's, a partner's, a supplier's or an activity's own name
    OTHER_BODY = "other body"
    PERSON = "person"
    PLACE = "place"
    WORD = "ordinary word"


class Strength(Enum):
    """How certain it is that a name has a sense."""

    SURE = "sure"
    POSSIBLE = "possible"
    NONE = "none"


@dataclass(frozen=True)
class Judged:
    """The sense of a mention, how certain that is, and why, in a sentence."""

    sense: Sense
    strength: Strength
    why: str


def longer_name(
    text: FoldedText, start: int, end: int, *, names_beside: Set[int], has_ending: bool = False
) -> Judged | None:
    """The sense that a capitalized word beside it gives a name: "Kent State", "Dr. Cable", "Bank of Clyde"."""
    return _name_goes_on(text, end, names_beside, has_ending=has_ending) or (
        _name_begins_before(text, start, names_beside, has_ending=has_ending)
    )


def is_after_a_date(text: FoldedText, start: int) -> bool:
    """Whether "in January" or "each Friday" comes before the name, so that the month is no part of it."""
    return start > 1 and text.words[start - 1] in CALENDAR and text.words[start - 2] in BEFORE_DATES


def is_of_a_person(text: FoldedText, start: int) -> bool:
    """Whether someone with a school's title is of it: "Mr. Bell of"."""
    is_of = start > 2 and text.words[start - 1] in ("of", "from", "at") and text.is_capital[start - 2]
    return is_of and text.words[start - 3] in STAFF_TITLES and _after_title(text, start - 2)


def sense_of_member(
    text: FoldedText, start: int, stem_end: int, end: int, *, lower: Set[str], names_beside: Set[int]
) -> Judged:
    """Whether a member's name means the member here. Generous: only a clearly different sense counts against it."""
    if end > stem_end:
        return _named("It is the member’s name, followed by a kind of agency such as “Local” or “Schools.”")
    following = _beside(text, end)
    if following and (following in PLACES or following in BODIES_AFTER) and end not in names_beside:
        is_named_so = text.is_capital[end] or following in ("township", "county", "university", "college", "church")
        if is_named_so and not text.is_possessive[end - 1]:
            sense = Sense.PLACE if following in PLACES else Sense.OTHER_BODY
            return Judged(
                sense, Strength.NONE, f"“{text.tokens.words[text.first[end]]}” after it makes it a different name."
            )
    before = text.words[start - 1] if text.is_beside(start) or _after_title(text, start) else ""
    if before in TITLES and stem_end == start + 1 and text.is_capital[start - 1]:
        return Judged(Sense.PERSON, Strength.NONE, "A title comes before it, so it is a person’s name.")
    if before in FIRST_NAMES and stem_end == start + 1 and text.is_capital[start - 1] and start not in names_beside:
        return Judged(Sense.PERSON, Strength.NONE, "A first name comes before it, so it is a person’s name.")
    if before in DIRECTION_WORDS and text.is_capital[start - 1] and start not in names_beside:
        return Judged(Sense.OTHER_BODY, Strength.NONE, "The word before it makes it part of a longer name.")
    if stem_end == start + 1 and (text.words[start] in ORDINARY or text.words[start] in lower):
        return _ordinary_member(text, start, end, names_beside)
    return _named("It matches the member’s name.")


def _ordinary_member(text: FoldedText, start: int, end: int, names_beside: Set[int]) -> Judged:
    """A member whose name is also an ordinary word needs a verb of doing or a list of members around it."""
    before = text.words[start - 1] if start and text.is_attached[start] else ""
    following = _beside(text, end)
    if following in SCHOOL_WORDS or text.is_possessive[end - 1]:
        return _named("It is possessive, or a word about schools follows it.")
    is_capital_by_choice = not text.is_start(start) and not _is_all_capitals(text, start)
    if before in DETERMINERS:
        return Judged(Sense.WORD, Strength.NONE, "It is an ordinary word here.")
    if is_capital_by_choice or following in DOING:
        return _named("It is capitalized like a name, or a verb such as “has” or “hosts” follows it.")
    gap = text.gap_before(end).strip() if end < len(text) else ""
    is_in_list = gap in (",", ":", "|", ";", "–", "—") or following in ("and", "or") or "\n" in _raw_gap(text, end)
    if text.is_start(start) and is_in_list:
        return _named("It is in a list, as names often are.")
    return Judged(Sense.MEMBER, Strength.POSSIBLE, "It may be an ordinary word here.")


def _raw_gap(text: FoldedText, place: int) -> str:
    tokens = text.tokens
    end = tokens.starts[text.first[place]] if place < len(text) else len(tokens.text)
    return tokens.text[tokens.ends[text.last[place - 1] - 1] : end]


def _is_all_capitals(text: FoldedText, place: int) -> bool:
    return text.tokens.words[text.first[place]].isupper()


def _named(why: str) -> Judged:
    return Judged(Sense.MEMBER, Strength.SURE, why)


def _beside(text: FoldedText, place: int) -> str:
    """The word at this position if nothing but a space is before it."""
    return text.words[place] if place < len(text) and text.is_beside(place) else ""


def _after_title(text: FoldedText, start: int) -> bool:
    return start > 0 and text.words[start - 1] in TITLES and text.gap_before(start) in (" ", ". ")


def _name_goes_on(text: FoldedText, end: int, names_beside: Set[int], *, has_ending: bool) -> Judged | None:
    if end >= len(text) or end in names_beside:
        return None
    following, word = text.words[end], text.tokens.words[min(text.first[end], len(text.tokens) - 1)]
    is_hyphened = text.is_attached[end] and text.gap_before(end) == "-" and not text.is_possessive[end - 1]
    if is_hyphened and (text.is_capital[end] or following == "area"):
        return Judged(Sense.OTHER_BODY, Strength.NONE, f"“{word}” makes it part of a longer name.")
    if not text.is_beside(end):
        return None
    if following in PEOPLE_AFTER:
        return Judged(Sense.PERSON, Strength.NONE, f"“{word}” after it shows that these are people with that name.")
    if text.is_capital[end] and not (following in SCHOOL_WORDS or following in HELPERS or following in GIVING):
        sense = Sense.PLACE if following in PLACES or word == "St" else Sense.OTHER_BODY
        return Judged(sense, Strength.NONE, f"“{word}” after it makes it a different name.")
    if has_ending:
        return None
    if following in PLACES or following in BODIES_AFTER:
        sense = Sense.PLACE if following in PLACES else Sense.OTHER_BODY
        return Judged(sense, Strength.NONE, f"“{word}” after it shows that it means something else.")
    if following in ("of", "for") and end + 1 < len(text) and not text.is_possessive[end - 1]:
        at = end + 2 if text.words[end + 1] in ("the", "a") else end + 1
        if at < len(text) and text.is_capital[at]:
            return Judged(
                Sense.OTHER_BODY, Strength.NONE, f"“{word}” and the words after it make it part of a longer name."
            )
    ahead = text.words[end : end + 3]
    engine_plant = next((w for w in ahead[1:] if w in ("plant", "factory", "mill", "dealership", "quarry")), "")
    if engine_plant and not text.is_possessive[end - 1]:
        return Judged(Sense.OTHER_BODY, Strength.NONE, f"“{engine_plant}” after it shows that it means something else.")
    return None


def _name_begins_before(text: FoldedText, start: int, names_beside: Set[int], *, has_ending: bool) -> Judged | None:
    if not start or start in names_beside:
        return None
    before, word = text.words[start - 1], text.tokens.words[max(text.last[start - 1] - 1, 0)]
    is_capital = text.is_capital[start - 1]
    if _after_title(text, start) and is_capital:
        return Judged(Sense.PERSON, Strength.NONE, f"“{word}” before it shows that it is a person’s name.")
    if text.gap_before(start) == "-" and text.is_attached[start] and is_capital:
        return Judged(Sense.OTHER_BODY, Strength.NONE, f"“{word}” makes it part of a longer name.")
    is_after_figure = before[0].isdecimal() and text.gap_before(start) != " "  # "Eversham, 9. Gallowglass runs …"
    is_apart = is_after_figure or is_after_a_date(text, start)
    if text.is_beside(start) and is_capital and before not in SCHOOL_WORDS and not is_apart:
        is_opening = text.is_start(start - 1) and (
            before in STARTERS or before.endswith(("ing", "ly")) or (has_ending and before not in DIRECTION_WORDS)
        )
        if not is_opening and before not in DETERMINERS:
            return Judged(Sense.OTHER_BODY, Strength.NONE, f"“{word}” before it makes it part of a longer name.")
    is_of_capital = before in ("of", "for") and start > 1 and text.is_capital[start - 2]
    if is_of_capital and not has_ending and not is_of_a_person(text, start):
        bodies = text.words[start - 2]
        if bodies not in SCHOOL_WORDS and not (text.is_start(start - 2) and bodies in STARTERS):
            head = text.tokens.words[text.first[start - 2]]
            return Judged(
                Sense.OTHER_BODY, Strength.NONE, f"“{head} {before}” before it makes it part of a longer name."
            )
    return None
