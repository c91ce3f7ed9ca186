"""The organizations and activities that the narrative names, each in one sense, with the reason.

Where names overlap, the longest one counts, and its words belong to no other name. Members are recognized generously
(`member_names`), other agencies of the state skeptically (`outsider_names`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from grants.rules.collaboration.folded_text import FoldedText, folded_text
from grants.rules.collaboration.member_names import MemberNames
from grants.rules.collaboration.names import CALLED_WITH_ENDING, CHARTER, AgencyNames, endings_after
from grants.rules.collaboration.other_names import OtherNames
from grants.rules.collaboration.outsider_names import Judged, Strength, judge_outsiders, names_around
from grants.rules.collaboration.section_text import SectionText, section_text
from grants.rules.collaboration.senses import Sense, sense_of_member
from grants.rules.collaboration.snapshot import Snapshot

PARTICIPANT, OUTSIDER, AMBIGUOUS, OTHER = "participant", "outsider", "ambiguous", "other"

# Few ordinary words are as long, so a name of one such word is recognized without its capital.
_LONG_WORD = 9


@dataclass(frozen=True)
class Mention:
    """One name in the narrative: `text`, from offset `start` to `end` of the paragraph.

    `subject` is a participant's key, an outsider's LEAID, or the name itself (ambiguous, other). `subjects` holds
    everything the name can mean: participants with the same name, all agencies with an ambiguous name, or the keys of
    the activities with this title. `why` says in a sentence why the name is understood that way.
    """

    paragraph: str
    start: int
    end: int
    kind: str
    subject: str
    text: str
    subjects: tuple[str, ...] = ()
    section: int = 0  # its position in the narrative, counted from 0
    first_word: int = 0
    last_word: int = 0  # the position after its last word
    sense: str = ""
    why: str = ""
    is_doubtful: bool = False  # it may name a participant or an outsider, or something else

    @property
    def is_shown(self) -> bool:
        """Whether pages mark it in the narrative."""
        return self.kind != OTHER

    def as_json(self) -> dict[str, object]:
        """The fields stored with a submitted version, from which the review page marks the name."""
        stored = ("paragraph", "start", "end", "kind", "subject", "text")
        shown = ("sense", "why", "is_doubtful") if self.is_shown else ()
        return {key: getattr(self, key) for key in (*stored, *shown)}


@dataclass
class _Found:
    """A name at the words `start` to `end` of a folded text, the endings from `stem_end` included."""

    start: int
    stem_end: int
    end: int
    participants: dict[str, str] = field(default_factory=dict)  # by key: why
    agencies: tuple[str, ...] = ()
    other: str = ""
    activities: tuple[str, ...] = ()
    has_ending: bool = False
    is_doubtful: bool = False


def section_texts(snapshot: Snapshot) -> list[SectionText]:
    """The text of each section of the narrative."""
    return [section_text(section) for section in snapshot.narrative]


def mentions_in(snapshot: Snapshot, sections: list[SectionText] | None = None) -> list[Mention]:
    """Every name in the narrative, in the order of the text."""
    sections = section_texts(snapshot) if sections is None else sections
    texts = [folded_text(section.tokens) for section in sections]
    members, others = MemberNames(snapshot, texts), OtherNames(snapshot)
    found = [_names_in(text, members, others, snapshot.agencies) for text in texts]
    _add_introduced_names(texts, found, members)
    for text, names in zip(texts, found, strict=True):
        _add_misspelled_names(text, names, members, snapshot.agencies)
    return _in_one_sense(snapshot, sections, texts, found, others)


def _names_in(text: FoldedText, members: MemberNames, others: OtherNames, agencies: AgencyNames) -> list[_Found]:
    candidates = sorted(
        _candidates(text, members, others, agencies), key=lambda f: (f.start - f.end, not f.participants, f.start)
    )
    used = bytearray(len(text))
    found = []
    for name in candidates:
        if not any(used[name.start : name.end]):
            used[name.start : name.end] = b"\1" * (name.end - name.start)
            found.append(name)
    return sorted(found, key=lambda f: f.start)


def _candidates(text: FoldedText, members: MemberNames, others: OtherNames, agencies: AgencyNames) -> Iterator[_Found]:
    words, capital, attached = text.words, text.is_capital, text.is_attached
    for start, word in enumerate(words):
        yield from (_Found(start, end, end, other=name, activities=keys) for end, name, keys in others.at(text, start))
        most = max(agencies.most_words.get(word, 0), members.most_words)
        if not (capital[start] or members.is_lower_case) or text.first[start] == text.last[start]:
            if word in members.first_words and not capital[start]:
                yield from _lower_case_names(text, start, members)
            continue
        joined, spaced, place = "", "", start
        while place < len(words) and place - start < most:
            if place > start and not attached[place]:
                break
            joined += words[place]
            spaced = f"{spaced} {words[place]}" if spaced else words[place]
            place += 1
            if not (capital[place - 1] or members.is_lower_case or words[place - 1] in ("and", "of", "the", "in")):
                break
            keys, known = members.by_key.get(joined, ()), agencies.by_stem.get(spaced, ())
            if keys or known:
                yield from _found_at(text, start, place, keys, known, members)
        yield from members.pairs_at(text, start, _found_pair)


def _found_pair(start: int, end: int, key: str, why: str) -> _Found:
    return _Found(start, end, end, participants={key: why})


def _lower_case_names(text: FoldedText, start: int, members: MemberNames) -> Iterator[_Found]:
    """Names of two or more words, or of one long word, without a capital letter, which may mean a member."""
    is_long = len(text.words[start]) >= _LONG_WORD
    for end in range(start + (1 if is_long else 2), min(start + members.most_words, len(text)) + 1):
        if not all(text.is_attached[at] for at in range(start + 1, end)):
            return
        if keys := members.by_key.get("".join(text.words[start:end]), ()):
            why = dict.fromkeys(keys, "It is the member’s name without capital letters.")
            yield _Found(start, end, end, participants=why, is_doubtful=True)


def _found_at(
    text: FoldedText,
    start: int,
    stem_end: int,
    keys: Sequence[str],
    known: Sequence[tuple[str, frozenset[str]]],
    members: MemberNames,
) -> Iterator[_Found]:
    """The name at these words, with its endings: they tell agencies of the same stem apart."""
    end, types = endings_after(text, stem_end)
    participants = {key: members.types[key] for key in keys}
    if CHARTER in types and not any(CHARTER in t for t in (*participants.values(), *(t for _l, t in known))):
        end, types = stem_end, frozenset()  # "Alder Run Academy" is not Alder Run
    if types:
        exact = [key for key, own in participants.items() if types <= own or not own]
        agencies = [leaid for leaid, own in known if types <= own and (own & CALLED_WITH_ENDING) <= types]
        agencies = [leaid for leaid in agencies if leaid not in members.key_by_leaid]
        if participants and not exact and agencies:
            participants = {}
        elif exact:
            participants = {key: participants[key] for key in exact}
    else:
        agencies = [leaid for leaid, own in known if not own & CALLED_WITH_ENDING]
        agencies = [leaid for leaid in agencies if leaid not in members.key_by_leaid]
    if participants:
        yield _Found(start, stem_end, end, dict.fromkeys(participants, ""), has_ending=end > stem_end)
    elif agencies and not (end == stem_end and members.is_end_of_name(text, start, end)):
        yield _Found(start, stem_end, end, agencies=tuple(agencies), has_ending=end > stem_end)


def _add_introduced_names(texts: list[FoldedText], found: list[list[_Found]], members: MemberNames) -> None:
    """Add the short names that the text itself introduces: "Twin Lakes (TL)", "(“the Center”)"."""
    short: dict[tuple[str, ...], dict[str, str]] = {}
    for text, names in zip(texts, found, strict=True):
        for name in names:
            if name.participants and not name.is_doubtful and (words := members.introduced_after(text, name.end)):
                short.setdefault(words, {}).update(
                    dict.fromkeys(name.participants, "The text introduces it as the member’s short name.")
                )
    for text, names in zip(texts, found, strict=True) if short else ():
        used = {at for name in names for at in range(name.start, name.end)}
        for start, end, participants in members.short_names_in(text, short):
            if not used.intersection(range(start, end)):
                names.append(_Found(start, end, end, participants=participants))
        names.sort(key=lambda f: f.start)


def _add_misspelled_names(text: FoldedText, names: list[_Found], members: MemberNames, agencies: AgencyNames) -> None:
    """Add members' names with a small spelling mistake. If longer than an agency's name, it counts in its place."""
    used = bytearray(len(text))
    for name in names:
        is_fixed = bool(name.participants or name.has_ending or not name.agencies)
        used[name.start : name.end] = (b"\1" if is_fixed else b"\2") * (name.end - name.start)
    added = []
    for start, end, key, why, is_doubtful in members.slips_in(text, used, agencies):
        ending, _types = endings_after(text, end)
        added.append(_Found(start, end, ending, {key: why}, has_ending=ending > end, is_doubtful=is_doubtful))
    if added:
        words = {at for slip in added for at in range(slip.start, slip.end)}
        names[:] = [name for name in names if name.start not in words and name.end - 1 not in words] + added
        names.sort(key=lambda f: f.start)


def _in_one_sense(
    snapshot: Snapshot,
    sections: list[SectionText],
    texts: list[FoldedText],
    found: list[list[_Found]],
    others: OtherNames,
) -> list[Mention]:
    around = [
        names_around(
            ((f.start, f.end, bool(f.participants or f.agencies)) for f in names),
            (f.start for f in names if f.participants),
        )
        for names in found
    ]
    outsiders = [
        (number, f.start, f.stem_end, f.end, f.agencies, f.has_ending)
        for number, names in enumerate(found)
        for f in names
        if f.agencies
    ]
    judged = judge_outsiders(texts, outsiders, around, others)
    lower = {w for text in texts for w, is_capital in zip(text.words, text.is_capital, strict=True) if not is_capital}
    mentions = []
    for number, (section, text, names) in enumerate(zip(sections, texts, found, strict=True)):
        for f in names:
            base = _mention(section, number, text, f)
            if f.agencies:
                mentions.append(_outsider(base, f, judged[number, f.start]))
            elif f.participants:
                beside = {f.start} & around[number].by_end.keys() | {f.end} & around[number].by_start.keys()
                sense = sense_of_member(text, f.start, f.stem_end, f.end, lower=lower, names_beside=beside)
                mentions.append(_member(base, f, sense))
            else:
                subject = f.other or base.text
                mentions.append(replace(base, subject=subject, subjects=f.activities, sense=Sense.PARTNER))
    return mentions


def _mention(section: SectionText, number: int, text: FoldedText, f: _Found) -> Mention:
    tokens = section.tokens
    first, last = text.first[f.start], text.last[f.end - 1]
    begin = tokens.starts[first]
    key, start, end = section.locate(begin, tokens.ends[last - 1])
    return Mention(
        key, start, end, OTHER, "", tokens.text[begin : begin + end - start],
        section=number, first_word=first, last_word=last,
    )  # fmt: skip


def _member(base: Mention, f: _Found, judged: Judged) -> Mention:
    keys = tuple(f.participants)
    if judged.sense is not Sense.MEMBER:
        return replace(base, subject=base.text, sense=judged.sense, why=judged.why)
    why = next(iter(f.participants.values())) or judged.why
    if f.is_doubtful or judged.strength is Strength.POSSIBLE:
        return replace(base, subject=keys[0], subjects=(), sense=Sense.MEMBER, why=why, is_doubtful=True)
    return replace(base, kind=PARTICIPANT, subject=keys[0], subjects=keys, sense=Sense.MEMBER, why=why)


def _outsider(base: Mention, f: _Found, judged: Judged) -> Mention:
    if judged.strength is Strength.NONE:
        return replace(base, subject=base.text, sense=judged.sense, why=judged.why)
    is_ambiguous = len(f.agencies) > 1
    return replace(
        base,
        kind=AMBIGUOUS if is_ambiguous else OUTSIDER,
        subject=base.text if is_ambiguous else f.agencies[0],
        subjects=f.agencies,
        sense=judged.sense,
        why=judged.why,
        is_doubtful=judged.strength is Strength.POSSIBLE,
    )
