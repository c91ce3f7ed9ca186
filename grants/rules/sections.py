"""The sections of an application, in their order: the one table that pages, permissions, and addresses follow."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from grants.rules.collaboration.findings import Finding
from grants.rules.texts import count_words
from grants.states import SectionState
from signing.rules import digest_of

MEMBERS, ACTIVITIES, BUDGET, PARTNERS = "members", "activities", "budget", "partners"
ATTACHMENTS, SIGNATURES, SUBMIT = "attachments", "signatures", "submit"
# What belongs to no single section.
WHOLE = ""
# The answers follow the members, and everything else follows the answers.
_BEFORE_ANSWERS, _AFTER_ANSWERS = (MEMBERS,), (ACTIVITIES, BUDGET, PARTNERS, ATTACHMENTS, SIGNATURES, SUBMIT)
QUESTIONS = range(1, 10)
LABELS = {
    MEMBERS: "Members",
    ACTIVITIES: "Activities",
    BUDGET: "Budget",
    PARTNERS: "Partners",
    ATTACHMENTS: "Attachments",
    SIGNATURES: "Signatures",
    SUBMIT: "Check and submit",
}
# What the packet holds of each section that isn't an answer.
_CONTENTS = {
    MEMBERS: ("participants",),
    ACTIVITIES: ("activities", "commitments"),
    BUDGET: ("budget",),
    PARTNERS: ("partners",),
    ATTACHMENTS: ("attachments",),  # only in packets that have some
}
# The sections that the state can unlock after submission. Who takes part was decided at the deadline.
UNLOCKABLE = (*(f"question-{number}" for number in QUESTIONS), ACTIVITIES, BUDGET, PARTNERS, ATTACHMENTS)
# The sections besides the answers that people mark as ready.
MARKED = tuple(_CONTENTS)
# Those whose rows have a history; answers have versions.
WITH_HISTORY = (ACTIVITIES, BUDGET, PARTNERS)
# The sections on which the places of findings are written, by the kind of place.
_PLACES = {
    "narrative": "question-1",
    "activity": ACTIVITIES,
    "cell": ACTIVITIES,
    "budget": BUDGET,
    "list": MEMBERS,
    "participant": MEMBERS,
    "signature": SIGNATURES,
}
_PARAGRAPH = re.compile(r"paragraph:n([0-9]+)-p[0-9]+")
_ANSWER = re.compile(r"(question|text)-([1-9][0-9]{0,3})")


@dataclass(frozen=True)
class WrittenSection:
    """One section that people write: its title, and the digest of what is in it.

    `position` is the position of the answer; None for a section that isn't an answer.
    """

    key: str
    title: str
    digest: str
    is_started: bool
    position: int | None = None

    @property
    def label(self) -> str:
        """A short name: “Question 3”."""
        return label_of(self.key, self.title)

    @property
    def may_be_empty(self) -> bool:
        """Whether it can be ready without any content: not every application has partners."""
        return self.key in (PARTNERS, ATTACHMENTS)


def sections_of(packet: Mapping[str, Any]) -> list[WrittenSection]:
    """The sections that people write, in their order, from the application's packet."""
    titles = {row["number"]: f"{row['number']}. {row['title']}" for row in packet["elements"]}
    answers = [_answer(row, titles) for row in packet["narrative"]]
    before, after = (
        [_part(key, packet) for key in keys if key in _CONTENTS] for keys in (_BEFORE_ANSWERS, _AFTER_ANSWERS)
    )
    return [*before, *answers, *after]


def contents_of(key: str) -> tuple[str, ...]:
    """The names under which the packet holds a section that isn't an answer."""
    return _CONTENTS[key]


def section_named(key: str, packet: Mapping[str, Any]) -> WrittenSection | None:
    """The section with that key, if the application has it."""
    return next((section for section in sections_of(packet) if section.key == key), None)


def digest_of_answer(heading: str, text: str) -> str:
    """The digest of a section that is an answer."""
    return digest_of({"heading": heading, "text": text})


def findings_in(section: str, findings: Iterable[Finding]) -> list[Finding]:
    """The findings that point to something written in the section with that key.

    A finding about a signature also points to the member’s row; it is one of the section of signatures alone.
    """
    return [one for one in findings if section in _sections_of(one)]


def key_of_answer(position: int) -> str:
    """The key of the section that holds the answer at this position; additional texts follow the nine questions."""
    return f"question-{position}" if position in QUESTIONS else f"text-{position}"


def position_of(key: str) -> int | None:
    """The position of the answer that the section holds; None if it isn't an answer."""
    match = _ANSWER.fullmatch(key)
    return int(match[2]) if match and key == key_of_answer(int(match[2])) else None


def label_of(key: str, title: str = "") -> str:
    """A section's short name; an additional text is called by its title."""
    position = position_of(key)
    if position in QUESTIONS:
        return f"Question {position}"
    return LABELS.get(key) or title or "Additional text"


def section_of_place(place: str) -> str:
    """The key of the section in which a place of a finding is written; "" if it isn't in the application."""
    if paragraph := _PARAGRAPH.fullmatch(place):
        return key_of_answer(int(paragraph[1]))
    kind, _, rest = place.partition(":")
    if kind == "element" and rest.isdecimal() and int(rest) in QUESTIONS:
        return key_of_answer(int(rest))
    return BUDGET if kind == "cell" and rest.endswith(":money") else _PLACES.get(kind, "")


def _sections_of(finding: Finding) -> set[str]:
    sections = {section_of_place(place.anchor) for place in finding.places}
    return sections - {MEMBERS} if SIGNATURES in sections else sections


def neighbors_of(key: str, positions: Iterable[int] = QUESTIONS) -> tuple[str, str]:
    """The keys of the sections before and after this one; "" where there is none. `positions`: of its answers."""
    keys = ["", *_BEFORE_ANSWERS, *map(key_of_answer, positions), *_AFTER_ANSWERS, ""]
    here = keys.index(key)
    return keys[here - 1], keys[here + 1]


def state_of_section(section: WrittenSection, ready_digest: str) -> SectionState:
    """Ready if a person marked exactly this content as ready; otherwise what its content says."""
    if ready_digest == section.digest:
        return SectionState.READY
    return SectionState.IN_PROGRESS if section.is_started else SectionState.NOT_STARTED


def has_changed_since_ready(section: WrittenSection, ready_digest: str) -> bool:
    """Whether a person marked it as ready, and it changed afterwards."""
    return ready_digest not in ("", section.digest)


def state_of_signing(*, was_opened: bool, unsigned: int) -> SectionState:
    """Signatures are ready when every member has signed."""
    if not was_opened:
        return SectionState.NOT_STARTED
    return SectionState.IN_PROGRESS if unsigned else SectionState.READY


def problems_with_ready(section: WrittenSection) -> list[str]:
    """Why a section can't be marked as ready."""
    if section.is_started or section.may_be_empty:
        return []
    return ["Nothing is written here yet. Write something before you mark this section as ready."]


def _answer(row: Mapping[str, Any], titles: Mapping[int, str]) -> WrittenSection:
    position = int(row["key"].removeprefix("n"))
    return WrittenSection(
        key=key_of_answer(position),
        title=titles.get(row["element"]) or row["heading"] or "Additional text",
        digest=digest_of_answer(row["heading"], row["text"]),
        is_started=bool(count_words(row["text"])),
        position=position,
    )


def _part(key: str, packet: Mapping[str, Any]) -> WrittenSection:
    content = {name: packet.get(name, []) for name in _CONTENTS[key]}
    return WrittenSection(key, LABELS[key], digest_of(content), any(content.values()))
