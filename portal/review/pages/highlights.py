"""What is highlighted in the narrative: names, the words that findings are about, and cited passages."""

from collections.abc import Iterable, Iterator, Mapping

from grants.models import StoredFinding
from grants.rules.citable import Packet, mentions, paragraphs_in
from grants.rules.quoted_words import words_quoted
from reviews.rules import Span

Spans = dict[str, list[Span]]


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
    """The keys of the findings whose words are highlighted."""
    return {int(span.what) for those in spans.values() for span in those if span.kind == "finding"}


def _names(packet: Packet, reading: Packet) -> Iterator[tuple[str, Span]]:
    names = {p["key"]: p["name"] for p in packet["participants"]}
    for paragraph, m in mentions(reading):
        if m["kind"] != "other":
            label = names.get(m["subject"], "") if m["kind"] == "participant" else ""
            yield paragraph, Span(m["start"], m["end"], m["kind"], m["subject"], label)


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
