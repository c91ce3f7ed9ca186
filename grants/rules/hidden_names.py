"""A submitted version as deciders read it: as written, or with labels in place of the names of its applicant.

Pages ask one object (`Names`) for the version, for a citation as it is shown, and for a citation as it is stored.
Citations are stored by the characters of the submitted text, whatever was shown.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from grants.rules.citable import Packet, cells_in, paragraphs_in
from grants.rules.collaboration.mentions import mentions_in
from grants.rules.collaboration.packet_reader import snapshot_from
from grants.rules.hidden_words import HiddenWords, Replacement, with_labels
from grants.rules.texts import LONGEST_NOTE
from reviews.rules import CELL, PASSAGE, Cited, paragraphs_of

LEAD, CONSORTIUM, OTHER_AGENCY = "Lead member", "This consortium", "Another agency"
HIDDEN = "Name hidden"
# What the page says, next to the labels.
WHAT_IS_HIDDEN = (
    "Labels such as [Member A] replace the names of the consortium, its members, and their people wherever the portal "
    "recognizes them. Attachments are withheld, because files can name them."
)
WHAT_IS_NOT_HIDDEN = (
    "Not everything can be hidden. The text may still describe places, programs, or partners that you know, the "
    "figures are the real ones, and an unusual spelling of a name may remain."
)
_LABEL = re.compile(rf"\[({LEAD}|{CONSORTIUM}|Member [A-Z]{{1,2}})\]|\b(Member [A-Z]{{1,2}})\b")
# The fields of a packet that hold a key, and so are replaced as a whole.
_KEYS = frozenset("key participant owner payer payee benefits activity subject".split())
_CHOICES = frozenset(("kind", "source", "role", "category"))
# The only parts of a packet that a reader without names gets; everything else is left out.
_AS_WRITTEN = ("format", "reference", "competition", "elements")
_FREE_TEXTS = ("activities", "commitments", "budget", "partners", "contracts")


@dataclass(frozen=True)
class Names:
    """A version as written: nothing is hidden."""

    packet: Packet
    reading: Packet
    are_hidden: bool = False

    def text(self, text: str) -> str:
        """Words about the application as this reader sees them."""
        return text

    def key(self, stored: str) -> str:
        """The key of a member on the page."""
        return stored

    def shown(self, cited: Cited) -> Cited:
        """A stored citation as the page shows it: its place, its characters, and its quote."""
        return cited

    def stored(self, cited: Cited) -> Cited:
        """A citation from the page as it is stored: the opposite of `shown`."""
        return cited


@dataclass(frozen=True)
class HiddenNames(Names):
    """A version with labels. `packet` and `reading` have no name of the applicant that the portal recognizes."""

    are_hidden: bool = True
    words: HiddenWords = field(default_factory=HiddenWords)
    keys: Mapping[str, str] = field(default_factory=dict)  # the key on the page, by the stored key
    labels: Mapping[str, str] = field(default_factory=dict)  # by the stored key
    replaced: Mapping[str, Sequence[Replacement]] = field(default_factory=dict)  # by paragraph
    texts: Mapping[str, str] = field(default_factory=dict)  # the paragraphs as written

    @cached_property
    def cells(self) -> dict[str, str]:
        """The cells of the members table as the page has them."""
        return cells_in(self.packet, self.reading)

    def text(self, text: str) -> str:
        return self.words.hide_in(text)

    def key(self, stored: str) -> str:
        return self.keys.get(stored, "")

    def shown(self, cited: Cited) -> Cited:
        if cited.kind == PASSAGE and cited.start is not None and cited.end is not None:
            start, end = (self._shown_at(cited.place, at, is_end) for at, is_end in ((cited.start, 0), (cited.end, 1)))
            shown = with_labels(self.texts.get(cited.place, ""), self.replaced.get(cited.place, ()))
            return Cited(PASSAGE, cited.place, start, end, shown[start:end])
        place = _with_keys(cited.place, self.keys)
        quote = self.cells.get(place) or self.words.hide_in(cited.quote)
        return Cited(cited.kind, place, cited.start, cited.end, quote)

    def stored(self, cited: Cited) -> Cited:
        """What doesn't fit the text as it is shown keeps its quote, so that the rules of citing refuse it."""
        if cited.kind == CELL:
            place = _with_keys(cited.place, {shown: key for key, shown in self.keys.items()})
            is_shown = cited.quote in ("", self.cells.get(cited.place))
            return Cited(CELL, place if is_shown else cited.place, quote="" if is_shown else cited.quote)
        if cited.kind != PASSAGE or cited.start is None or cited.end is None:
            return cited
        shown = with_labels(self.texts.get(cited.place, ""), self.replaced.get(cited.place, ()))
        if cited.quote not in ("", shown[cited.start : cited.end]) or not 0 <= cited.start < cited.end <= len(shown):
            return Cited(PASSAGE, cited.place, cited.start, cited.end, cited.quote or " ")
        start = self._stored_at(cited.place, cited.start, is_end=False)
        return Cited(PASSAGE, cited.place, start, self._stored_at(cited.place, cited.end, is_end=True))

    def _shown_at(self, paragraph: str, at: int, is_end: int) -> int:
        """The place of a stored offset in the text as shown; within a name, the label as a whole."""
        moved = 0
        for one in self.replaced.get(paragraph, ()):
            if at <= one.start:
                break
            if at < one.end:
                return one.start + moved + (len(one.shown) if is_end else 0)
            moved += len(one.shown) - (one.end - one.start)
        return at + moved

    def _stored_at(self, paragraph: str, at: int, *, is_end: bool) -> int:
        """The place of a shown offset in the submitted text; within a label, the name as a whole."""
        moved = 0
        for one in self.replaced.get(paragraph, ()):
            start = one.start + moved
            if at <= start:
                break
            if at < start + len(one.shown):
                return one.end if is_end else one.start
            moved += len(one.shown) - (one.end - one.start)
        return at - moved


def hide_names(
    packet: Packet, reading: Packet, *, names: Iterable[tuple[str, str]] = (), people: Iterable[str] = ()
) -> HiddenNames:
    """The version with labels. `names` are more names of members, each with its key; `people` are people's names."""
    labels = labels_of(packet)
    keys = {row["key"]: f"m{number}" for number, row in enumerate(packet["participants"], start=1)}
    keys |= {
        row["key"]: f"a{number}" for number, row in enumerate(packet["activities"], start=1) if row["key"] not in keys
    }
    words = _words_of(packet, reading, labels, [*names], people)
    texts = paragraphs_in(packet)
    replaced = {
        key: words.replacements_in(text, _mentions_in(reading, key, text, labels)) for key, text in texts.items()
    }
    return HiddenNames(
        packet=_hidden_packet(packet, words, keys, labels, replaced),
        reading=_hidden_reading(reading, words, keys, labels, replaced),
        words=words,
        keys=keys,
        labels=labels,
        replaced=replaced,
        texts=texts,
    )


def labels_of(packet: Packet) -> dict[str, str]:
    """“Lead member,” “Member A,” and so on, by the members' keys, in the order of the version."""
    others = [row["key"] for row in packet["participants"] if row["role"] != "lead"]
    labels = {key: f"Member {_letters(number)}" for number, key in enumerate(others)}
    return {row["key"]: labels.get(row["key"], LEAD) for row in packet["participants"]}


def _letters(number: int) -> str:
    """A to Z, then AA, AB, and so on."""
    first, last = divmod(number, 26)
    return (_letters(first - 1) if first else "") + chr(ord("A") + last)


def title_without_name(reference: str) -> str:
    """What an application is called where names are hidden."""
    return f"Application {reference}"


def shown_name(name: str, *, is_hidden: bool) -> str:
    """The name of a consortium, or that it is hidden."""
    return HIDDEN if is_hidden else name


def title_shown(reference: str, name: str, *, is_hidden: bool) -> str:
    """An application in a sentence: “26-0148, Ridge Rivers Network,” or “Application 26-0148.”"""
    return title_without_name(reference) if is_hidden else f"{reference}, {name}"


def names_by_label(packet: Packet) -> dict[str, str]:
    """What the labels of a version replace: the members in its order, and the consortium."""
    labels = labels_of(packet)
    members = {labels[row["key"]]: row["name"] for row in packet["participants"]}
    return members | {CONSORTIUM: packet["consortium"]["name"]}


def with_names(text: str, names: Mapping[str, str]) -> str:
    """Words of someone who read labels, as everyone else reads them: with names in place of “[Member A]” or “Member A.”

    `names` are those of `names_by_label`. Other labels stay.
    """
    return _LABEL.sub(lambda label: names.get(label[1] or label[2], label[0]), text)


def problems_with_hiding(reason: str, *, has_begun: bool) -> list[str]:
    """Why names can't be hidden or shown now: once someone scored or voted, it takes a reason."""
    if has_begun and not reason.strip():
        return ["Enter the reason. People have already scored or voted in this round."]
    return [f"Shorten the reason to {LONGEST_NOTE:,} characters."] if len(reason) > LONGEST_NOTE else []


# ---- what to look for ----


def _words_of(
    packet: Packet,
    reading: Packet,
    labels: Mapping[str, str],
    names: Iterable[tuple[str, str]],
    people: Iterable[str],
) -> HiddenWords:
    words = HiddenWords()
    for row in packet["participants"]:
        words.add_organization(row["name"], labels[row["key"]])
        for number in (row["leaid"], row["ncessch"]):
            words.add_exact(number or "", labels[row["key"]])
    for key, name in names:
        words.add_organization(name, labels.get(key, OTHER_AGENCY))
    words.add_consortium(packet["consortium"]["name"], CONSORTIUM)
    for mention in (one for those in reading.get("mentions", {}).values() for one in those):
        if mention["kind"] == "participant" and mention["subject"] in labels and len(mention["text"]) > 1:
            words.add_exact(mention["text"], labels[mention["subject"]])
    for name in people:
        words.add_person(name)
    words.known.update(_recognized_elsewhere(packet, labels, dict(names)))
    return words


def _recognized_elsewhere(
    packet: Packet, labels: Mapping[str, str], names: Mapping[str, str]
) -> dict[str, list[Replacement]]:
    """The members' names in the headings, the plan, and the budget, by text: read as if they were in the narrative.

    So a name that is misspelled or shortened is recognized there as in the narrative.
    """
    texts = {text for part in _FREE_TEXTS for text in _texts_in(packet[part])}
    texts |= {row["heading"] for row in packet["narrative"] if row["heading"]}
    numbered = {f"t{number}": text for number, text in enumerate(sorted(texts), start=1)}
    more = [{"key": key, "element": None, "heading": "", "text": text} for key, text in numbered.items()]
    facts = {"participants": {key: {"registry_name": name} for key, name in names.items()}}
    found: dict[str, list[Replacement]] = {}
    for one in mentions_in(snapshot_from({**packet, "narrative": [*packet["narrative"], *more]}, facts)):
        text = numbered.get(one.paragraph.rpartition("-")[0])
        if text is not None and one.subject in labels:
            start = _start_of(one.paragraph, text) + one.start
            found.setdefault(text, []).append(Replacement(start, start + one.end - one.start, labels[one.subject]))
    return found


def _start_of(paragraph: str, text: str) -> int:
    """Where a paragraph begins in its text."""
    at = 0
    for one in paragraphs_of(paragraph.rpartition("-")[0], text):
        at = text.index(one.text, at)
        if one.key == paragraph:
            return at
        at += len(one.text)
    return at


def _texts_in(value: Any, name: str = "") -> Iterator[str]:
    """The texts of a part of a packet that a person wrote."""
    if isinstance(value, dict):
        for one, part in value.items():
            yield from _texts_in(part, one)
    elif isinstance(value, list):
        for part in value:
            yield from _texts_in(part, name)
    elif isinstance(value, str) and value.strip() and name not in _KEYS | _CHOICES:
        yield value


def _mentions_in(reading: Packet, paragraph: str, text: str, labels: Mapping[str, str]) -> list[Replacement]:
    """The names that the portal recognized in a paragraph when the version was submitted."""
    found = []
    for one in reading.get("mentions", {}).get(paragraph, ()):
        is_agency = one["kind"] in ("outsider", "ambiguous")
        label = labels.get(one["subject"], OTHER_AGENCY if is_agency else "")
        if label and text[one["start"] : one["end"]] == one["text"]:
            found.append(Replacement(one["start"], one["end"], label))
    return found


# ---- the version with labels ----


def _hidden_packet(
    packet: Packet,
    words: HiddenWords,
    keys: Mapping[str, str],
    labels: Mapping[str, str],
    replaced: Mapping[str, Sequence[Replacement]],
) -> Packet:
    title = title_without_name(packet["reference"])
    return {
        **{part: packet[part] for part in _AS_WRITTEN if part in packet},
        "title": title,
        "consortium": {"name": title, "state": packet["consortium"]["state"]},
        "participants": [
            {"key": keys[row["key"]], "leaid": None, "ncessch": None, "name": labels[row["key"]], "role": row["role"],
             "kind": row.get("kind"), "joined_on": None}
            for row in packet["participants"]
        ],
        "narrative": [
            {
                **row,
                "heading": words.hide_in(row["heading"] or ""),
                "text": "\n".join(
                    with_labels(one.text, replaced.get(one.key, ())) for one in paragraphs_of(row["key"], row["text"])
                ),
            }
            for row in packet["narrative"]
        ],
        **{part: _hidden(packet[part], words, keys) for part in _FREE_TEXTS},
        "explanations": [],
        "attachments": [
            {
                **row,
                "name": f"Attachment {number}",
                "participant": keys.get(row["participant"], row["participant"]),
                "confidential": "",
                "sha256": "",
            }
            for number, row in enumerate(packet.get("attachments", ()), start=1)
        ],
    }  # fmt: skip


def _hidden_reading(
    reading: Packet,
    words: HiddenWords,
    keys: Mapping[str, str],
    labels: Mapping[str, str],
    replaced: Mapping[str, Sequence[Replacement]],
) -> Packet:
    """The counts as they are; in the narrative, the labels as mentions of the members."""
    by_label = {label: keys[key] for key, label in labels.items()}
    mentions: dict[str, list[Packet]] = {}
    for paragraph, those in replaced.items():
        moved = 0
        for one in those:
            start = one.start + moved
            moved += len(one.shown) - (one.end - one.start)
            if one.label in by_label:
                place = {"paragraph": paragraph, "start": start, "end": start + len(one.shown), "text": one.shown}
                mentions.setdefault(paragraph, []).append(
                    {**place, "kind": "participant", "subject": by_label[one.label]}
                )
    rows = []
    for row in reading.get("coverage", {}).get("rows", ()):
        known = {"name": labels.get(row["key"], HIDDEN), "leaid": None}
        rows.append({**_hidden(row, words, keys), **known})
    return {"mentions": mentions, "coverage": {**reading.get("coverage", {}), "rows": rows}}


def _hidden(value: Any, words: HiddenWords, keys: Mapping[str, str], name: str = "") -> Any:
    """A part of a packet with its keys replaced, and with labels in all its texts."""
    if isinstance(value, dict):
        return {one: _hidden(part, words, keys, one) for one, part in value.items()}
    if isinstance(value, list):
        return [_hidden(part, words, keys, name) for part in value]
    if not isinstance(value, str):
        return value
    if name in _KEYS and value in keys:
        return keys[value]
    return value if name in _CHOICES else words.hide_in(value)


def _with_keys(place: str, keys: Mapping[str, str]) -> str:
    """The place of a cell, `cell:<member>:…` or `cell:<member>:activity:<activity>`, with other keys."""
    parts = place.split(":")
    for at in (1, 3):
        if at < len(parts):
            parts[at] = keys.get(parts[at], parts[at])
    return ":".join(parts)
