"""What must be there before an application can be submitted, as each round chooses.

What a finding describes stops nobody unless the round's published rules say so here.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from grants.rules.awards import maximum_award
from grants.rules.budget import IndirectCosts, indirect_costs
from grants.rules.citable import requested_in
from grants.rules.collaboration.findings.budget import LINE_INCOMPLETE
from grants.rules.collaboration.findings.phrasing import dollars, join_names
from grants.rules.collaboration.packet_reader import snapshot_from
from grants.rules.collaboration.parsed_plan import ParsedPlan
from grants.rules.sections import ACTIVITIES, ATTACHMENTS, BUDGET, MEMBERS, SIGNATURES, key_of_answer
from grants.rules.texts import count_words
from grants.rules.wanted_files import WantedFile, missing_files

REQUIREMENTS = {
    "answers": "An answer to each of the nine questions",
    "plan": "At least one activity in the plan",
    "commitments": "At least one activity with a member’s commitment",
    "budget": "At least one budget line with an amount",
    "payees": "A payee and who benefits on every grant line",
    "maximum": "Grant lines that total no more than the maximum award",
    "signatures": "A current signature from every member",
}
# What a new round requires unless its officers choose otherwise: an empty application can't be submitted in it.
USUAL_REQUIREMENTS = ("answers", "plan", "commitments", "budget", "payees", "maximum")
# What no round can waive.
ALWAYS = (
    "Answers within the word limits.",
    "A consortium that is in the registry and hasn’t ended.",
    "An authorized signer for the lead, who submits the application.",
)
MOST_MEMBERS = 500


class Missing(NamedTuple):
    """Something that keeps an application from being submitted, and the section to write it in ("": none)."""

    words: str
    section: str = ""


@dataclass(frozen=True)
class SubmissionRule:
    """What a round requires: keys of REQUIREMENTS, the fewest members, files, and the cap on indirect costs.

    None is no minimum, or no cap.
    """

    requirements: Collection[str] = ()
    fewest_members: int | None = None
    files: Sequence[WantedFile] = ()
    indirect_cap: int | None = None

    @property
    def requires_more(self) -> bool:
        """Whether it requires anything beyond what no round can waive."""
        has_files = any(file.required for file in self.files)
        has_numbers = self.fewest_members is not None or self.indirect_cap is not None
        return bool(self.requirements) or has_numbers or has_files


def missing_by_requirements(
    rule: SubmissionRule, packet: Mapping[str, Any], *, members: int, unsigned: Sequence[str]
) -> list[Missing]:
    """What the round requires and the application lacks.

    `members` is how many of its members have a membership in force; `unsigned` are those without a current signature.
    """
    missing = [Missing(words, MEMBERS) for words in problems_with_number_of_members(rule, members)]
    if "answers" in rule.requirements:
        missing += [Missing(f"Answer question {number}.", key_of_answer(number)) for number in _unanswered(packet)]
    if "plan" in rule.requirements and not packet["activities"]:
        missing.append(Missing("Add at least one activity to your plan.", ACTIVITIES))
    if "commitments" in rule.requirements and packet["activities"] and not packet["commitments"]:
        missing.append(Missing("Write what a member contributes to at least one activity.", ACTIVITIES))
    if "budget" in rule.requirements and not any(line["amount"] for line in packet["budget"]):
        missing.append(Missing("Add at least one budget line with an amount.", BUDGET))
    if "payees" in rule.requirements:
        missing += [Missing(words, BUDGET) for words in _incomplete_lines(packet)]
    if "maximum" in rule.requirements:
        ceilings = packet["competition"]["ceilings"]
        over = problems_with_request(requested_in(packet), len(packet["participants"]), ceilings)
        missing += [Missing(words, BUDGET) for words in over]
    over_cap = problems_with_indirect_costs(rule, indirect_costs(packet["budget"]))
    missing += [Missing(words, BUDGET) for words in over_cap]
    missing += [Missing(words, ATTACHMENTS) for words in missing_files(rule.files, packet)]
    if "signatures" in rule.requirements and unsigned:
        words = f"This round requires a current signature from every member. Missing: {join_names(unsigned)}."
        missing.append(Missing(words, SIGNATURES))
    return missing


def problems_with_submission_rule(rule: SubmissionRule) -> list[str]:
    """Why a round can't require this."""
    problems = ["Choose what is needed to submit from the list."] if set(rule.requirements) - set(REQUIREMENTS) else []
    if rule.fewest_members is not None and not 1 <= rule.fewest_members <= MOST_MEMBERS:
        problems.append(f"Enter a minimum number of members between 1 and {MOST_MEMBERS}.")
    return problems


def requirements_in_words(rule: SubmissionRule) -> list[str]:
    """Everything that is needed to submit, what no round can waive first."""
    needed = [*ALWAYS, *(f"{words}." for key, words in REQUIREMENTS.items() if key in rule.requirements)]
    if rule.fewest_members is not None:
        needed.append(f"At least {rule.fewest_members} members, including the lead.")
    if rule.indirect_cap is not None:
        needed.append(f"{indirect_cap_in_words(rule.indirect_cap)}.")
    needed += [f"The attachment “{file.title}.”" for file in rule.files if file.required]
    return needed


def problems_with_number_of_members(rule: SubmissionRule, members: int) -> list[str]:
    """Whether the application has the fewest members that the round requires; only memberships in force count."""
    if rule.fewest_members is None or members >= rule.fewest_members:
        return []
    return [f"This round requires at least {rule.fewest_members} members. You have {members}."]


def problems_with_request(total: int, members: int, ceilings: Mapping[str, int | None]) -> list[str]:
    """Whether the grant lines total more than the maximum award for that many members."""
    most = maximum_award(members, **ceilings)
    if most.amount is None or not most.is_exceeded_by(total):
        return []
    return [
        f"The grant lines total {dollars(total)}. The maximum award for {most.applicant} is {dollars(most.amount)}. "
        "Reduce the grant lines."
    ]


def indirect_cap_in_words(cap: int) -> str:
    """What a cap on indirect costs requires, without a period."""
    return f"Indirect costs of no more than {cap}% of the modified total direct cost"


def problems_with_indirect_costs(rule: SubmissionRule, costs: IndirectCosts) -> list[str]:
    """Whether the grant lines charge more indirect costs than the round's cap allows for the whole budget."""
    if rule.indirect_cap is None or costs.amount <= (most := costs.most(rule.indirect_cap)):
        return []
    return [
        f"Indirect costs are {dollars(costs.amount)}. The cap of this round is {rule.indirect_cap}% of the modified "
        f"total direct cost: {dollars(most)} for your budget. Reduce the indirect costs, or check the category of each "
        "grant line."
    ]


def _incomplete_lines(packet: Mapping[str, Any]) -> Iterable[str]:
    """The sentences of the finding that reviewers would see."""
    plan = ParsedPlan(snapshot_from({"budget": packet["budget"]}, {}), (), ())
    return (finding.sentence for finding in LINE_INCOMPLETE.findings(plan))


def _unanswered(packet: Mapping[str, Any]) -> Iterable[int]:
    answered = {row["element"] for row in packet["narrative"] if count_words(row["text"])}
    return (element["number"] for element in packet["elements"] if element["number"] not in answered)
