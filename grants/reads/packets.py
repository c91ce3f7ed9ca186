"""An application as one plain dictionary (the packet), and what the registry says about it (the facts).

A version stores the packet. The rules of `grants.rules.collaboration` read both, of a draft as of a submitted version.
"""

import datetime
from collections import defaultdict
from typing import Any

from django.db.models import Case, F, When
from django.utils import timezone

from districts.models import District, DistrictFigures, ServiceAgencyMembership
from districts.states import AgencyStatus
from grants.models.application import Application, Participant
from grants.models.plan import BudgetLine, Commitment
from grants.models.signature import Signature
from grants.reads.neighbors import Shareable, others_of_the_round
from grants.rules.assurances import FIRST_ASSURANCES
from signing.rules import digest_of

Packet = dict[str, Any]  # JSON, as a version stores it
# The last day of a participant's membership that no other one continues; null if it has no end.
LEAVES_ON = Case(When(membership__continued_by=None, then=F("membership__leaves_on")), default=None)
# What a signed part contains: from version 2 on, also the activities that the member committed to.
PART_VERSION = 2


def packet_of(application: Application) -> Packet:
    """Everything in the application, ready for JSON, in ten queries whatever its size."""
    competition, consortium = application.competition, application.consortium
    participants = list(application.participants.select_related("district"))
    by_pk = {p.pk: p.key for p in participants}
    activities = list(application.activities.select_related("contract"))
    activity_keys = {a.pk: a.key for a in activities}
    contracts = {c.pk: c for c in [*consortium.contracts.all(), *(a.contract for a in activities if a.contract)]}
    return {
        "format": 1,
        "reference": application.reference,
        "title": consortium.name,
        "consortium": {
            "name": consortium.name,
            "state": consortium.state,
            "legal_form": consortium.legal_form,
            "formed_on": _iso(consortium.formed_on),
            "fiscal_agent": consortium.fiscal_agent.leaid if consortium.fiscal_agent else None,
            "purposes": [p.purpose for p in consortium.purposes.all()],
        },
        "competition": {
            "name": competition.name,
            "slug": competition.slug,
            "question": competition.question,
            "opens_at": _iso(competition.opens_at),
            "closes_at": _iso(competition.closes_at),
            "project_starts_on": _iso(competition.project_starts_on),
            "project_ends_on": _iso(competition.project_ends_on),
            "ceilings": {"single": competition.ceiling_single, "consortium": competition.ceiling_consortium},
            "assurances": competition.assurances,
        },
        "elements": [
            {
                "number": e.number,
                "title": e.title,
                "question": e.question,
                "explained_if": e.explained_if,
                "partly_if": e.partly_if,
            }
            for e in competition.elements.all()
        ],
        "participants": [
            {
                "key": p.key,
                "leaid": p.district.leaid if p.district else None,
                "ncessch": p.key if p.school_id else None,
                "name": p.name,
                "kind": p.district.kind if p.district else ("school" if p.school_id else None),
                "role": p.role,
                "joined_on": _iso(p.joined_on),
            }
            for p in sorted(participants, key=lambda p: (p.role != "lead", p.position, p.pk))
        ],
        "narrative": [
            {"key": a.key, "element": a.element, "heading": a.heading, "text": a.text}
            for a in application.answers.all()
        ],
        "activities": [
            {
                "key": a.key,
                "kind": a.kind,
                "title": a.title,
                "starts_on": _iso(a.starts_on),
                "ends_on": _iso(a.ends_on),
                "owner": by_pk.get(a.owner_id) if a.owner_id else None,
                "place": a.place,
                "decided_by": a.decided_by,
                "contract": a.contract.number if a.contract else None,
            }
            for a in activities
        ],
        "commitments": _commitments(application, by_pk, activity_keys),
        "budget": _budget(application, by_pk, activity_keys),
        "partners": [{"name": p.name, "kind": p.kind} for p in application.partners.all()],
        "contracts": [
            {
                "number": c.number,
                "title": c.title,
                "supplier": c.supplier,
                "starts_on": _iso(c.starts_on),
                "ends_on": _iso(c.ends_on),
            }
            for c in sorted(contracts.values(), key=lambda c: c.number)
        ],
        "explanations": [
            {"rule": e.rule, "subject": e.subject_key, "text": e.text} for e in application.explanations.all()
        ],
    }


def _commitments(application: Application, participants: dict[int, str], activities: dict[int, str]) -> list[Packet]:
    rows = Commitment.objects.filter(activity__application=application).order_by(
        "activity__position", "activity", "participant__position", "participant", "pk"
    )
    return [
        {
            "activity": activities[c.activity_id],
            "participant": participants[c.participant_id],
            "gives": {"kind": c.gives_kind, "text": c.gives_text, "amount": c.gives_amount},
            "gains": {"text": c.gains_text, "students": c.gains_students, "grades": c.gains_grades},
        }
        for c in rows
    ]


def _budget(application: Application, participants: dict[int, str], activities: dict[int, str]) -> list[Packet]:
    beneficiaries = defaultdict(list)  # keys only: a whole row for each line and member takes longer than all the rest
    pairs = BudgetLine.beneficiaries.through.objects.filter(budgetline__application=application)
    pairs = pairs.order_by("participant__position", "participant_id")
    for line, participant in pairs.values_list("budgetline_id", "participant_id"):
        beneficiaries[line].append(participants[participant])
    return [
        {
            "key": f"b{b.position}",
            "line": b.line,
            "amount": b.amount,
            "source": b.source,
            "payer": participants[b.payer_id] if b.payer_id else None,
            "payer_name": b.payer_name,
            "payee_name": b.payee_name,
            "payee": participants[b.payee_id] if b.payee_id else None,
            "benefits": "all" if b.benefits_all else beneficiaries[b.pk],
            "activity": activities[b.activity_id] if b.activity_id else None,
        }
        for b in application.budget_lines.all()
    ]


def facts_about(application: Application, packet: Packet) -> Packet:
    """What the registry, the round, and the signatures say now, in nine queries."""
    day = (application.submitted_at or application.started_at).date()
    participants = list(application.participants.select_related("district", "school").annotate(leaves_on=LEAVES_ON))
    districts = [p.district_id for p in participants if p.district_id]
    enrollment = _latest_enrollment(districts)
    agencies_of = defaultdict(list)
    components = ServiceAgencyMembership.objects.in_force(day).filter(district__in=districts).select_related("agency")
    for component in components:
        agencies_of[component.district_id].append(component.agency.leaid)
    latest = {s.participant_id: s for s in application.signatures.all()}
    keys = {p.pk: p.key for p in participants}
    mine = Shareable(districts, match_amounts(packet))
    return {
        "agencies": list(District.objects.filter(state=packet["consortium"]["state"]).values("leaid", "name", "kind")),
        "participants": {
            p.key: _registry_says(p, enrollment, agencies_of) | {"leaves_on": _iso(p.leaves_on)} for p in participants
        },
        "agencies_with_components": sorted(
            ServiceAgencyMembership.objects.filter(agency__in=districts)
            .values_list("agency__leaid", flat=True)
            .distinct()
        ),
        "other_applications": others_of_the_round(application.competition_id, {application.pk: mine})[application.pk],
        "possible_rules": application.competition.possible_rules,
        "signing_opened": application.signing_opened_at is not None,
        "signatures": [
            {
                "participant": keys[s.participant_id],
                "by": s.signer_name,
                "title": s.signer_title,
                "signed_at": _iso(s.signed_at),
                # The date in the state's time zone: an evening signature isn't dated the next day.
                "signed_on": _iso(timezone.localdate(s.signed_at)) if s.signed_at else None,
                "board_on": _iso(s.board_on),
                "part_digest": s.part_digest,
                "had_power": s.had_power,
                "account": s.account_name,
                "account_role": s.account_role,
                "by_link": s.linked_email != "",
            }
            for s in latest.values()
        ],
        "part_digests": {p.key: digest_to_match(packet, p.key, latest.get(p.pk)) for p in participants},
    }


def facts_for_applicant(application: Application, packet: Packet, *, at: datetime.datetime) -> Packet:
    """The facts that an applicant sees: other applications aren’t named while the round accepts submissions."""
    facts = facts_about(application, packet)
    ends_at = application.competition.ends_at
    if ends_at is None or at <= ends_at:
        facts["other_applications"] = [
            {**other, "reference": "", "consortium": ""} for other in facts["other_applications"]
        ]
    return facts


def match_amounts(packet: Packet) -> set[int | None]:
    """The amounts of its match lines."""
    return {line["amount"] for line in packet["budget"] if line["source"] == BudgetLine.Source.MATCH}


def part_of(packet: Packet, participant: str, *, version: int = PART_VERSION) -> Packet:
    """What one participant signs: its row, its commitments with their activities, its budget lines, the assurances.

    The lead also signs the narrative, all activities, and all budget lines. The first assurances are left out, so that
    signatures from before rounds had their own stay current; `version` gives the part as it was put together then.
    """
    row = next(p for p in packet["participants"] if p["key"] == participant)
    part: Packet = {
        "participant": row,
        "consortium": packet["consortium"]["name"],
        "commitments": [c for c in packet["commitments"] if c["participant"] == participant],
        "budget": [
            b
            for b in packet["budget"]
            if participant in (b["payer"], b["payee"]) or (b["benefits"] != "all" and participant in b["benefits"])
        ],
    }
    if version > 1:
        own = {c["activity"] for c in part["commitments"]} | {b["activity"] for b in part["budget"]}
        part["activities"] = [a for a in packet["activities"] if a["key"] in own]
    if (assurances := assurances_in(packet)) != list(FIRST_ASSURANCES):
        part["assurances"] = assurances
    if row["role"] == "lead":
        part["narrative"] = packet["narrative"]
        part["activities"] = packet["activities"]
        part["budget"] = packet["budget"]
    return part


def digest_to_match(packet: Packet, participant: str, signature: Signature | None) -> str:
    """The digest of the participant's part as the packet has it now, put together as for its signature."""
    version = signature.part_version if signature else PART_VERSION
    return digest_of(part_of(packet, participant, version=version))


def is_current(packet: Packet, participant: str, signature: Signature | None) -> bool:
    """Whether the signature covers the participant's part as the packet has it; False without a signature."""
    return signature is not None and signature.part_digest == digest_to_match(packet, participant, signature)


def assurances_in(packet: Packet) -> list[str]:
    """What signers of the packet accept; a version from before rounds had their own assurances has the first ones."""
    return packet["competition"].get("assurances", list(FIRST_ASSURANCES))


def unsigned_members(application: Application, packet: Packet) -> list[str]:
    """The names of the participants without a signature on their part as the packet has it."""
    return [
        member.name
        for member, signature in application.participants_signed()
        if not is_current(packet, member.key, signature)
    ]


def _iso(value: datetime.date | datetime.datetime | None) -> str | None:
    return value.isoformat() if value else None


def _latest_enrollment(districts: list[int]) -> dict[int, tuple[int, str]]:
    rows = (
        DistrictFigures.objects.filter(district__in=districts, enrollment__isnull=False)
        .order_by("district", "school_year")
        .values_list("district_id", "enrollment", "school_year")
    )
    return {district: (enrollment or 0, year) for district, enrollment, year in rows}


def _registry_says(
    participant: Participant, enrollment: dict[int, tuple[int, str]], agencies: dict[int, list[str]]
) -> Packet:
    record = participant.district or participant.school
    district = participant.district_id or 0
    known = enrollment.get(district)
    return {
        "in_registry": record is not None,
        "registry_name": record.name if record else None,
        "kind": participant.district.kind if participant.district else ("school" if record else None),
        "enrollment": known[0] if known else None,
        "enrollment_year": known[1] if known else None,
        "closed_on": _iso(getattr(record, "closed_on", None)),
        "status": record.status if record else AgencyStatus.CLOSED,
        "service_agencies": agencies.get(district, []),
    }
