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
    """What the registry says about a lead; `srsa` and `rlis` are yes, no, or unknown."""

    name: str
    kind: str = "unknown"
    srsa: str = "unknown"
    rlis: str = "unknown"


def problems_with_lead(rule: LeadRule, lead: Lead) -> list[str]:
    """Why this member can't lead an application of the round: the fact, the rule, and what to do about it."""
    problems = []
    if rule.kinds and lead.kind not in KINDS:
        problems.append(
            f"In this round, {kinds_in_words(rule.kinds)} must lead. The registry doesn’t say what kind of agency "
            f"{lead.name} is. Ask the registrar to add it."
        )
    elif rule.kinds and lead.kind not in rule.kinds:
        problems.append(
            f"In this round, {kinds_in_words(rule.kinds)} must lead. {lead.name} is {KINDS[lead.kind]}. Ask the "
            "registrar to correct its record, or let another member lead the consortium."
        )
    if rule.must_be_rural and "yes" not in (lead.srsa, lead.rlis):
        unknown = [name for name, answer in (("SRSA", lead.srsa), ("RLIS", lead.rlis)) if answer == "unknown"]
        fact = (
            f"{lead.name} isn’t eligible for either. Another member of the consortium must lead."
            if not unknown
            else f"The registry doesn’t show whether {lead.name} is eligible for {' or '.join(unknown)}. Ask the "
            "registrar to complete its record."
        )
        problems.append(f"{RURAL_LEAD} {fact}")
    return problems


def problems_with_lead_kinds(kinds: Collection[str]) -> list[str]:
    """Kinds that a rule can't name."""
    return ["Choose who may lead from the list."] if set(kinds) - set(KINDS) else []


def lead_in_words(rule: LeadRule) -> str:
    """The rule as a sentence, or two: "A local district or a charter agency must lead."."""
    words = kinds_in_words(rule.kinds)
    sentence = f"{words[0].upper()}{words[1:]} must lead." if rule.kinds else "Any member may lead."
    if rule.must_be_rural:
        return f"{sentence} {RURAL_LEAD}" if rule.kinds else RURAL_LEAD
    return sentence


def kinds_in_words(kinds: Collection[str]) -> str:
    """The kinds in their usual order: "a local district, a charter agency, or a service agency"."""
    words = [KINDS[kind] for kind in KINDS if kind in kinds]
    return " or ".join(words) if len(words) < 3 else f"{', '.join(words[:-1])}, or {words[-1]}"
