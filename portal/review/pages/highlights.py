"""What is highlighted in the narrative: names, the words that findings are about, and cited passages."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from grants.models import StoredFinding
from grants.rules.citable import Packet, mentions, paragraphs_in
from grants.rules.quoted_words import words_quoted
from reviews.rules import Span

Spans = dict[str, list[Span]]
_SENSES = {
    "member": "a member",
    "outsider": "an agency that isn’t a member",
    "person": "a person",
    "partner": "a partner or supplier",
    "other body": "another organization",
    "place": "a place",
    "ordinary word": "an ordinary word",
}


class NameRead(NamedTuple):
    """A name in the narrative: what the portal understood it to mean and why, and how often."""

    anchor: str
    name: str
    why: str
    times: int

    @property
    def times_in_words(self) -> str:
        """How often it was understood this way, if more than once."""
        return f"{self.times}×" if self.times > 1 else ""


def names_read_in(reading: Packet) -> list[NameRead]:
    """Every name with its meaning and the reason, in the order of the text. Empty for readings without reasons."""
    times = Counter((m["text"], _why(m)) for _paragraph, m in mentions(reading) if m.get("why"))
    return [NameRead(f"why-{number}", *name, count) for number, (name, count) in enumerate(times.items(), start=1)]


def _why(mention: Packet) -> str:
    """What the name was understood to mean, and why, in sentences."""
    sense = mention.get("sense", "")
    meaning = f"Understood as {_SENSES.get(sense, sense)}. " if sense else ""
    return f"{meaning}{mention['why']}"


def highlights_in(
    packet: Packet, reading: Packet, findings: Iterable[StoredFinding], cited: Mapping[str, list[Span]]
) -> Spans:
    """The highlighted characters of every paragraph, by its key."""
    spans: Spans = {}
    for paragraph, span in [*_names(packet, reading), *_found_words(packet, reading, findings)]:
        spans.setdefault(paragraph, []).append(span)
    for paragraph, more in cited.items():
        spans.setdefault(paragraph, []).extend(more)
    return spans


def findings_in(spans: Spans) -> set[int]:
    """The keys of the findings that have highlighted words."""
    return {int(span.what) for those in spans.values() for span in those if span.kind == "finding"}


def _names(packet: Packet, reading: Packet) -> Iterator[tuple[str, Span]]:
    names = {p["key"]: p["name"] for p in packet["participants"]}
    why_ids = {(read.name, read.why): read.anchor for read in names_read_in(reading)}
    for paragraph, m in mentions(reading):
        why = _why(m) if m.get("why") else ""
        if m["kind"] != "other" or why:
            label = names.get(m["subject"], "") if m["kind"] == "participant" else ""
            why_id = why_ids.get((m["text"], why), "")
            yield paragraph, Span(m["start"], m["end"], m["kind"], m["subject"], label, why, why_id)


def _found_words(packet: Packet, reading: Packet, findings: Iterable[StoredFinding]) -> Iterator[tuple[str, Span]]:
    """The words that a finding has in quotation marks, or else the first time that a paragraph names its subject."""
    texts = paragraphs_in(packet)
    for finding in findings:
        for place in finding.places:
            kind, _, key = (place.get("anchor") or "").partition(":")
            if kind != "paragraph" or key not in texts:
                continue
            words = words_quoted(finding.sentence, place["quote"], texts[key])
            words = words or _first_mention(reading, key, finding.subject_key)
            if words:
                yield key, Span(*words, "finding", str(finding.pk), finding.sentence)


def _first_mention(reading: Packet, paragraph: str, subject: str) -> tuple[int, int] | None:
    those = reading.get("mentions", {}).get(paragraph, ())
    return next(((m["start"], m["end"]) for m in those if m["subject"] == subject), None)
