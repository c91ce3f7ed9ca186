"""Whether a consortium can apply in a round: each rule of the round with what the registry says on one day.

Every answer comes from the function that also checks a submission or makes a finding.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from grants.rules.application import problems_with_ended_consortium
from grants.rules.awards import maximum_award
from grants.rules.budget import IndirectCosts
from grants.rules.collaboration.findings import FindingRule
from grants.rules.collaboration.findings.members import AGENCY_WITHOUT_CLIENT, MEMBER_CLOSED, MEMBERSHIP_ENDED
from grants.rules.collaboration.findings.phrasing import count_of, date_in_words, dollars, join_names
from grants.rules.collaboration.packet_reader import snapshot_from
from grants.rules.collaboration.parsed_plan import ParsedPlan
from grants.rules.collaboration.snapshot import SERVICE_AGENCY
from grants.rules.eligibility import (
    KINDS,
    RURAL_LEAD,
    Lead,
    LeadProblem,
    LeadRule,
    kind_rule_in_words,
    problem_with_kind,
    problem_with_rural,
)
from grants.rules.requirements import (
    SubmissionRule,
    indirect_cap_in_words,
    problems_with_indirect_costs,
    problems_with_number_of_members,
    problems_with_request,
)
from grants.states import CheckResult

_ASK_REGISTRAR = "Ask the registrar to correct the record if this is wrong."


@dataclass(frozen=True)
class MemberOnDay:
    """A member of a consortium as the registry has it for one day; `ends_on` is a scheduled merger or closing."""

    key: str
    leaid: str | None
    name: str
    role: str
    kind: str | None
    is_in_force: bool
    in_registry: bool = True
    leaves_on: datetime.date | None = None
    closed_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    service_agencies: tuple[str, ...] = ()


@dataclass(frozen=True)
class ConsortiumOnDay:
    """What the registry says about a consortium for one day, and what its draft asks for, if it has one.

    `also_in` names other applications in the round that the reader takes part in, each with the member in both; for
    officers, all others that they may read.
    """

    consortium: str
    has_ended: bool
    successor: str | None
    members: tuple[MemberOnDay, ...]
    lead: Lead | None
    signers: int
    agencies_with_components: tuple[str, ...] = ()
    requested: int | None = None
    indirect: IndirectCosts | None = None
    also_in: tuple[tuple[str, str], ...] = ()
    is_for_state: bool = False  # an officer of the state reads it, not the applicant

    @property
    def in_force(self) -> int:
        """How many members have a membership in force."""
        return sum(member.is_in_force for member in self.members)


@dataclass(frozen=True)
class RoundConditions:
    """What a round asks of those who apply."""

    lead: LeadRule
    submission: SubmissionRule
    ceilings: Mapping[str, int | None]
    project_ends_on: datetime.date | None


@dataclass(frozen=True)
class RuleAnswer:
    """Whether a rule is met, the facts that decide it, their source, and how to change them."""

    result: CheckResult
    facts: tuple[str, ...]
    source: str = ""
    fix: str = ""


@dataclass(frozen=True)
class EligibilityRule:
    """A rule of a round for one consortium. `is_required`: an application that doesn't meet it can't be submitted."""

    key: str
    title: str
    is_required: bool
    answer: RuleAnswer


def eligibility_rules(conditions: RoundConditions, facts: ConsortiumOnDay) -> list[EligibilityRule]:
    """Every rule that the round has, with its answer on the day of the facts."""
    answers = ((key, title, needed, answer(conditions, facts)) for key, title, needed, answer in _rules_of(conditions))
    return [EligibilityRule(key, title, needed, answer) for key, title, needed, answer in answers if answer is not None]


_Answer = Callable[[RoundConditions, ConsortiumOnDay], RuleAnswer | None]


def _rules_of(conditions: RoundConditions) -> Iterable[tuple[str, str, bool, _Answer]]:
    fewest = conditions.submission.fewest_members
    yield "consortium", "The consortium is in the registry and hasn’t ended.", True, _consortium
    yield "lead", kind_rule_in_words(conditions.lead), True, _lead
    if conditions.lead.must_be_rural:
        yield "rural", RURAL_LEAD, True, _rural
    yield "signer", "The lead has an authorized signer, who submits the application.", True, _signer
    if fewest is not None:
        yield "number", f"At least {count_of(fewest, 'member')}, including the lead.", True, _number
    yield "in_force", "Every member’s membership is in force.", False, _in_force
    yield "last", "Memberships last until the project ends.", False, _last
    yield "open", "Members stay open until the project ends.", False, _open
    yield "agency", "A service agency leads together with a component district.", False, _agency
    yield "once", "Each member takes part in only one application in this round.", False, _once
    is_required = "maximum" in conditions.submission.requirements
    yield "maximum", "The request is no more than the maximum award.", is_required, _maximum
    cap = conditions.submission.indirect_cap
    if cap is not None:
        yield "indirect", f"{indirect_cap_in_words(cap)}.", True, _indirect


def _pass(fact: str, source: str = "") -> RuleAnswer:
    return RuleAnswer(CheckResult.PASS, (fact,), source)


def _consortium(_conditions: RoundConditions, facts: ConsortiumOnDay) -> RuleAnswer:
    problems = problems_with_ended_consortium(
        facts.consortium, may_apply=not facts.has_ended, successor=facts.successor
    )
    if problems:
        return RuleAnswer(CheckResult.FAIL, tuple(problems), "Registry", _ASK_REGISTRAR)
    return _pass(f"{facts.consortium} is on record.", "Registry")


def _lead(conditions: RoundConditions, facts: ConsortiumOnDay) -> RuleAnswer:
    if facts.lead is None:
        fact = f"The registry has no lead for {facts.consortium}."
        return RuleAnswer(CheckResult.FAIL, (fact,), "Memberships in the registry", "Ask the registrar to add one.")
    kind = KINDS.get(facts.lead.kind)
    fact = f"{facts.lead.name} is {kind}." if kind else f"{facts.lead.name} leads."
    return _of_lead(problem_with_kind(conditions.lead, facts.lead), fact, facts.lead.kind_source)


def _rural(conditions: RoundConditions, facts: ConsortiumOnDay) -> RuleAnswer | None:
    if facts.lead is None:
        return None
    programs = [name for name, answer in (("SRSA", facts.lead.srsa), ("RLIS", facts.lead.rlis)) if answer == "yes"]
    fact = f"{facts.lead.name} is eligible for {' and '.join(programs)}."
    return _of_lead(problem_with_rural(conditions.lead, facts.lead), fact, facts.lead.rural_source)


def _of_lead(problem: LeadProblem | None, fact: str, source: str) -> RuleAnswer:
    if problem is None:
        return _pass(fact, source)
    result = CheckResult.UNKNOWN if problem.is_unknown else CheckResult.FAIL
    return RuleAnswer(result, (problem.fact,), source, problem.fix)


def _signer(_conditions: RoundConditions, facts: ConsortiumOnDay) -> RuleAnswer | None:
    if facts.lead is None:
        return None
    source = "Roles in the registry"
    if not facts.signers:
        fact = f"No one on record may sign applications for {facts.lead.name}."
        return RuleAnswer(CheckResult.FAIL, (fact,), source, "Ask the registrar to record who may sign.")
    return _pass(f"{count_of(facts.signers, 'person', 'people')} may sign for {facts.lead.name}.", source)


def _number(conditions: RoundConditions, facts: ConsortiumOnDay) -> RuleAnswer:
    source = "Memberships in the registry"
    if problems_with_number_of_members(conditions.submission, facts.in_force):
        fact = f"{facts.consortium} has {count_of(facts.in_force, 'member')} with a membership in force."
        fix = "Invite more members. They count once their membership is in force."
        return RuleAnswer(CheckResult.FAIL, (fact,), source, fix)
    return _pass(f"{count_of(facts.in_force, 'member')} with a membership in force.", source)


def _in_force(_conditions: RoundConditions, facts: ConsortiumOnDay) -> RuleAnswer:
    source = "Memberships in the registry"
    missing = tuple(_why_not_in_force(member) for member in facts.members if not member.is_in_force)
    if missing:
        fix = "Renew the membership, or remove the member from your application."
        return RuleAnswer(CheckResult.FAIL, missing, source, fix)
    return _pass(f"In force for {count_of(facts.in_force, 'member')}.", source)


def _why_not_in_force(member: MemberOnDay) -> str:
    if member.ends_on is not None:
        return f"{member.name} is scheduled to merge or close on {date_in_words(member.ends_on)}."
    if member.leaves_on is not None:
        return f"The membership of {member.name} ends on {date_in_words(member.leaves_on)}."
    return f"{member.name} isn’t a member on record."


def _last(conditions: RoundConditions, facts: ConsortiumOnDay) -> RuleAnswer | None:
    fix = "Extend the membership, or explain in your application what happens then."
    return _of_finding(MEMBERSHIP_ENDED, conditions, facts, "No membership ends before the project does.", fix)


def _open(conditions: RoundConditions, facts: ConsortiumOnDay) -> RuleAnswer | None:
    fix = "Explain in your application who continues its part, or plan without it."
    return _of_finding(MEMBER_CLOSED, conditions, facts, "No member closes before the project ends.", fix)


def _agency(conditions: RoundConditions, facts: ConsortiumOnDay) -> RuleAnswer | None:
    if facts.lead is None or facts.lead.kind != SERVICE_AGENCY:
        return None
    fact = f"A component district of {facts.lead.name} is a member."
    fix = "Invite a component district, or ask the registrar to complete the agency’s list."
    return _of_finding(AGENCY_WITHOUT_CLIENT, conditions, facts, fact, fix)


def _of_finding(
    rule: FindingRule, conditions: RoundConditions, facts: ConsortiumOnDay, fact: str, fix: str
) -> RuleAnswer | None:
    """The answer of a rule whose findings reviewers see; None where the round doesn't say when projects end."""
    if conditions.project_ends_on is None and rule is not AGENCY_WITHOUT_CLIENT:
        return None
    findings = rule.findings(_plan(conditions, facts))
    if findings:
        return RuleAnswer(CheckResult.FAIL, tuple(one.sentence for one in findings), "Registry", fix)
    return _pass(fact, "Registry")


def _once(_conditions: RoundConditions, facts: ConsortiumOnDay) -> RuleAnswer:
    if facts.is_for_state:
        return _once_for_state(facts)
    if facts.also_in:
        fix = "Choose one application for each of these members, and remove it from the others."
        return RuleAnswer(CheckResult.FAIL, _also_in("your application", facts), "Your applications", fix)
    return RuleAnswer(
        CheckResult.UNKNOWN,
        ("No two of your applications share a member. Other applications are confidential, so we can’t check them.",),
        "Your applications",
        "Ask your members whether they take part in another application.",
    )


def _once_for_state(facts: ConsortiumOnDay) -> RuleAnswer:
    source = "Submitted applications in this round"
    if facts.also_in:
        return RuleAnswer(CheckResult.FAIL, _also_in("application", facts), source)
    return _pass("No member is in another application that you can read.", source)


def _also_in(application: str, facts: ConsortiumOnDay) -> tuple[str, ...]:
    """Each other application once, with all the members that are in both."""
    members: defaultdict[str, list[str]] = defaultdict(list)
    for member, reference in facts.also_in:
        members[reference].append(member)
    # The same members are often in several: their names are joined once.
    joined = {names: join_names(names, most=len(names)) for names in {tuple(row) for row in members.values()}}
    return tuple(
        f"Also in {application} {reference}: {joined[tuple(names)]}." for reference, names in sorted(members.items())
    )


def _maximum(conditions: RoundConditions, facts: ConsortiumOnDay) -> RuleAnswer | None:
    members = len(facts.members)
    most = maximum_award(members, **conditions.ceilings).amount
    if most is None:
        return None
    source = "Round and budget"
    if facts.requested is None:
        fact = f"You can request up to {dollars(most)}. There’s no budget yet."
        return RuleAnswer(CheckResult.UNKNOWN, (fact,), source)
    if problems_with_request(facts.requested, members, conditions.ceilings):
        fact = f"The grant lines total {dollars(facts.requested)}. The maximum award is {dollars(most)}."
        return RuleAnswer(CheckResult.FAIL, (fact,), source, "Reduce the grant lines.")
    who = "The application requests" if facts.is_for_state else "You request"
    return _pass(f"{who} {dollars(facts.requested)}. The maximum award is {dollars(most)}.", source)


def _indirect(conditions: RoundConditions, facts: ConsortiumOnDay) -> RuleAnswer:
    source = "Round and budget"
    if facts.indirect is None:
        return RuleAnswer(CheckResult.UNKNOWN, ("There’s no budget yet.",), source)
    problems = problems_with_indirect_costs(conditions.submission, facts.indirect)
    if problems:
        return RuleAnswer(CheckResult.FAIL, tuple(problems), source)
    return _pass(f"Indirect costs are {dollars(facts.indirect.amount)}.", source)


def _plan(conditions: RoundConditions, facts: ConsortiumOnDay) -> ParsedPlan:
    """The members as a plan without text, which is all that rules about members read."""
    members = [{"key": m.key, "leaid": m.leaid, "name": m.name, "role": m.role, "kind": m.kind} for m in facts.members]
    known = {
        m.key: {
            "in_registry": m.in_registry,
            "kind": m.kind,
            "closed_on": _iso(m.closed_on or m.ends_on),
            "leaves_on": _iso(m.leaves_on),
            "service_agencies": list(m.service_agencies),
        }
        for m in facts.members
    }
    packet = {"participants": members, "competition": {"project_ends_on": _iso(conditions.project_ends_on)}}
    agencies = list(facts.agencies_with_components)
    return ParsedPlan(snapshot_from(packet, {"participants": known, "agencies_with_components": agencies}), (), ())


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
