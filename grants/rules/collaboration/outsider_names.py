"""Whether a name in the registry means that agency: skeptical, since a false accusation harms a small district."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grants.rules.collaboration.folded_text import FoldedText
from grants.rules.collaboration.other_names import OtherNames
from grants.rules.collaboration.passing_mentions import is_in_passing
from grants.rules.collaboration.senses import (
    Judged,
    Sense,
    Strength,
    is_after_a_date,
    is_of_a_person,
    longer_name,
)
from grants.rules.collaboration.taking_part import (
    acts_as_district,
    has_staff_at_work,
    is_doing_now,
    is_in_a_row,
    is_one_of_us,
    takes_part,
)
from grants.rules.collaboration.tokens import TokenizedText, word_set
from grants.rules.collaboration.word_lists import (
    CHILDREN,
    DECLINED,
    DECLINED_IN_ITS_SENTENCE,
    DETERMINERS,
    GEOGRAPHY,
    GIVING,
    HELPERS,
    ORDINARY,
    PLACE_PREPOSITIONS,
    PLACES,
    SCHOOL_WORDS,
)

__all__ = ["Judged", "Strength", "judge_outsiders"]

_Name = tuple[int, int, int, int, tuple[str, ...], bool]  # section, start, end of the stem, end, agencies, has ending


@dataclass(frozen=True)
class NamesAround:
    """The names in a text: where each begins and ends, and whether it is a participant's or an agency's."""

    by_start: dict[int, tuple[int, bool]]
    by_end: dict[int, tuple[int, bool]]
    edges: frozenset[int]
    members: frozenset[int]  # where participants' names begin


_LONGEST_LIST = 60
_OF_ITS_PEOPLE = word_set(
    "teacher teachers student students pupil pupils principal librarian counselor graders juniors seniors"
)


def names_around(spans: Iterable[tuple[int, int, bool]], members: Iterable[int] = ()) -> NamesAround:
    """The names of a text, from (start, end, whether it is a participant's or an agency's)."""
    rows = list(spans)
    return NamesAround(
        {start: (end, is_agency) for start, end, is_agency in rows},
        {end: (start, is_agency) for start, end, is_agency in rows},
        frozenset(at for start, end, _is_agency in rows for at in (start, end)),
        frozenset(members),
    )


def judge_outsiders(
    texts: Sequence[FoldedText], names: Sequence[_Name], around: Sequence[NamesAround], others: OtherNames
) -> dict[tuple[int, int], Judged]:
    """The sense of each name of a nonparticipating agency, by section and first word. One sense per text."""
    judged: dict[tuple[int, int], Judged] = {}
    by_agency: dict[tuple[str, ...], list[tuple[int, int]]] = {}
    for section, start, stem_end, end, agencies, has_ending in names:
        judged[section, start] = _judge(texts[section], start, stem_end, end, has_ending, around[section], others)
        by_agency.setdefault(agencies, []).append((section, start))
    ends = {(section, start): end for section, start, _stem, end, _agencies, _has in names}
    with_ending = {(section, start) for section, start, _stem, _end, _agencies, has_ending in names if has_ending}
    for places in by_agency.values():
        is_sure = any(judged[p].strength is Strength.SURE for p in places)
        elsewhere = next((judged[p] for p in places if judged[p].sense in (Sense.OTHER_BODY, Sense.PERSON)), None)
        for place in places:
            if judged[place].strength is Strength.POSSIBLE and elsewhere and not is_sure:
                judged[place] = Judged(
                    elsewhere.sense, Strength.NONE, "Elsewhere, the text uses this name for something else."
                )
        if is_sure and any(_has_declined(texts[s], start, ends[s, start]) for s, start in places):
            for place in places:
                if judged[place].strength is Strength.SURE:
                    judged[place] = Judged(
                        Sense.OUTSIDER, Strength.POSSIBLE, "The text may say that it doesn’t take part."
                    )
        if is_sure:
            sure = [place for place in places if judged[place].strength is Strength.SURE]
            has_part = any(
                not is_in_passing(texts[s], b, ends[s, b])
                and (
                    _is_beside_member(texts[s], b, ends[s, b], around[s])
                    or takes_part(
                        texts[s], b, ends[s, b],
                        is_by_ours=_is_by_ours(texts[s], b, around[s]), has_ending=(s, b) in with_ending,
                    )
                )
                for s, b in sure
            )  # fmt: skip
            for place in () if has_part else sure:
                judged[place] = Judged(Sense.OUTSIDER, Strength.POSSIBLE, "The text may mention it only in passing.")
    return judged


def _judge(
    text: FoldedText,
    start: int,
    stem_end: int,
    end: int,
    has_ending: bool,
    around: NamesAround,
    others: OtherNames,
) -> Judged:
    beside = {at for at in (start, end) if (at in around.by_end if at == start else at in around.by_start)}
    longer = longer_name(text, start, end, names_beside=beside, has_ending=has_ending)
    if judged := longer or (None if has_ending else _of_a_person(text, start, end, around)):
        return judged
    stem = text.words[start:stem_end]
    if has_ending:
        is_before_number = end < len(text) and text.is_beside(end) and text.words[end][0].isdecimal()
        if is_before_number and not (is_in_a_row(text, start, end) and _is_by_ours(text, start, around)):
            return Judged(Sense.OTHER_BODY, Strength.NONE, "A number follows it, so it is a union local or a road.")
        is_city = text.words[stem_end:end] == ("city",) and text.words[end : end + 1] in (("council",), ("hall",))
        if not is_city:
            return Judged(Sense.OUTSIDER, Strength.SURE, "A kind of agency follows it, such as “Local” or “Schools.”")
    in_list = _coordinated(text, start, end, around)
    after_list = text.words[in_list[1]] if in_list[1] < len(text) and text.is_attached[in_list[1]] else ""
    if after_list in PLACES and in_list != (start, end):
        return Judged(Sense.PLACE, Strength.NONE, f"“{after_list}” after the list shows that these are places.")
    why = _evidence(text, start, end, in_list) or _of_its_children(text, start, end)
    if why := why or _as_one_of_us(text, start, end):
        return Judged(Sense.OUTSIDER, Strength.SURE, why)
    before = text.words[start - 1] if start and text.is_attached[start] else ""
    if before in DETERMINERS and not (len(stem) > 1 and stem[-1] not in GEOGRAPHY):
        return Judged(Sense.WORD, Strength.NONE, f"“{before}” before it shows that it isn’t a district’s name.")
    if set(stem) <= others.words:
        return Judged(
            Sense.PARTNER, Strength.NONE, "It is part of the name of the consortium, a partner, or an activity."
        )
    before_list = text.words[in_list[0] - 1] if in_list[0] and text.is_attached[in_list[0]] else ""
    if before_list in PLACE_PREPOSITIONS:
        return Judged(Sense.PLACE, Strength.NONE, f"“{before_list}” before it shows that it is a place.")
    return _without_ending(text, start, end, stem, around, is_after_the=before == "the")


def _of_a_person(text: FoldedText, start: int, end: int, around: NamesAround) -> Judged | None:
    """What a name after "Mr. Bell of" means: the district if he works with the members, or where he is from."""
    if not is_of_a_person(text, start):
        return None
    is_place = text.words[end - 1] == "county" or _is_ordinary(text, start, end)
    if not is_place and has_staff_at_work(text, start, end, is_by_ours=_is_by_ours(text, start, around)):
        return Judged(Sense.OUTSIDER, Strength.SURE, "Someone of it works with the members.")
    if text.words[start - 1] == "of":
        return Judged(Sense.PERSON, Strength.NONE, "It only says where someone is from.")
    return None


def _as_one_of_us(text: FoldedText, start: int, end: int) -> str:
    """Why the name is a district's if the text says that it is in, or is another that is."""
    is_near = text.words[max(0, start - 1) : start] in (("is",), ("the",)) or "in" in text.words[end : end + 3]
    is_in = is_near and not _is_ordinary(text, start, end) and is_one_of_us(text, start, end)
    return "The text says that it is in, as the members are." if is_in else ""


def _is_ordinary(text: FoldedText, start: int, end: int) -> bool:
    return end == start + 1 and text.words[start] in ORDINARY


def _without_ending(
    text: FoldedText, start: int, end: int, stem: tuple[str, ...], around: NamesAround, *, is_after_the: bool
) -> Judged:
    if _is_beside_same(text, start, around) or (is_in_a_row(text, start, end) and _is_by_ours(text, start, around)):
        return Judged(Sense.OUTSIDER, Strength.SURE, "It is in a row with members.")
    if len(stem) == 1:
        return _one_word(text, start, end, stem[0])
    is_place = stem[-1] in GEOGRAPHY and (stem[-1] == "county" or not text.is_possessive[end - 1])
    if is_after_the or (is_place and not _is_doing(text, end) and not acts_as_district(text, start, end)):
        return Judged(Sense.OUTSIDER, Strength.POSSIBLE, "It may be the name of a place.")
    return Judged(
        Sense.OUTSIDER, Strength.SURE, "It is an agency’s name in the registry, and nothing suggests another meaning."
    )


def _one_word(text: FoldedText, start: int, end: int, word: str) -> Judged:
    if word in ORDINARY:
        if text.is_start(start) and not _is_doing(text, end):
            return Judged(Sense.WORD, Strength.NONE, "It is an ordinary word at the beginning of a sentence.")
        return Judged(Sense.OUTSIDER, Strength.POSSIBLE, "It may be an ordinary word here.")
    if _is_doing(text, end) and not text.is_possessive[end - 1]:
        return Judged(
            Sense.OUTSIDER, Strength.SURE, "A verb such as “provides” follows it, as it would a district’s name."
        )
    if acts_as_district(text, start, end):
        return Judged(Sense.OUTSIDER, Strength.SURE, "It does something with the members, as a district does.")
    return Judged(Sense.OUTSIDER, Strength.POSSIBLE, "A single word may be the name of something else.")


def _evidence(text: FoldedText, start: int, end: int, in_list: tuple[int, ...]) -> str:
    """Why the name is a district's: there are words about schools, or a list of districts, around it."""
    first, last, has_member = in_list[0], in_list[1], len(in_list) > 2
    for at in {end, last}:
        near = text.words[at : at + 3] if at < len(text) and text.is_attached[at] else ()
        is_possessive = text.is_possessive[at - 1]
        if near and near[0] in SCHOOL_WORDS and not (at + 1 < len(text) and near[1:2] and _is_body(text, at + 1)):
            return f"“{near[0]}” after it shows that it is a district."
        if near[1:2] and near[1] in _OF_ITS_PEOPLE and not text.is_capital[at]:
            return f"“{near[1]}” after it shows that it is a district."
        if is_possessive and any(word in SCHOOL_WORDS for word in near):
            return "The words after it name something that districts have."
    if end < len(text) and text.is_beside(end) and text.words[end] in CHILDREN and is_doing_now(text, start, end):
        return "Its children take part."
    before = text.words[max(0, first - 4) : first]
    is_of = before[-1:] and before[-1] in ("of", "from", "at", "in") and text.is_attached[first]
    if is_of and any(word in SCHOOL_WORDS or word.startswith("neighbor") for word in before[-3:-1]):
        return f"“{' '.join(before[-2:])}” before it shows that it is a district."
    if before[-1:] and before[-1] in ("neighboring", "district", "districts", "neighbor") and text.is_attached[first]:
        return f"“{before[-1]}” before it shows that it is a district."
    sentence = text.tokens.sentence_of
    at = end
    while at + 1 < len(text) and sentence[text.first[at]] == sentence[text.first[start]] and at - end < 24:
        is_staff = text.words[at] == "its" and any(w in SCHOOL_WORDS for w in text.words[at + 1 : at + 3])
        if is_staff and (
            text.is_start(start) or text.gap_before(start) in (", ", ": ") or is_after_a_date(text, start)
        ):
            return "The sentence mentions its staff or students."
        at += 1
    return "It is in a list of districts." if has_member else ""


def _of_its_children(text: FoldedText, start: int, end: int) -> str:
    """Why the name is a district's if "the kids from" or the like comes before it, and they take part."""
    is_from = start > 1 and text.is_attached[start] and text.words[start - 1] in ("from", "of", "at")
    is_of_children = is_from and text.words[start - 2] in CHILDREN
    return "Its children take part." if is_of_children and takes_part(text, start, end) else ""


def _is_body(text: FoldedText, place: int) -> bool:
    return text.is_beside(place) and text.is_capital[place] and text.words[place] not in SCHOOL_WORDS


def _is_doing(text: FoldedText, end: int) -> bool:
    at = end
    while at < len(text) and at - end < 3 and text.is_attached[at] and text.words[at] in HELPERS:
        at += 1
    is_again = text.words[at + 1 : at + 2] == ("back",)  # "brings back its mascot"
    return at < len(text) and text.is_attached[at] and text.words[at] in GIVING and not is_again


def _coordinated(text: FoldedText, start: int, end: int, around: NamesAround) -> tuple[int, ...]:
    """The first and last word of the list of agencies that the name is in; a third number if it has members."""
    by_start, by_end = around.by_start, around.by_end
    first, last, count = start, end, 1
    while count < _LONGEST_LIST and (at := _across_and(text, last, 1)) in by_start and by_start[at][1]:
        last, count = by_start[at][0], count + 1
    while count < _LONGEST_LIST and (at := _across_and(text, first, -1)) in by_end and by_end[at][1]:
        first, count = by_end[at][0], count + 1
    return (first, last, count) if count > 2 else (first, last)


def _is_beside_member(text: FoldedText, start: int, end: int, around: NamesAround) -> bool:
    """Whether the name is in a list with a participant's: "Thursday, Oxbow and Larkin Heights"."""
    in_list = _coordinated(text, start, end, around)
    if any(in_list[0] <= at < in_list[1] and at != start for at in around.members):
        return True
    if _is_beside_same(text, start, around):
        return True
    ahead, back = _across_and(text, end, 1), _across_and(text, start, -1)
    return ahead in around.members or (back in around.by_end and around.by_end[back][0] in around.members)


def _is_beside_same(text: FoldedText, start: int, around: NamesAround) -> bool:
    """Whether a participant comes before it in the same way: "a chair from Colfax and a scribe from Oxcart"."""
    sentence_of, first, preposition = text.tokens.sentence_of, text.first, text.words[start - 1] if start else ""
    if preposition not in ("from", "at", "of", "by"):
        return False
    ends = {begin: end for end, (begin, _is_agency) in around.by_end.items()}
    for at in range(start - 2, max(1, start - 9), -1):
        if sentence_of[first[at]] != sentence_of[first[start]]:
            return False
        if at in around.members and text.words[at - 1] == preposition:
            return text.gap_before(ends[at]) == ", " or text.words[ends[at]] == "and"
    return False


def _is_by_ours(text: FoldedText, start: int, around: NamesAround) -> bool:
    """Whether the sentence names a participant, an activity, or the consortium."""
    sentence_of, first = text.tokens.sentence_of, text.first
    return any(
        sentence_of[first[at]] == sentence_of[first[start]]
        for at, (_end, is_agency) in around.by_start.items()
        if at in around.members or not is_agency
    )


def _across_and(text: FoldedText, place: int, step: int) -> int:
    """The position beyond a comma or "and" next to a name, forward or backward."""
    if step > 0:
        if place >= len(text):
            return -1
        if text.words[place] in ("and", "or", "then") and text.gap_before(place) in (" ", ", ", " & ", "&"):
            return place + 1
        return place if text.gap_before(place) == ", " else -1
    if place < 1:
        return -1
    if text.words[place - 1] in ("and", "or", "then"):
        return place - 1
    return place if text.gap_before(place) == ", " else -1


def _has_declined(text: FoldedText, start: int, end: int) -> bool:
    """Whether the text says that it declined, left, or once took part: in its sentence, or in the next about "it"."""
    tokens, first = text.tokens, text.first[start]
    last = _end_of_sentence(tokens, first, most=14)
    name_ends = tokens.ends[text.last[end - 1] - 1]
    after = tokens.text[name_ends : tokens.ends[last]].lower().replace("’", "'")
    before = " ".join(text.words[max(0, start - 3) : start])
    said = [words for words in DECLINED if words in after]
    if before.endswith(("unlike", "not", "former")) or any(words not in DECLINED_IN_ITS_SENTENCE for words in said):
        return True
    if (said or before.endswith("without")) and not is_doing_now(text, start, end):
        return True
    follows = _end_of_sentence(tokens, first, most=40) + 1
    if follows >= len(tokens) or tokens.lower[follows] not in ("it", "they"):
        return False
    about_it = tokens.text[tokens.starts[follows] : tokens.ends[_end_of_sentence(tokens, follows, most=14)]]
    about_it = about_it.lower().replace("’", "'")
    return any(words in about_it for words in DECLINED if words not in DECLINED_IN_ITS_SENTENCE)


def _end_of_sentence(tokens: TokenizedText, place: int, *, most: int) -> int:
    """The last word of the sentence, or one `most` words further."""
    last = place
    while last + 1 < len(tokens) and tokens.sentence_of[last + 1] == tokens.sentence_of[place] and last - place < most:
        last += 1
    return last
