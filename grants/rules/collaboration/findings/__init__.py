"""The rules: each notices one thing in a plan and shows both places that it compared. None of them judges."""

from grants.rules.collaboration.findings import members, money, narrative, plan
from grants.rules.collaboration.findings.found import Finding, Place, Reading, Rule, reading_of
from grants.rules.collaboration.snapshot import Snapshot

__all__ = ["RULES", "Finding", "Place", "Reading", "Rule", "all_findings", "findings_in", "reading_of", "rule_named"]

RULES = (
    Rule(
        "element-unanswered",
        1,
        "Questions without an answer",
        "Each of the nine questions asks for one part of the explanation.",
        narrative.unanswered_elements,
    ),
    Rule(
        "member-not-in-narrative",
        1,
        "Members that the narrative never names",
        "An explanation of how members work together says what each of them does.",
        narrative.members_not_named,
    ),
    Rule(
        "member-not-in-plan",
        1,
        "Members without a commitment",
        "A member that neither gives nor gains anything in any activity takes no part in the plan.",
        plan.members_not_in_plan,
    ),
    Rule(
        "gives-nothing",
        1,
        "Members that give nothing",
        "The member has commitments, and none of them says what it gives.",
        plan.giving_nothing,
    ),
    Rule(
        "gains-nothing",
        1,
        "Members whose students gain nothing",
        "The member has commitments, and none of them says what its students gain.",
        plan.gaining_nothing,
    ),
    Rule(
        "outsider-named",
        1,
        "Agencies named that are not members",
        "Readers take an agency that is named for a member; the list says otherwise.",
        narrative.outsiders_named,
    ),
    Rule(
        "count-differs",
        1,
        "Numbers of members that differ from the list",
        "The number of members or districts in the narrative is not the number on the list.",
        narrative.counts_that_differ,
    ),
    Rule(
        "all-but-some",
        1,
        "“All” where the rows have some",
        "A sentence speaks of all members, districts or schools, and the activity has commitments of only some.",
        narrative.all_but_some,
    ),
    Rule(
        "reach-above-enrollment",
        1,
        "More students than are enrolled",
        "A member counts more students in one activity than it has.",
        plan.reach_above_enrollment,
    ),
    Rule(
        "outside-project",
        1,
        "Activities outside the project",
        "The fund pays for what happens between the first and the last day of the project.",
        plan.outside_project,
    ),
    Rule(
        "before-joining",
        1,
        "Activities before the member joined",
        "A member cannot commit itself to what began before it belonged to the consortium.",
        plan.before_joining,
    ),
    Rule(
        "payee-unknown",
        1,
        "Payees that nobody has declared",
        "Money goes to members, to declared partners and to suppliers of contracts.",
        money.unknown_payees,
    ),
    Rule(
        "match-twice",
        1,
        "Match pledged twice",
        "The same money cannot be pledged two times in one round.",
        money.match_pledged_twice,
    ),
    Rule(
        "above-ceiling",
        1,
        "Request above the ceiling",
        "The round has a largest grant for this kind of applicant.",
        money.above_ceiling,
    ),
    Rule(
        "share-lopsided",
        1,
        "One member is paid most of the money",
        "More than 60% of the grant money that is paid to members goes to one of them.",
        money.lopsided_shares,
    ),
    Rule(
        "in-two-applications",
        1,
        "Members in two applications",
        "The member also stands in another application of the same round.",
        money.in_two_applications,
    ),
    Rule(
        "agency-without-client",
        1,
        "A service agency leads without a client",
        "A service agency leads on behalf of its component districts; none is a member.",
        members.agency_without_client,
    ),
    Rule(
        "member-closed",
        1,
        "Members that are closed or unknown",
        "The member is in no registry, or closes before the project ends.",
        members.closed_members,
    ),
    Rule(
        "contract-expires",
        1,
        "Contracts that end too early",
        "The activity leans on a contract that ends before the activity does.",
        plan.expiring_contracts,
    ),
    Rule(
        "unsigned",
        1,
        "Members that have not signed",
        "Every member signs for its part of the plan.",
        members.unsigned,
    ),
    Rule(
        "signature-outdated",
        1,
        "Signatures on an earlier version",
        "What concerns the signer changed after the signature.",
        members.outdated_signatures,
    ),
    Rule(
        "signature-unauthorized",
        1,
        "Signatures without authority",
        "The signer needs a post with the power to sign on that day, and a board that met before.",
        members.unauthorized_signatures,
    ),
)
_BY_NAME = {rule.name: rule for rule in RULES}


def all_findings(snapshot: Snapshot) -> list[Finding]:
    """Everything the rules notice, in the order of the rules and then of the plan."""
    return findings_in(reading_of(snapshot))


def findings_in(reading: Reading) -> list[Finding]:
    """The same of a plan whose prose has been read already."""
    return [finding for rule in RULES for finding in rule.findings(reading)]


def rule_named(name: str) -> Rule | None:
    """The rule of this name; None for one that a later version of the product no longer has."""
    return _BY_NAME.get(name)
