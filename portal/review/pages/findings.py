"""The findings of an application with the applicant’s explanations and the officer’s responses."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from accounts.dates import moment_in_words
from grants.models import FindingAnswer, Review, StoredFinding
from grants.rules.citable import Packet
from grants.rules.collaboration.findings import RULES, rule_named, title_of_rule
from grants.states import ResponseKind
from portal.components.findings import about_check, questions_in_words
from portal.review.pages.desk import href_of

WORDS_OF_RESPONSE = "Explanation (required unless you choose “Resolved”)"
_NEEDS = {
    ResponseKind.CONSIDERED: "you looked into it; say what you think",
    ResponseKind.RESOLVED: "it was correct and is settled now",
    ResponseKind.NOT_SO: "the check is wrong here; say why",
}


@dataclass(frozen=True)
class ResponseShown:
    """An officer's response to a finding: "Your response" (on paper "Officer’s response"), or "Response by Dana"."""

    label: str
    on_paper: str
    kind: str
    text: str


@dataclass(frozen=True)
class FindingItem:
    """One finding: both places, the applicant's explanation, the reader's own response, and every response shown."""

    reference: str
    pk: int
    rule: str
    sentence: str
    places: tuple[tuple[str, str, str, bool], ...]  # label, what it says, address, is it quoted from the narrative
    explanation: str
    is_new: bool
    found_at: datetime.datetime
    about: str
    is_of_earlier_rule: bool
    answer: str
    answer_revision: int
    kinds: tuple[tuple[str, str, bool], ...]  # value, label, is it the reader's own
    responses: tuple[ResponseShown, ...]

    @property
    def action(self) -> str:
        """What its form does: "Respond", or "Change response"."""
        return "Change response" if self.answer_revision else "Respond"

    @property
    def words_label(self) -> str:
        """The label of the field for words."""
        return WORDS_OF_RESPONSE

    @property
    def answer_address(self) -> str:
        """Where a form records the response."""
        return reverse("review:review_answer", args=[self.reference, self.pk])


@dataclass(frozen=True)
class PacketFindings:
    """The findings of one rule and, separately, its questions (possible findings), which aren't counted."""

    rule: str
    title: str
    reason: str
    items: tuple[FindingItem, ...]
    questions: tuple[FindingItem, ...]

    @property
    def questions_words(self) -> str:
        """How many questions there are: "1 question to check"; "" for none."""
        return questions_in_words(len(self.questions))


Responses = Mapping[int, Sequence[tuple[str, FindingAnswer]]]


def groups_of(
    findings: Iterable[StoredFinding],
    packet: Packet,
    responses: Responses,
    *,
    marked: Collection[int] = (),
) -> list[PacketFindings]:
    """The findings by rule, in the order of the rules, each with its explanation and the responses to it.

    `responses` has by finding each officer's name and response; the reader's own has no name. Findings with keys in
    `marked` lead to their words in the narrative, the others to the paragraph.
    """
    explanations = {(e["rule"], e["subject"]): e["text"] for e in packet.get("explanations", ())}
    order = {rule.name: number for number, rule in enumerate(RULES)}
    by_rule: dict[str, list[tuple[bool, FindingItem]]] = {}
    for f in findings:
        explanation = explanations.get((f.rule, f.subject_key), "")
        item = _item(f, packet, explanation, responses.get(f.pk, ()), f.pk in marked)
        by_rule.setdefault(f.rule, []).append((f.is_possible, item))
    rules = sorted(by_rule, key=lambda rule: (order.get(rule, len(order)), rule))
    reasons = {rule.name: rule.reason for rule in RULES}
    return [
        PacketFindings(
            rule,
            title_of_rule(rule),
            reasons.get(rule, ""),
            tuple(item for is_possible, item in by_rule[rule] if not is_possible),
            tuple(item for is_possible, item in by_rule[rule] if is_possible),
        )
        for rule in rules
    ]


class EarlierFinding(NamedTuple):
    """A finding that no longer applies: when it was found, when it was no longer found, and the responses to it."""

    title: str
    sentence: str
    dates: str
    responses: tuple[ResponseShown, ...]


def earlier_findings_of(findings: Iterable[StoredFinding], responses: Responses) -> list[EarlierFinding]:
    """Findings that no longer apply, the latest first. Questions only if an officer responded to them."""
    shown = [f for f in findings if f.gone_at and (responses.get(f.pk) or not f.is_possible)]
    return [
        EarlierFinding(
            title_of_rule(f.rule),
            f.sentence,
            _dates_of(f),
            responses_shown(responses.get(f.pk, ())),
        )
        for f in sorted(shown, key=lambda f: (f.gone_at or f.found_at, f.pk), reverse=True)
    ]


def earlier_in_words(number: int) -> str:
    """How many there are: "1 earlier finding no longer applies"; "" for none."""
    if not number:
        return ""
    return "1 earlier finding no longer applies" if number == 1 else f"{number} earlier findings no longer apply"


def _dates_of(finding: StoredFinding) -> str:
    gone = moment_in_words(finding.gone_at) if finding.gone_at else ""
    by = ", by an earlier version of this check" if is_of_earlier_rule(finding) else ""
    return f"Found {moment_in_words(finding.found_at)}{by}. No longer found as of {gone}."


def is_of_earlier_rule(finding: StoredFinding) -> bool:
    """Whether it was made by a version of its rule that is no longer in use."""
    rule = rule_named(finding.rule)
    return rule is None or finding.rule_version != rule.version


def responses_in(own: Review | None, others: Iterable[Review]) -> Responses:
    """By finding, the responses that the reader sees, the reader's own first and without a name."""
    responses: dict[int, list[tuple[str, FindingAnswer]]] = {}
    for name, review in [*([("", own)] if own else []), *((review.officer.name, review) for review in others)]:
        for answer in review.answers.all():
            responses.setdefault(answer.finding_id, []).append((name, answer))
    return responses


def _item(
    finding: StoredFinding,
    packet: Packet,
    explanation: str,
    responses: Sequence[tuple[str, FindingAnswer]],
    is_marked: bool,
) -> FindingItem:
    own = next((answer for name, answer in responses if not name), None)
    return FindingItem(
        reference=packet["reference"],
        pk=finding.pk,
        rule=finding.rule,
        sentence=finding.sentence,
        places=tuple(
            (p["label"], p["quote"], _address_of(anchor, finding, packet, is_marked), _is_of_narrative(anchor))
            for p in finding.places
            for anchor in [p.get("anchor") or ""]
        ),
        explanation=explanation,
        is_new=finding.is_new_since_sealing and not finding.is_possible,
        found_at=finding.found_at,
        about=about_check(finding.rule),
        is_of_earlier_rule=is_of_earlier_rule(finding),
        answer=own.text if own else "",
        answer_revision=own.revision if own else 0,
        kinds=kinds_of_response(own.kind if own else ResponseKind.CONSIDERED),
        responses=responses_shown(responses),
    )


def _address_of(place: str, finding: StoredFinding, packet: Packet, is_marked: bool) -> str:
    is_words = is_marked and _is_of_narrative(place)
    return f"#words-{finding.pk}" if is_words else href_of(place, packet)


def _is_of_narrative(place: str) -> bool:
    return place.startswith("paragraph:")


def responses_shown(responses: Sequence[tuple[str, FindingAnswer]]) -> tuple[ResponseShown, ...]:
    """The responses as a page shows them; the reader's own has no name."""
    return tuple(
        ResponseShown(
            f"Response by {name}" if name else "Your response",
            f"Response by {name}" if name else "Officer’s response",
            answer.get_kind_display(),
            answer.text,
        )
        for name, answer in responses
    )


def kinds_of_response(chosen: str) -> tuple[tuple[str, str, bool], ...]:
    """The kinds of response: value, label with what to enter, and whether it is the chosen one."""
    return tuple((kind, f"{ResponseKind(kind).label} ({needs})", kind == chosen) for kind, needs in _NEEDS.items())
