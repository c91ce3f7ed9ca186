"""An application with its narrative already read, so that every finding rule works from the same reading."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from grants.rules.collaboration.mentions import PARTICIPANT, Mention, mentions_in, section_texts
from grants.rules.collaboration.section_text import SectionText
from grants.rules.collaboration.snapshot import PlanParticipant, Snapshot


@dataclass(frozen=True)
class ParsedPlan:
    """A snapshot, the text of each narrative section, and every name found in that text."""

    snapshot: Snapshot
    sections: tuple[SectionText, ...]
    mentions: tuple[Mention, ...]

    @cached_property
    def participants_by_activity(self) -> dict[str, set[str]]:
        """For each activity key, the keys of the participants that have a commitment in it."""
        participants: dict[str, set[str]] = {}
        for commitment in self.snapshot.commitments:
            participants.setdefault(commitment.activity, set()).add(commitment.participant)
        return participants

    @cached_property
    def participants_named(self) -> set[str]:
        """The keys of the participants that the narrative names."""
        return {key for m in self.mentions if m.kind == PARTICIPANT for key in m.subjects}

    @cached_property
    def perhaps_named(self) -> dict[str, Mention]:
        """The first doubtful mention of each participant, by its key: a name in lowercase or shortened."""
        mentions = (m for m in self.mentions if m.is_doubtful and m.subject in self.snapshot.by_key)
        return {m.subject: m for m in reversed(list(mentions))}

    @cached_property
    def _mentions_by_section(self) -> dict[int, list[Mention]]:
        mentions: dict[int, list[Mention]] = {}
        for mention in self.mentions:
            mentions.setdefault(mention.section, []).append(mention)
        return mentions

    def mentions_in_section(self, section: int) -> list[Mention]:
        """The names in one section of the narrative, given by its position, counted from 0."""
        return self._mentions_by_section.get(section, [])

    def words_in_names(self, section: int) -> set[int]:
        """The word positions of a section that belong to names, so that they aren't taken for counts or claims."""
        return {place for m in self.mentions_in_section(section) for place in range(m.first_word, m.last_word)}

    def participants_with_commitments(self) -> Iterator[PlanParticipant]:
        """The participants that have at least one commitment, in the order of the member list."""
        keys = {c.participant for c in self.snapshot.commitments}
        return (p for p in self.snapshot.participants if p.key in keys)


def parse_plan(snapshot: Snapshot) -> ParsedPlan:
    """Read the narrative once for all rules."""
    sections = section_texts(snapshot)
    return ParsedPlan(snapshot, tuple(sections), tuple(mentions_in(snapshot, sections)))
