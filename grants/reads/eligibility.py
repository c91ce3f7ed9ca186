"""Whether consortia can apply in a round: what the registry says now, and what it already knows about the deadline."""

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from consortia.models import Consortium, Membership, ScheduledClosure
from consortia.states import APPLYING_CLASSES, ENDED_CONSORTIA, IN_FORCE, MemberRole
from districts.models import Appointment, District, School, ServiceAgencyMembership
from grants.models import Application, Competition, Participant, Version
from grants.models.application import ApplicationQuerySet
from grants.reads.packets import Packet
from grants.reads.readiness import lead_facts
from grants.reads.rounds import lead_rule_of, submission_rule_of
from grants.rules.budget import indirect_costs
from grants.rules.citable import requested_in
from grants.rules.eligibility import Lead
from grants.rules.eligibility_checks import (
    ConsortiumOnDay,
    EligibilityRule,
    MemberOnDay,
    RoundConditions,
    eligibility_rules,
)


class EligibilityOfConsortium(NamedTuple):
    """The rules of a round for one consortium: today, and on the day of the deadline (empty if that has passed)."""

    consortium: Consortium
    today: datetime.date
    deadline: datetime.date | None
    now: list[EligibilityRule]
    by_deadline: list[EligibilityRule]
    lead: District | School | None
    reference: str  # of its application in the round, where the reader takes part in it


class _Member(NamedTuple):
    """A member with all its memberships; of a draft also if it has none."""

    key: str
    record: District | School | None
    name: str
    role: str
    memberships: list[Membership]

    @property
    def district(self) -> int | None:
        """The district that it is or belongs to."""
        if isinstance(self.record, School):
            return self.record.district_id
        return self.record.pk if self.record else None

    def membership(self, on: datetime.date) -> Membership | None:
        """Its membership in force on that day."""
        return next((one for one in self.memberships if _holds(one.joins_on, one.leaves_on, on)), None)


@dataclass(frozen=True)
class _Registry:
    """What is read once for all consortia."""

    closings: dict[int, ScheduledClosure]
    endings: dict[int, ScheduledClosure]
    components: list[ServiceAgencyMembership]
    signers: list[Appointment]
    own: dict[str, list[tuple[str, int]]]  # the reader's applications in the round: by member, reference and consortium


def eligibility_of_consortia(
    competition: Competition, consortia: Sequence[Consortium], *, reader: User, at: datetime.datetime
) -> list[EligibilityOfConsortium]:
    """For consortia without an application in the round, in six queries whatever their number."""
    members: dict[int, list[_Member]] = {consortium.pk: [] for consortium in consortia}
    for (consortium, key), memberships in _memberships_of([consortium.pk for consortium in consortia]).items():
        record = memberships[0].member
        members[consortium].append(_Member(key, record, record.name, "", memberships))
    registry = _read_registry(competition, [c.pk for c in consortia], _all(members.values()), _own(competition, reader))
    return [_eligibility(competition, one, members[one.pk], registry, None, at) for one in consortia]


def eligibility_of_draft(
    application: Application, packet: Packet, *, reader: User, at: datetime.datetime
) -> EligibilityOfConsortium:
    """For the members and the budget of one application, in seven queries."""
    on_record = _memberships_of([application.consortium_id])
    members = [
        _Member(row.key, row.school or row.district, row.name, row.role, on_record[application.consortium_id, row.key])
        for row in application.participants.select_related("district", "school__district")
    ]
    registry = _read_registry(
        application.competition, [application.consortium_id], members, _own(application.competition, reader)
    )
    budget = packet if packet["budget"] else None
    return _eligibility(application.competition, application.consortium, members, registry, budget, at)


class ScreenedFacts(NamedTuple):
    """The rules of a round for a submitted application: the version that counted, and the registry at the deadline."""

    version: int
    number: int
    on: datetime.date
    rules: list[EligibilityRule]


def eligibility_at_deadline(
    competition: Competition, applications: Sequence[Application], *, reader: User
) -> dict[int, ScreenedFacts]:
    """For submitted applications of one round on the reader's desk, in eight queries whatever their number.

    Members and budget are those of the last version submitted in time, and memberships, roles, and successors those
    of the day of the deadline. Other applications are those that the reader may read.
    """
    versions = _versions_in_time(competition, applications)
    on_record = _memberships_of({application.consortium_id for application in applications})
    records: dict[tuple[int, str], District | School | None] = {
        (row.application_id, row.key): row.school or row.district
        for row in Participant.objects.filter(application__in=versions).select_related("district", "school__district")
    }
    members = {
        one.pk: [
            _Member(
                m["key"], records.get((one.pk, m["key"])), m["name"], m["role"], on_record[one.consortium_id, m["key"]]
            )
            for m in versions[one.pk].participants
        ]
        for one in applications
        if one.pk in versions
    }
    others = Application.objects.on_desk_of(reader).filter(competition=competition)
    consortia = {one.consortium_id for one in applications}
    registry = _read_registry(competition, consortia, _all(members.values()), others)
    conditions, facts = _conditions(competition), {}
    for one in (one for one in applications if one.pk in versions):
        version = versions[one.pk]
        on = timezone.localdate(competition.closes_at or version.sealed_at)
        known = _facts(one.consortium, members[one.pk], registry, on, is_later=False)
        known = replace(
            known,
            requested=requested_in({"budget": version.budget}),
            indirect=indirect_costs(version.budget),
            is_for_state=True,
            has_ended=known.has_ended and not (one.consortium.ended_on and one.consortium.ended_on > on),
        )
        facts[one.pk] = ScreenedFacts(version.pk, version.number, on, eligibility_rules(conditions, known))
    return facts


class _VersionInTime(NamedTuple):
    application: int
    pk: int
    number: int
    sealed_at: datetime.datetime
    participants: list[dict[str, Any]]
    budget: list[dict[str, Any]]


def _versions_in_time(competition: Competition, applications: Sequence[Application]) -> dict[int, _VersionInTime]:
    """The last version that each application submitted before reviewing began; of one accepted late, its first."""
    ends = competition.reviewed_after
    rows = Version.objects.filter(application__in=[one.pk for one in applications]).order_by("application", "number")
    in_time: dict[int, _VersionInTime] = {}
    columns = ("application", "pk", "number", "sealed_at", "content__participants", "content__budget")
    for row in rows.values_list(*columns):
        version = _VersionInTime(*row)
        if version.application not in in_time or ends is None or version.sealed_at <= ends:
            in_time[version.application] = version
    return in_time


def _own(competition: Competition, reader: User) -> ApplicationQuerySet:
    """The reader's own applications in the round."""
    return Application.objects.taken_part_in_by(reader).in_the_running().filter(competition=competition)


def _conditions(competition: Competition) -> RoundConditions:
    return RoundConditions(
        lead_rule_of(competition),
        submission_rule_of(competition),
        {"single": competition.ceiling_single, "consortium": competition.ceiling_consortium},
        competition.project_ends_on,
    )


def _eligibility(
    competition: Competition,
    consortium: Consortium,
    members: list[_Member],
    registry: _Registry,
    budget: Packet | None,
    at: datetime.datetime,
) -> EligibilityOfConsortium:
    conditions = _conditions(competition)
    requested = requested_in(budget) if budget else None
    indirect = indirect_costs(budget["budget"]) if budget else None
    today, closes_at = timezone.localdate(at), competition.closes_at
    deadline = timezone.localdate(closes_at) if closes_at and closes_at > at else None

    def rules(on: datetime.date, here: list[_Member], *, is_later: bool) -> list[EligibilityRule]:
        facts = _facts(consortium, here, registry, on, is_later=is_later)
        return eligibility_rules(conditions, replace(facts, requested=requested, indirect=indirect))

    # Of a consortium without a draft: those who are members that day, or are today and no longer that day.
    today_here = [m for m in members if m.role or m.membership(today)]
    later_here = [m for m in members if m in today_here or (deadline and m.membership(deadline))]
    return EligibilityOfConsortium(
        consortium,
        today,
        deadline,
        rules(today, today_here, is_later=False),
        rules(deadline, later_here, is_later=True) if deadline else [],
        lead=next((m.record for m in today_here if _role(m, today) == Participant.Role.LEAD), None),
        reference=next((ref for m in members for ref, of in registry.own.get(m.key, ()) if of == consortium.pk), ""),
    )


def _facts(
    consortium: Consortium, here: list[_Member], registry: _Registry, on: datetime.date, *, is_later: bool
) -> ConsortiumOnDay:
    ending = registry.endings.get(consortium.pk) if is_later else None
    ending = ending if ending and ending.on <= on else None
    roles = {m.key: _role(m, on) for m in here}
    lead = next((m for m in here if roles[m.key] == Participant.Role.LEAD), None)
    agencies: defaultdict[int, list[str]] = defaultdict(list)
    for row in registry.components:
        if row.is_in_force(on):
            agencies[row.district_id].append(row.agency.leaid)
    return ConsortiumOnDay(
        consortium=consortium.name,
        has_ended=consortium.status in ENDED_CONSORTIA or ending is not None,
        successor=_name(ending.into_consortium if ending else consortium.successor),
        members=tuple(_member_on(m, roles[m.key], registry, agencies, on, is_later=is_later) for m in here),
        lead=_lead_record(lead) if lead else None,
        signers=len({a.user_id for a in registry.signers if lead and _signs_for(a, lead, on)}),
        agencies_with_components=tuple({row.agency.leaid for row in registry.components}),
        also_in=tuple((m.name, ref) for m in here for ref, of in registry.own.get(m.key, ()) if of != consortium.pk),
    )


def _member_on(
    member: _Member,
    role: str,
    registry: _Registry,
    agencies: dict[int, list[str]],
    on: datetime.date,
    *,
    is_later: bool,
) -> MemberOnDay:
    record, membership = member.record, member.membership(on)
    closing = registry.closings.get(member.district or 0) if is_later else None
    last = max(member.memberships, key=lambda one: one.leaves_on or datetime.date.max, default=None)
    return MemberOnDay(
        key=member.key,
        leaid=record.leaid if isinstance(record, District) else None,
        name=member.name,
        role=role,
        kind=record.kind if isinstance(record, District) else "school" if record else None,
        is_in_force=membership is not None and not (closing and closing.on <= on),
        in_registry=record is not None,
        leaves_on=last.leaves_on if last else None,
        closed_on=record.closed_on if record else None,
        ends_on=closing.on if closing else None,
        service_agencies=tuple(agencies.get(member.district or 0, ())),
    )


def _memberships_of(consortia: Collection[int]) -> defaultdict[tuple[int, str], list[Membership]]:
    """Every membership that gives a part in an application, past, present, or future, by consortium and member."""
    rows = Membership.objects.filter(
        consortium__in=consortia, status__in=IN_FORCE, membership_class__in=APPLYING_CLASSES
    )
    members = defaultdict(list)
    for row in rows.with_members():
        members[row.consortium_id, row.member.federal_id].append(row)
    return members


def _read_registry(
    competition: Competition,
    consortia: Collection[int],
    members: Iterable[_Member],
    applications: ApplicationQuerySet,
) -> _Registry:
    members = list(members)
    districts = {m.district for m in members if m.district}
    leading = [m for m in members if m.role == Participant.Role.LEAD or any(_leads(one) for one in m.memberships)]
    schools = {m.record.pk for m in leading if isinstance(m.record, School)}
    to_come = list(ScheduledClosure.objects.to_come().filter(Q(district__in=districts) | Q(consortium__in=consortia)))
    components = ServiceAgencyMembership.objects.filter(Q(district__in=districts) | Q(agency__in=districts))
    signing = Appointment.objects.filter(can_sign_applications=True, awaits_answer=False, withdrawn_at=None)
    places = Q(district__in={m.district for m in leading}) | Q(school__in=schools)
    rows = Participant.present.filter(
        application__in=applications.order_by().values("pk"), key__in={m.key for m in members}
    )
    own = defaultdict(list)
    columns = rows.order_by("application__reference", "position")
    for key, reference, consortium in columns.values_list(
        "key", "application__reference", "application__consortium_id"
    ):
        own[key].append((reference, consortium))
    return _Registry(
        closings={row.district_id: row for row in to_come if row.district_id},
        endings={row.consortium_id: row for row in to_come if row.consortium_id},
        components=list(components.select_related("agency")),
        signers=list(signing.filter(places)),
        own=own,
    )


def _signs_for(appointment: Appointment, lead: _Member, on: datetime.date) -> bool:
    is_there = (appointment.district_id or 0) == lead.district or (
        isinstance(lead.record, School) and appointment.school_id == lead.record.pk
    )
    return is_there and _holds(appointment.starts_on, appointment.ends_on, on)


def _lead_record(lead: _Member) -> Lead:
    record = lead.record
    school = record if isinstance(record, School) else None
    return lead_facts(record if isinstance(record, District) else None, school, lead.name)


def _role(member: _Member, on: datetime.date) -> str:
    """Its role in the draft, or that day in the consortium."""
    membership = member.membership(on)
    is_lead = membership is not None and _leads(membership)
    return member.role or (Participant.Role.LEAD if is_lead else Participant.Role.MEMBER)


def _leads(membership: Membership) -> bool:
    return membership.role == MemberRole.LEAD


def _holds(first: datetime.date | None, last: datetime.date | None, on: datetime.date) -> bool:
    return (first is None or first <= on) and (last is None or last >= on)


def _name(consortium: Consortium | None) -> str | None:
    return consortium.name if consortium else None


def _all(groups: Iterable[list[_Member]]) -> Iterable[_Member]:
    return (member for group in groups for member in group)
