"""An application as one plain dictionary (the packet), and what the registry says about it (the facts).

A version stores the packet. The rules of `grants.rules.collaboration` read both, of a draft as of a submitted version.
"""

import datetime
from collections import defaultdict
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from districts.models import District
from districts.reads.counts_cache import COUNTS_CACHE
from districts.states import AgencyStatus
from grants.models.application import Application
from grants.models.participant import Participant
from grants.models.signature import Signature
from grants.reads.late import late_in
from grants.reads.neighbors import Shareable, others_of_the_round
from grants.reads.packet_rows import activity_row, budget_rows, commitment_rows, narrative_row, participant_row
from grants.reads.packet_statements import (
    activities_of,
    agencies_of_districts,
    agencies_with_components,
    answers_of,
    contracts_of,
    enrollments_of_districts,
    enrollments_of_schools,
    explanations_of,
    participants_of,
    partners_of,
    purposes_of,
    signatures_of,
    with_records_as_tuples,
)
from grants.reads.stored_files import attachments_in, attachments_to_sign
from grants.rules.assurances import FIRST_ASSURANCES
from grants.rules.citable import match_amounts
from grants.rules.collaboration.names import AgencyNames, agency_names
from signing.rules import digest_of

Packet = dict[str, Any]  # JSON, as a version stores it
# What a signed part contains: from version 2 on, also the activities that the member committed to.
PART_VERSION = 2


class ParticipantRecord(NamedTuple):
    """A participant, and what the registry says about its district or school; None where it has neither."""

    pk: int
    key: str
    name: str
    role: str
    joined_on: datetime.date | None
    district: int | None
    school: int | None
    leaid: str | None
    district_kind: str | None
    registry_name: str | None
    status: str | None
    closed_on: datetime.date | None
    leaves_on: datetime.date | None
    added_at: datetime.datetime | None
    revision: int | None  # of the registry when this was read

    @property
    def kind(self) -> str | None:
        """The kind of the district, or "school"."""
        return self.district_kind or ("school" if self.school else None)


class SignedMembers(NamedTuple):
    """The members of an application in their order, and the latest signature of each by its primary key."""

    members: list[ParticipantRecord]
    signatures: dict[int, Signature]  # without the part


def signed_members_of(application: Application) -> SignedMembers:
    """What the packet, its facts, and the check of signatures have in common, in two queries."""
    members, signatures = members_of(application), signatures_of(application=application.pk)
    pks = {member.pk for member in members}  # without those that an amendment took out
    return SignedMembers(members, {s.participant_id: s for s in signatures if s.participant_id in pks})


def members_of(application: Application, rows: QuerySet[Participant] | None = None) -> list[ParticipantRecord]:
    """The participants in their order, or those in `rows`, in one query."""
    found = participants_of(application=application.pk) if rows is None else with_records_as_tuples(rows)
    return [ParticipantRecord(*row) for row in found]


def packet_of(application: Application, members: list[ParticipantRecord] | None = None) -> Packet:
    """Everything in the application, ready for JSON, in ten queries whatever its size; nine with its members."""
    pk, competition, consortium = application.pk, application.competition, application.consortium
    members = members_of(application) if members is None else members
    by_pk = {member.pk: member.key for member in members}
    activities = activities_of(application=pk)
    activity_keys = {a.pk: a.key for a in activities}
    contracts = {
        c.pk: c for c in [*contracts_of(consortium=consortium.pk), *(a.contract for a in activities if a.contract)]
    }
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
            "purposes": purposes_of(consortium=consortium.pk),
        },
        "competition": {
            "name": competition.name,
            "slug": competition.slug,
            "question": competition.question,
            "opens_at": _iso(competition.opens_at),
            "closes_at": _iso(competition.closes_at),
            "ends_at": _iso(application.ends_at),
            "project_starts_on": _iso(competition.project_starts_on),
            "project_ends_on": _iso(competition.project_ends_on),
            "ceilings": {"single": competition.ceiling_single, "consortium": competition.ceiling_consortium},
            "largest_share": competition.largest_share,
            "indirect_cap": competition.indirect_cap,
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
            participant_row(
                member.key,
                member.name,
                member.role,
                member.joined_on,
                leaid=member.leaid,
                kind=member.kind,
                is_school=bool(member.school),
            )
            for member in sorted(members, key=lambda member: member.role != "lead")
        ],
        "narrative": [narrative_row(a) for a in answers_of(application=pk)],
        "activities": [activity_row(a, by_pk) for a in activities],
        "commitments": commitment_rows(application, by_pk, activity_keys),
        "budget": budget_rows(application, by_pk, activity_keys),
        "partners": [{"name": p.name, "kind": p.kind} for p in partners_of(application=pk)],
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
        **attachments_in(application),
        **late_in(application),
        "explanations": [
            {"rule": e.rule, "subject": e.subject_key, "text": e.text} for e in explanations_of(application=pk)
        ],
    }


def facts_about(application: Application, packet: Packet, signed: SignedMembers | None = None) -> Packet:
    """What the registry, the round, and the signatures say now, in seven queries; five with its signed members.

    One more with schools among the members, and one if the registry changed since names were read.
    """
    day = (application.submitted_at or application.started_at).date()
    members, latest = signed or signed_members_of(application)
    revision = members[0].revision if members else None
    districts = [member.district for member in members if member.district]
    schools = [member.school for member in members if member.school]
    # Of the latest known year: later rows replace earlier ones.
    enrollment = {pk: (number, year) for pk, number, year in enrollments_of_districts(keys=districts)}
    of_schools = enrollments_of_schools(keys=schools) if schools else []
    enrollment_of_schools = {pk: (number, year) for pk, number, year in of_schools}
    agencies_of = defaultdict(list)
    for district, agency in agencies_of_districts(keys=districts, on=day):
        agencies_of[district].append(agency)
    keys = {member.pk: member.key for member in members}
    mine = Shareable(districts, match_amounts(packet))
    return {
        "agencies": _agency_names(packet["consortium"]["state"], revision),
        "participants": {
            member.key: _registry_says(
                member,
                enrollment_of_schools.get(member.school) if member.school else enrollment.get(member.district or 0),
                agencies_of,
            )
            for member in members
        },
        "agencies_with_components": sorted(agencies_with_components(keys=districts)),
        "other_applications": others_of_the_round(application.competition_id, {application.pk: mine})[application.pk],
        "possible_rules": application.competition.possible_rules,
        # For versions from before packets said when submissions end.
        "ends_at": _iso(application.ends_at),
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
        "part_digests": {member.key: digest_to_match(packet, member.key, latest.get(member.pk)) for member in members},
    }


def names_are_secret(application: Application, at: datetime.datetime) -> bool:
    """Whether the application’s members don’t read the names of other applications: its round accepts submissions."""
    return application.ends_at is None or at <= application.ends_at


def facts_for_applicant(
    application: Application, packet: Packet, signed: SignedMembers | None = None, *, at: datetime.datetime
) -> Packet:
    """The facts that an applicant sees: other applications aren’t named while the round accepts submissions."""
    facts = facts_about(application, packet, signed)
    if names_are_secret(application, at):
        facts["other_applications"] = [
            {**other, "reference": "", "consortium": ""} for other in facts["other_applications"]
        ]
    return facts


def part_of(packet: Packet, participant: str, *, version: int = PART_VERSION) -> Packet:
    """What one participant signs: its row, its commitments with their activities, its budget lines, the assurances.

    Who signs accepts what the lead proposed, so a part doesn't tell what was proposed. The lead also signs the
    narrative, all activities, all budget lines, and all attachments; other members sign the attachments that belong to
    them. The first assurances are left out, so that signatures from before
    rounds had their own stay current; `version` gives the part as it was put together then.
    """
    row = next(p for p in packet["participants"] if p["key"] == participant)
    part: Packet = {
        "participant": row,
        "consortium": packet["consortium"]["name"],
        "commitments": [_without_mark(c) for c in packet["commitments"] if c["participant"] == participant],
        "budget": [
            _without_mark(b)
            for b in packet["budget"]
            if participant in (b["payer"], b["payee"]) or (b["benefits"] != "all" and participant in b["benefits"])
        ],
    }
    if version > 1:
        own = {c["activity"] for c in part["commitments"]} | {b["activity"] for b in part["budget"]}
        part["activities"] = [a for a in packet["activities"] if a["key"] in own]
    if (assurances := assurances_in(packet)) != list(FIRST_ASSURANCES):
        part["assurances"] = assurances
    if attached := attachments_to_sign(packet, row):
        part["attachments"] = attached
    if row["role"] == "lead":
        part["narrative"] = packet["narrative"]
        part["activities"] = packet["activities"]
        part["budget"] = [_without_mark(b) for b in packet["budget"]]
    return part


def _without_mark(row: Packet) -> Packet:
    return {name: value for name, value in row.items() if name != "proposed"}


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


def unsigned_members(application: Application, packet: Packet, signed: SignedMembers | None = None) -> list[str]:
    """The names of the participants without a signature on their part as the packet has it."""
    members, signatures = signed or signed_members_of(application)
    return [member.name for member in members if not is_current(packet, member.key, signatures.get(member.pk))]


def _agency_names(state: str, revision: int | None) -> AgencyNames:
    """The index of the names of a state's agencies, read once for each revision of the registry and shared."""

    def read() -> AgencyNames:
        return agency_names(tuple(District.objects.filter(state=state).values_list("leaid", "name")))

    return COUNTS_CACHE.get(("names of agencies", state), revision, read)


def _iso(value: datetime.date | datetime.datetime | None) -> str | None:
    return value.isoformat() if value else None


def _registry_says(member: ParticipantRecord, known: tuple[int, str] | None, agencies: dict[int, list[str]]) -> Packet:
    return {
        "in_registry": bool(member.district or member.school),
        "registry_name": member.registry_name,
        "kind": member.kind,
        "enrollment": known[0] if known else None,
        "enrollment_year": known[1] if known else None,
        "closed_on": _iso(member.closed_on),
        "status": member.status or AgencyStatus.CLOSED,
        "service_agencies": agencies.get(member.district or 0, []),
        "leaves_on": _iso(member.leaves_on),
        "added_at": _iso(member.added_at and timezone.localtime(member.added_at)),
    }
