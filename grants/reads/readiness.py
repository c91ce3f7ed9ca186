"""What keeps an application from being started or submitted under its round's rules, apart from the deadline."""

import datetime
from dataclasses import replace

from consortia.models import Consortium, Membership
from consortia.states import ENDED_CONSORTIA
from districts.models import District, School
from grants.models import Application, Competition, Participant
from grants.reads.members import applying_members
from grants.reads.packets import Packet, SignedMembers, unsigned_members
from grants.reads.rounds import lead_rule_of, submission_rule_of
from grants.rules.application import problems_with_ended_consortium, problems_with_word_limits
from grants.rules.eligibility import Lead, problems_with_lead
from grants.rules.requirements import Missing, missing_by_requirements
from grants.rules.sections import key_of_answer


def problems_before_submitting(
    application: Application, packet: Packet, signed: SignedMembers | None = None, *, on: datetime.date
) -> list[str]:
    """Everything that the applicant must change before submitting on that day; `packet` is the application now."""
    return [missing.words for missing in missing_before_submitting(application, packet, signed, on=on)]


def missing_before_submitting(
    application: Application, packet: Packet, signed: SignedMembers | None = None, *, on: datetime.date
) -> list[Missing]:
    """The same, each with the section to write it in."""
    competition = application.competition
    rule = submission_rule_of(competition)
    unsigned = unsigned_members(application, packet, signed) if "signatures" in rule.requirements else []
    members = _members_in_force(application, packet, on) if rule.fewest_members is not None else 0
    return [
        *map(Missing, problems_with_consortium(application.consortium)),
        *map(Missing, problems_with_lead_of(application)),
        *missing_by_requirements(rule, packet, members=members, unsigned=unsigned),
        *_too_long_in(packet, competition),
    ]


def problems_with_changes(application: Application, before: Packet, after: Packet) -> list[str]:
    """What the round requires of a packet, and the one before already had: its text, its plan, and its budget.

    Signatures follow the answer to the state’s questions, and who takes part was decided at the deadline.
    """
    rule = submission_rule_of(application.competition)
    rule = replace(rule, requirements=[one for one in rule.requirements if one != "signatures"], fewest_members=None)
    earlier, now = (
        [one.words for one in missing_by_requirements(rule, packet, members=0, unsigned=[])]
        for packet in (before, after)
    )
    now += [one.words for one in _too_long_in(after, application.competition)]
    return [words for words in now if words not in earlier]


def _too_long_in(packet: Packet, competition: Competition) -> list[Missing]:
    limits = {element.number: element.word_limit for element in competition.elements.all()}
    return [
        Missing(words, key_of_answer(row["element"]))
        for row in packet["narrative"]
        if row["element"] in limits
        for words in problems_with_word_limits([(row["element"], row["text"], limits[row["element"]])])
    ]


def problems_before_starting(competition: Competition, lead: Membership) -> list[str]:
    """Why a consortium led by this member can't start an application in the round."""
    rule = lead_rule_of(competition)
    return problems_with_lead(rule, lead_facts(lead.district, lead.school)) if rule.restricts else []


def problems_with_consortium(consortium: Consortium) -> list[str]:
    """Whether the consortium still exists."""
    has_ended = consortium.status in ENDED_CONSORTIA
    successor = consortium.successor.name if consortium.successor else None
    return problems_with_ended_consortium(consortium.name, may_apply=not has_ended, successor=successor)


def problems_with_lead_of(application: Application) -> list[str]:
    """Why the application's lead may not lead in its round, by what the registry says now."""
    rule = lead_rule_of(application.competition)
    if not rule.restricts:
        return []
    leads = application.participants.filter(role=Participant.Role.LEAD)
    lead = leads.select_related("district", "school__district").first()
    return problems_with_lead(rule, lead_facts(lead.district, lead.school, lead.name)) if lead else []


def lead_facts(district: District | None, school: School | None, name: str = "") -> Lead:
    """What the registry says today; a school is small and rural as its district is."""
    record = school.district if school is not None else district
    if record is None:
        return Lead(name)
    answers = {"srsa": record.srsa, "rlis": record.rlis, "rural_source": record.rural_year}
    if school is not None:
        return Lead(school.name, "school", kind_source=school.source, **answers)
    return Lead(record.name, record.kind, kind_source=record.source, **answers)


def _members_in_force(application: Application, packet: Packet, on: datetime.date) -> int:
    members = applying_members(application, on)
    return sum(row["key"] in members for row in packet["participants"])
