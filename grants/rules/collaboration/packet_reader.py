"""Reads a packet and the facts about it into a snapshot. A value that is missing or of the wrong type is unknown."""

import re
from collections.abc import Iterable

from grants.rules.awards import USUAL_SHARE
from grants.rules.collaboration.names import AgencyNames, agency_names
from grants.rules.collaboration.packet_values import (
    JsonObject,
    day_of,
    mapping_of,
    moment_of,
    number_of,
    raw_text,
    rows_of,
    text_of,
    texts_of,
    visible_text,
)
from grants.rules.collaboration.snapshot import (
    MatchPledge,
    OtherApplication,
    PlanActivity,
    PlanBudgetLine,
    PlanCommitment,
    PlanContract,
    PlanElement,
    PlanParticipant,
    PlanSection,
    PlanSignature,
    Snapshot,
)
from grants.rules.elements import DEFAULT_ELEMENTS
from reviews.rules import paragraphs_of

# Used for a packet that does not hold the titles of its own round.
_DEFAULT_TITLES = {element.number: element.title for element in DEFAULT_ELEMENTS}
_BLANK_LINE = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)")


def snapshot_from(packet: JsonObject, facts: JsonObject) -> Snapshot:
    """Read a packet and the facts about it into one snapshot.

    `facts["agencies"]` is the index of the state’s agencies (`names.agency_names`), or rows with LEAIDs and names.
    """
    project, known = mapping_of(packet.get("competition")), mapping_of(facts.get("participants"))
    ceilings = mapping_of(project.get("ceilings"))
    names = facts.get("agencies")
    if not isinstance(names, AgencyNames):
        names = agency_names(
            tuple((text_of(a.get("leaid")), text_of(a.get("name"))) for a in rows_of(facts, "agencies"))
        )
    return Snapshot(
        reference=text_of(packet.get("reference")),
        consortium=text_of(mapping_of(packet.get("consortium")).get("name")) or text_of(packet.get("title")),
        participants=_distinct_participants(_participant(p, known) for p in rows_of(packet, "participants")),
        elements=_elements(packet),
        narrative=tuple(_section(n, place) for place, n in enumerate(rows_of(packet, "narrative"), start=1)),
        activities=tuple(_activity(a) for a in rows_of(packet, "activities")),
        commitments=tuple(_commitment(c) for c in rows_of(packet, "commitments")),
        budget=tuple(_budget_line(b, place) for place, b in enumerate(rows_of(packet, "budget"), start=1)),
        partners=tuple(text_of(p.get("name")) for p in rows_of(packet, "partners")),
        contracts=tuple(_contract(c) for c in rows_of(packet, "contracts")),
        project_starts_on=day_of(project.get("project_starts_on")),
        project_ends_on=day_of(project.get("project_ends_on")),
        closes_at=moment_of(project.get("closes_at")),
        ends_at=moment_of(project.get("ends_at") or facts.get("ends_at") or project.get("closes_at")),
        ceiling_single=number_of(ceilings.get("single")),
        ceiling_consortium=number_of(ceilings.get("consortium")),
        largest_share=_largest_share(project),
        agencies=names,
        agencies_with_components=frozenset(texts_of(facts.get("agencies_with_components"))),
        other_applications=tuple(_other_application(o) for o in rows_of(facts, "other_applications")),
        signing_opened=bool(facts.get("signing_opened")),
        signatures=tuple(_signature(s) for s in rows_of(facts, "signatures")),
        part_digests={text_of(k): text_of(v) for k, v in mapping_of(facts.get("part_digests")).items()},
    )


def _largest_share(project: JsonObject) -> int:
    """The usual share for a version from before rounds set it."""
    share = number_of(project.get("largest_share"))
    return share if share is not None and 1 <= share <= 100 else USUAL_SHARE


def _participant(row: JsonObject, facts: JsonObject) -> PlanParticipant:
    known = mapping_of(facts.get(text_of(row.get("key"))))
    in_registry, registry_name = known.get("in_registry"), text_of(known.get("registry_name"))
    return PlanParticipant(
        key=text_of(row.get("key")),
        leaid=text_of(row.get("leaid")) or None,
        name=text_of(row.get("name")) or registry_name,
        role=text_of(row.get("role")),
        joined_on=day_of(row.get("joined_on")),
        kind=text_of(known.get("kind")) or text_of(row.get("kind")) or None,
        registry_name=registry_name,
        in_registry=None if in_registry is None else bool(in_registry),
        enrollment=number_of(known.get("enrollment")),
        enrollment_year=text_of(known.get("enrollment_year")),
        closed_on=day_of(known.get("closed_on")),
        leaves_on=day_of(known.get("leaves_on")),
        service_agencies=tuple(texts_of(known.get("service_agencies"))),
        added_at=moment_of(known.get("added_at")),
    )


def _elements(packet: JsonObject) -> tuple[PlanElement, ...]:
    titles = {number_of(e.get("number")): text_of(e.get("title")) for e in rows_of(packet, "elements")}
    return tuple(PlanElement(number, titles.get(number) or title) for number, title in _DEFAULT_TITLES.items())


def _section(row: JsonObject, place: int) -> PlanSection:
    key, heading, text = text_of(row.get("key")) or f"n{place}", text_of(row.get("heading")), raw_text(row.get("text"))
    paragraphs = tuple(paragraphs_of(key, text))
    number, after_a_blank = 0, set()
    for block in _BLANK_LINE.split(text) if len(paragraphs) > 1 else ():
        after_a_blank.add(number)
        number += len(paragraphs_of("", block))
    return PlanSection(
        key=key,
        element=number_of(row.get("element")),
        heading=heading,
        paragraphs=paragraphs,
        after_a_blank=frozenset(p.key for place, p in enumerate(paragraphs) if place and place in after_a_blank),
    )


def _activity(row: JsonObject) -> PlanActivity:
    return PlanActivity(
        key=text_of(row.get("key")),
        title=text_of(row.get("title")),
        kind=text_of(row.get("kind")),
        starts_on=day_of(row.get("starts_on")),
        ends_on=day_of(row.get("ends_on")),
        contract=text_of(row.get("contract")),
    )


def _commitment(row: JsonObject) -> PlanCommitment:
    gives, gains = mapping_of(row.get("gives")), mapping_of(row.get("gains"))
    return PlanCommitment(
        activity=text_of(row.get("activity")),
        participant=text_of(row.get("participant")),
        gives_kind=text_of(gives.get("kind")),
        gives_text=visible_text(gives.get("text")),
        gives_amount=number_of(gives.get("amount")),
        gains_text=visible_text(gains.get("text")),
        students=number_of(gains.get("students")),
        grades=text_of(gains.get("grades")),
    )


def _budget_line(row: JsonObject, place: int) -> PlanBudgetLine:
    benefits = row.get("benefits")
    return PlanBudgetLine(
        key=text_of(row.get("key")) or f"b{place}",
        line=text_of(row.get("line")),
        amount=number_of(row.get("amount")),
        source=text_of(row.get("source")),
        payer=text_of(row.get("payer")) or None,
        payer_name=visible_text(row.get("payer_name")),
        payee=text_of(row.get("payee")) or None,
        payee_name=visible_text(row.get("payee_name")),
        benefits="all" if benefits == "all" else None if benefits is None else tuple(texts_of(benefits)),
        year=number_of(row.get("year")),
    )


def _contract(row: JsonObject) -> PlanContract:
    return PlanContract(
        number=text_of(row.get("number")),
        title=text_of(row.get("title")),
        supplier=text_of(row.get("supplier")),
        ends_on=day_of(row.get("ends_on")),
    )


def _other_application(row: JsonObject) -> OtherApplication:
    return OtherApplication(
        reference=text_of(row.get("reference")),
        consortium=text_of(row.get("consortium")),
        participants=frozenset(texts_of(row.get("participants"))),
        match=tuple(
            MatchPledge(
                payer=text_of(m.get("payer")) or None,
                payer_name=visible_text(m.get("payer_name")),
                line=text_of(m.get("line")),
                amount=number_of(m.get("amount")),
                year=number_of(m.get("year")),
            )
            for m in rows_of(row, "match")
        ),
    )


def _signature(row: JsonObject) -> PlanSignature:
    return PlanSignature(
        participant=text_of(row.get("participant")),
        by=text_of(row.get("by")),
        title=text_of(row.get("title")),
        signed_on=day_of(row.get("signed_on")) or day_of(row.get("signed_at")),
        board_on=day_of(row.get("board_on")),
        part_digest=text_of(row.get("part_digest")),
        had_power=None if row.get("had_power") is None else bool(row["had_power"]),
        account=text_of(row.get("account")),
        account_role=text_of(row.get("account_role")),
        signed_at=moment_of(row.get("signed_at")),
        by_link=bool(row.get("by_link")),
    )


def _distinct_participants(participants: Iterable[PlanParticipant]) -> tuple[PlanParticipant, ...]:
    first: dict[str, PlanParticipant] = {}
    for participant in participants:
        first.setdefault(participant.key, participant)
    return tuple(first.values())
