"""Who may lead an application of a round: the kind of agency, and whether it is small and rural."""

from collections.abc import Collection
from dataclasses import dataclass

# Kinds as a sentence writes one of them: "X is a service agency". A school leads as a member of its own.
KINDS = {
    "local": "a local district",
    "charter": "a charter agency",
    "service_agency": "a service agency",
    "vocational": "a vocational district",
    "state": "a state-operated agency",
    "federal": "a federal agency",
    "other": "another kind of agency",
    "school": "a single school",
}
RURAL_LEAD = (
    "The lead must be eligible for SRSA or RLIS, the federal programs for small and for low-income rural districts."
)


@dataclass(frozen=True)
class LeadRule:
    """Which members may lead: of these kinds (none listed: any), and only small or low-income rural ones if so."""

    kinds: Collection[str] = ()
    must_be_rural: bool = False

    @property
    def restricts(self) -> bool:
        """Whether some members may not lead."""
        return bool(self.kinds) or self.must_be_rural


@dataclass(frozen=True)
class Lead:
    """What the registry says about a lead, and by which source; `srsa` and `rlis` are yes, no, or unknown."""

    name: str
    kind: str = "unknown"
    srsa: str = "unknown"
    rlis: str = "unknown"
    kind_source: str = ""
    rural_source: str = ""


@dataclass(frozen=True)
class LeadProblem:
    """Why a member may not lead, or why that isn't known: the rule, the fact of the registry, and what to do."""

    rule: str
    fact: str
    fix: str
    is_unknown: bool = False

    def __str__(self) -> str:
        return f"{self.rule} {self.fact} {self.fix}"


def problems_with_lead(rule: LeadRule, lead: Lead) -> list[str]:
    """Why this member can't lead an application of the round: the fact, the rule, and what to do about it."""
    return [str(problem) for problem in (problem_with_kind(rule, lead), problem_with_rural(rule, lead)) if problem]


def problem_with_kind(rule: LeadRule, lead: Lead) -> LeadProblem | None:
    """Whether the lead is of a kind that may lead in the round."""
    if not rule.kinds or lead.kind in rule.kinds:
        return None
    words = f"In this round, {kinds_in_words(rule.kinds)} must lead."
    if lead.kind not in KINDS:
        fact = f"The registry doesn’t say what kind of agency {lead.name} is."
        return LeadProblem(words, fact, "Ask the registrar to add it.", is_unknown=True)
    return LeadProblem(
        words,
        f"{lead.name} is {KINDS[lead.kind]}.",
        "Ask the registrar to correct its record, or let another member lead the consortium.",
    )


def problem_with_rural(rule: LeadRule, lead: Lead) -> LeadProblem | None:
    """Whether the lead is small and rural where the round requires it."""
    if not rule.must_be_rural or "yes" in (lead.srsa, lead.rlis):
        return None
    unknown = [name for name, answer in (("SRSA", lead.srsa), ("RLIS", lead.rlis)) if answer == "unknown"]
    if not unknown:
        fact = f"{lead.name} isn’t eligible for either."
        return LeadProblem(RURAL_LEAD, fact, "Another member of the consortium must lead.")
    fact = f"The registry doesn’t show whether {lead.name} is eligible for {' or '.join(unknown)}."
    return LeadProblem(RURAL_LEAD, fact, "Ask the registrar to complete its record.", is_unknown=True)


def problems_with_lead_kinds(kinds: Collection[str]) -> list[str]:
    """Kinds that a rule can't name."""
    return ["Choose who may lead from the list."] if set(kinds) - set(KINDS) else []


def kind_rule_in_words(rule: LeadRule) -> str:
    """The kinds that may lead, as a sentence: "A local district or a charter agency must lead."."""
    words = kinds_in_words(rule.kinds)
    return f"{words[0].upper()}{words[1:]} must lead." if rule.kinds else "Any member may lead."


def lead_in_words(rule: LeadRule) -> str:
    """The rule as a sentence, or two: "A local district or a charter agency must lead."."""
    sentence = kind_rule_in_words(rule)
    if rule.must_be_rural:
        return f"{sentence} {RURAL_LEAD}" if rule.kinds else RURAL_LEAD
    return sentence


def kinds_in_words(kinds: Collection[str]) -> str:
    """The kinds in their usual order: "a local district, a charter agency, or a service agency"."""
    words = [KINDS[kind] for kind in KINDS if kind in kinds]
    return " or ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])}, or {words[-1]}"
