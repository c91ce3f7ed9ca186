"""What keeps an application from being started or submitted under its round's rules, apart from the deadline."""

from consortia.models import Consortium, Membership
from consortia.states import ENDED_CONSORTIA
from districts.models import District, School
from grants.models import Application, Competition, Participant
from grants.reads.packets import Packet, SignedMembers, unsigned_members
from grants.reads.rounds import lead_rule_of, submission_rule_of
from grants.rules.application import problems_with_ended_consortium, problems_with_word_limits
from grants.rules.eligibility import Lead, problems_with_lead
from grants.rules.requirements import problems_with_requirements


def problems_before_submitting(
    application: Application, packet: Packet, signed: SignedMembers | None = None
) -> list[str]:
    """Everything that the applicant must change before submitting; `packet` is the application as it is now."""
    competition = application.competition
    rule = submission_rule_of(competition)
    unsigned = unsigned_members(application, packet, signed) if "signatures" in rule.requirements else []
    limits = {element.number: element.word_limit for element in competition.elements.all()}
    answers = [(row["element"], row["text"]) for row in packet["narrative"]]
    return [
        *problems_with_consortium(application.consortium),
        *problems_with_lead_of(application),
        *problems_with_requirements(rule, packet, unsigned),
        *problems_with_word_limits((number, text, limits[number]) for number, text in answers if number in limits),
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
    if school is not None:
        return Lead(school.name, "school", school.district.srsa, school.district.rlis)
    if district is not None:
        return Lead(district.name, district.kind, district.srsa, district.rlis)
    return Lead(name)
