"""Whom the narrative names.

Of names that overlap the longest wins and uses up its words. A name that several organizations of the state bear means
the participant of that name; where there is none, it is ambiguous.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from grants.rules.collaboration.names import Index, Owner, after_endings
from grants.rules.collaboration.passages import Passage, passage_of
from grants.rules.collaboration.snapshot import Snapshot
from grants.rules.collaboration.words import Words

PARTICIPANT, OUTSIDER, AMBIGUOUS, OTHER = "participant", "outsider", "ambiguous", "other"


@dataclass(frozen=True)
class Mention:
    """One name in the narrative. `start` and `end` count in the paragraph's text; there stands `text`.

    `subject` is a participant's key, an outsider's LEAID, or the name itself (ambiguous, other); `subjects` has all who
    are meant: several participants of one name, all bearers of an ambiguous one, the keys of activities of this title.
    """

    paragraph: str
    start: int
    end: int
    kind: str
    subject: str
    text: str
    subjects: tuple[str, ...] = ()
    passage: int = 0  # which section, counted from 0
    first_word: int = 0
    last_word: int = 0  # the place after it

    def as_json(self) -> dict[str, Any]:
        """What the desk needs to mark the name: stored with a sealed version."""
        kept = ("paragraph", "start", "end", "kind", "subject", "text")
        return {key: value for key, value in asdict(self).items() if key in kept}


def passages_of(snapshot: Snapshot) -> list[Passage]:
    """The narrative's sections, ready to be read."""
    return [passage_of(section) for section in snapshot.narrative]


def mentions_in(snapshot: Snapshot, passages: list[Passage] | None = None) -> list[Mention]:
    """Every name in the narrative, in the order of the text."""
    passages = passages_of(snapshot) if passages is None else passages
    own = own_names(snapshot)
    mentions = []
    for number, passage in enumerate(passages):
        for start, end, owners in _longest(passage.words, (own, snapshot.agencies.index)):
            mentions.append(_mention(snapshot, passage, number, start, end, owners))
    return mentions


def own_names(snapshot: Snapshot) -> Index:
    """The names of this application: participants, consortium, partners, suppliers, activities."""
    index = Index()
    for participant in snapshot.participants:
        for name in {participant.name, participant.registry_name} - {""}:
            index.add(name, ("participant", participant.key))
    for name in (snapshot.consortium, *snapshot.partners, *(c.supplier for c in snapshot.contracts)):
        if name:
            index.add(name, ("other", name), endings=False)
    for activity in snapshot.activities:
        index.add(activity.title, ("activity", activity.key), endings=False, in_lower_case=True)
    return index


def _longest(words: Words, indexes: Iterable[Index]) -> list[tuple[int, int, list[Owner]]]:
    """The names that stand, in the order of the text: of overlapping ones the longest, then the first."""
    found = sorted(_candidates(words, tuple(indexes)), key=lambda c: (c[0] - c[1], -_length(words, c), c[0]))
    used = bytearray(len(words))
    standing = []
    for start, end, owners in found:
        if not any(used[start:end]):
            used[start:end] = b"\1" * (end - start)
            standing.append((start, end, owners))
    return sorted(standing, key=lambda c: c[0])


def _candidates(words: Words, indexes: tuple[Index, ...]) -> Iterator[tuple[int, int, list[Owner]]]:
    first_words = set(words.words) & set[str]().union(*(index.first_words for index in indexes))
    for start, word in enumerate(words.words):
        if word not in first_words:
            continue
        ends: dict[int, list[Owner]] = {}
        for index in indexes:
            for end, owners in index.at(words, start):
                ends[end] = [*ends.get(end, ()), *owners]
        if not ends or (words.gaps[start] == "'" and start):  # O'Neill does not name Neill
            continue
        longest = max(ends)
        for end, owners in ends.items():
            has_endings = end == longest and any(kind in ("agency", "participant") for kind, _who in owners)
            yield start, after_endings(words, end) if has_endings else end, owners


def _length(words: Words, candidate: tuple[int, int, list[Owner]]) -> int:
    start, end, _owners = candidate
    return words.ends[end - 1] - words.starts[start]


def _mention(snapshot: Snapshot, passage: Passage, number: int, first: int, last: int, owners: list[Owner]) -> Mention:
    words = passage.words
    key, start, end = passage.place_of(words.starts[first], words.ends[last - 1])
    begin = words.starts[first]
    text = words.text[begin : begin + end - start]
    kind, subject, subjects = _who(snapshot, owners, " ".join(words.words[first:last]))
    return Mention(key, start, end, kind, subject, text, subjects, number, first, last)


def _who(snapshot: Snapshot, owners: list[Owner], name: str) -> tuple[str, str, tuple[str, ...]]:
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
