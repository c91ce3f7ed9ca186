"""The organizations and activities that the narrative names.

Where names overlap, the longest one counts, and its words belong to no other name. A name shared by several agencies in
the state means the participant with that name; if no participant has it, the name is ambiguous.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grants.rules.collaboration.names import NameIndex, Owner, after_endings
from grants.rules.collaboration.section_text import SectionText, section_text
from grants.rules.collaboration.snapshot import Snapshot
from grants.rules.collaboration.tokens import TokenizedText

PARTICIPANT, OUTSIDER, AMBIGUOUS, OTHER = "participant", "outsider", "ambiguous", "other"


@dataclass(frozen=True)
class Mention:
    """One name in the narrative: `text`, from offset `start` to `end` of the paragraph.

    `subject` is a participant's key, an outsider's LEAID, or the name itself (ambiguous, other). `subjects` holds
    everything the name can mean: participants with the same name, all agencies with an ambiguous name, or the keys of
    the activities with this title.
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

    def as_json(self) -> dict[str, object]:
        """The fields stored with a submitted version, from which the review page marks the name."""
        stored = ("paragraph", "start", "end", "kind", "subject", "text")
        return {key: getattr(self, key) for key in stored}


def section_texts(snapshot: Snapshot) -> list[SectionText]:
    """The text of each section of the narrative."""
    return [section_text(section) for section in snapshot.narrative]


def mentions_in(snapshot: Snapshot, sections: list[SectionText] | None = None) -> list[Mention]:
    """Every name in the narrative, in the order of the text."""
    sections = section_texts(snapshot) if sections is None else sections
    names = (application_names(snapshot), snapshot.agencies.index)
    mentions = []
    for number, section in enumerate(sections):
        for start, end, owners in _longest_names(section.tokens, names):
            mentions.append(_mention(snapshot, section, number, start, end, owners))
    return mentions


def application_names(snapshot: Snapshot) -> NameIndex:
    """The names that an application itself contains: participants, consortium, partners, suppliers, activities."""
    index = NameIndex()
    for participant in snapshot.participants:
        for name in {participant.name, participant.registry_name} - {""}:
            index.add(name, ("participant", participant.key))
    for name in (snapshot.consortium, *snapshot.partners, *(c.supplier for c in snapshot.contracts)):
        if name:
            index.add(name, ("other", name), endings=False)
    for activity in snapshot.activities:
        index.add(activity.title, ("activity", activity.key), endings=False, in_lower_case=True)
    return index


def _longest_names(words: TokenizedText, indexes: Iterable[NameIndex]) -> list[tuple[int, int, list[Owner]]]:
    """The names in the order of the text. Of names that overlap, the longest counts, then the first."""
    candidates = sorted(_candidates(words, tuple(indexes)), key=lambda c: (c[0] - c[1], -_length(words, c), c[0]))
    used = bytearray(len(words))
    names = []
    for start, end, owners in candidates:
        if not any(used[start:end]):
            used[start:end] = b"\1" * (end - start)
            names.append((start, end, owners))
    return sorted(names, key=lambda c: c[0])


def _candidates(words: TokenizedText, indexes: tuple[NameIndex, ...]) -> Iterator[tuple[int, int, list[Owner]]]:
    first_words = set(words.words) & set[str]().union(*(index.first_words for index in indexes))
    for start, word in enumerate(words.words):
        if word not in first_words:
            continue
        ends: dict[int, list[Owner]] = {}
        for index in indexes:
            for end, owners in index.at(words, start):
                ends[end] = [*ends.get(end, ()), *owners]
        if not ends or (words.gaps[start] == "'" and start):  # "O'Neill" is not the name "Neill"
            continue
        longest = max(ends)
        for end, owners in ends.items():
            has_endings = end == longest and any(kind in ("agency", "participant") for kind, _who in owners)
            yield start, after_endings(words, end) if has_endings else end, owners


def _length(words: TokenizedText, candidate: tuple[int, int, list[Owner]]) -> int:
    start, end, _owners = candidate
    return words.ends[end - 1] - words.starts[start]


def _mention(
    snapshot: Snapshot, section: SectionText, number: int, first: int, last: int, owners: list[Owner]
) -> Mention:
    words = section.tokens
    key, start, end = section.locate(words.starts[first], words.ends[last - 1])
    begin = words.starts[first]
    text = words.text[begin : begin + end - start]
    kind, subject, subjects = _meaning_of(snapshot, owners, " ".join(words.words[first:last]))
    return Mention(key, start, end, kind, subject, text, subjects, number, first, last)


def _meaning_of(snapshot: Snapshot, owners: list[Owner], name: str) -> tuple[str, str, tuple[str, ...]]:
    participants = dict.fromkeys(who for kind, who in owners if kind == "participant")
    outsiders: dict[str, None] = {}
    for kind, who in owners:
        if kind == "agency" and who in snapshot.key_by_leaid:
            participants[snapshot.key_by_leaid[who]] = None
        elif kind == "agency":
            outsiders[who] = None
    if participants:
        return PARTICIPANT, next(iter(participants)), tuple(participants)
    activities = tuple(dict.fromkeys(who for kind, who in owners if kind == "activity"))
    if others := [who for kind, who in owners if kind == "other"]:
        return OTHER, others[0], activities
    if activities:
        return OTHER, name, activities
    if len(outsiders) == 1:
        return OUTSIDER, next(iter(outsiders)), tuple(outsiders)
    return AMBIGUOUS, name, tuple(outsiders)
