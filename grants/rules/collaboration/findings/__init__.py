"""The finding rules. Each compares two places in an application, or in what is known about it; none of them judges.

A rule is declared once, as a `FindingRule` in the module of its group; `RULES` collects them all.
"""

from collections.abc import Iterable
from types import ModuleType

from grants.rules.collaboration.findings import (
    all_members,
    budget,
    contracts,
    figures_and_dates,
    members,
    missing_information,
    narrative,
    signatures,
)
from grants.rules.collaboration.findings.rule import Finding, FindingRule, Place, RuleGroup
from grants.rules.collaboration.parsed_plan import ParsedPlan, parse_plan
from grants.rules.collaboration.snapshot import Snapshot

__all__ = [
    "COMPARING_RULES",
    "RULES",
    "Finding",
    "FindingRule",
    "Place",
    "all_findings",
    "comparing_findings",
    "declared_rules",
    "findings_in",
    "row_word_of_rule",
    "rule_named",
    "title_of_rule",
]


def declared_rules(modules: Iterable[ModuleType]) -> tuple[FindingRule, ...]:
    """Every rule that the modules declare, in the order of the groups; raises ValueError if a name is used twice."""
    rules = [rule for module in modules for rule in vars(module).values() if isinstance(rule, FindingRule)]
    if len({rule.name for rule in rules}) < len(rules):
        raise ValueError("Two finding rules have the same name.")
    order = list(RuleGroup)
    return tuple(sorted(rules, key=lambda rule: order.index(rule.group)))


RULES = declared_rules(
    [missing_information, narrative, all_members, figures_and_dates, budget, members, contracts, signatures]
)
# What another application of the round can change: its submission, or its withdrawal.
COMPARING_RULES = tuple(rule for rule in RULES if rule.compares_applications)
_RULES_BY_NAME = {rule.name: rule for rule in RULES}


def all_findings(snapshot: Snapshot) -> list[Finding]:
    """The findings in an application, in the order of the rules and then of the application."""
    return findings_in(parse_plan(snapshot))


def findings_in(plan: ParsedPlan) -> list[Finding]:
    """The findings in an application whose narrative has been read already."""
    return [finding for rule in RULES for finding in rule.findings(plan)]


def comparing_findings(snapshot: Snapshot) -> list[Finding]:
    """The findings of `COMPARING_RULES` alone. The narrative is not read."""
    plan = ParsedPlan(snapshot, sections=(), mentions=())
    return [finding for rule in COMPARING_RULES for finding in rule.findings(plan)]


def rule_named(name: str) -> FindingRule | None:
    """The rule with this name, or None if this version of the portal has no such rule."""
    return _RULES_BY_NAME.get(name)


def title_of_rule(name: str) -> str:
    """The title of a rule; for a stored finding whose rule no longer exists, the rule's name in words."""
    rule = rule_named(name)
    return rule.title if rule else name.replace("-", " ").capitalize()


def row_word_of_rule(name: str) -> str:
    """What a member's row says about a finding; empty if the rule is not about members."""
    rule = rule_named(name)
    return rule.row_word if rule else title_of_rule(name).lower()
