"""The federal rules of SRSA and RLIS, with each fact beside its threshold. Plain Python.

From the bottom up: `logic` (three values), `versions` (the rules by school year), `facts`, `questions`, `words`,
`answers`.
"""

from districts.rules.rural.answers import RlisVerdict, SrsaVerdict, rlis, srsa, verdicts
from districts.rules.rural.facts import (
    LOCALE_NAMES,
    Designation,
    Enrollment,
    Facts,
    Poverty,
    SchoolPlace,
    facts_from,
    problems_with_decision,
    schools_in_order,
)
from districts.rules.rural.logic import NO, UNKNOWN, YES, RuralAnswer, and_, or_
from districts.rules.rural.versions import RLIS_RULES, SRSA_RULES, RlisRule, SrsaRule, rule_in, years_with_rules
from districts.rules.rural.words import Step

__all__ = [
    "LOCALE_NAMES",
    "NO",
    "RLIS_RULES",
    "SRSA_RULES",
    "UNKNOWN",
    "YES",
    "Designation",
    "Enrollment",
    "Facts",
    "Poverty",
    "RlisRule",
    "RlisVerdict",
    "RuralAnswer",
    "SchoolPlace",
    "SrsaRule",
    "SrsaVerdict",
    "Step",
    "and_",
    "facts_from",
    "or_",
    "problems_with_decision",
    "rlis",
    "rule_in",
    "schools_in_order",
    "srsa",
    "verdicts",
    "years_with_rules",
]
