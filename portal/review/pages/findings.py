"""The findings of an application with the applicant’s explanations and the officer’s responses."""

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse

from grants.models import FindingAnswer, StoredFinding
from grants.rules.citable import Packet
from grants.rules.collaboration.findings import RULES, title_of_rule
from portal.review.pages.desk import href_of


@dataclass(frozen=True)
class FindingItem:
    """One finding: both places, the applicant's explanation, the officer's response."""

    reference: str
    pk: int
    rule: str
    sentence: str
    places: tuple[tuple[str, str, str], ...]  # label, quote, address
    explanation: str
    is_new: bool
    found_at: datetime.datetime
    answer: str
    answer_revision: int
    answered_at: datetime.datetime | None

    @property
    def action(self) -> str:
        """What its form does: "Respond", or "Change response"."""
        return "Change response" if self.answer else "Respond"

    @property
    def answer_address(self) -> str:
        """Where a form records the response."""
        return reverse("review:review_answer", args=[self.reference, self.pk])


@dataclass(frozen=True)
class PacketFindings:
    """The findings of one rule."""

    rule: str
    title: str
    reason: str
    items: tuple[FindingItem, ...]


def groups_of(
    findings: Iterable[StoredFinding],
    packet: Packet,
    answers: Iterable[FindingAnswer],
    *,
    marked: Collection[int] = (),
) -> list[PacketFindings]:
    """The findings by rule, in the order of the rules, each with its explanation and response.

    Those with keys in `marked` lead to their words in the narrative, the others to the paragraph.
    """
    explanations = {(e["rule"], e["subject"]): e["text"] for e in packet.get("explanations", ())}
    by_finding = {answer.finding_id: answer for answer in answers}
    order = {rule.name: number for number, rule in enumerate(RULES)}
    by_rule: dict[str, list[FindingItem]] = {}
    for f in findings:
        by_rule.setdefault(f.rule, []).append(
            _item(f, packet, explanations.get((f.rule, f.subject_key), ""), by_finding.get(f.pk), f.pk in marked)
        )
    rules = sorted(by_rule, key=lambda rule: (order.get(rule, len(order)), rule))
    reasons = {rule.name: rule.reason for rule in RULES}
    return [PacketFindings(rule, title_of_rule(rule), reasons.get(rule, ""), tuple(by_rule[rule])) for rule in rules]


def _item(
    finding: StoredFinding, packet: Packet, explanation: str, answer: FindingAnswer | None, is_marked: bool
) -> FindingItem:
    return FindingItem(
        reference=packet["reference"],
        pk=finding.pk,
        rule=finding.rule,
        sentence=finding.sentence,
        places=tuple(
            (p["label"], p["quote"], _address_of(p.get("anchor") or "", finding, packet, is_marked))
            for p in finding.places
        ),
        explanation=explanation,
        is_new=finding.is_new_since_sealing,
        found_at=finding.found_at,
        answer=answer.text if answer else "",
        answer_revision=answer.revision if answer else 0,
        answered_at=answer.answered_at if answer else None,
    )


def _address_of(place: str, finding: StoredFinding, packet: Packet, is_marked: bool) -> str:
    is_words = is_marked and place.startswith("paragraph:")
    return f"#words-{finding.pk}" if is_words else href_of(place, packet)
