"""The rules of SRSA and RLIS, each with the school year it took effect."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

PROGRAM_NAMES = {"SRSA": "Small, Rural School Achievement", "RLIS": "Rural and Low-Income School"}


@dataclass(frozen=True)
class SrsaRule:
    """ESEA 5211(b): small, and rural by the locale code of every school or by the state's designation."""

    version: int
    valid_from: str
    citation: str
    students_below: int
    people_per_sq_mile_below: int
    locales: frozenset[int]
    program: str = "SRSA"


@dataclass(frozen=True)
class RlisRule:
    """ESEA 5221(b): at least one child in `one_child_in` is in poverty, and every school is in one of the locales."""

    version: int
    valid_from: str
    citation: str
    one_child_in: int
    locales: frozenset[int]
    program: str = "RLIS"


AnyRule = TypeVar("AnyRule", SrsaRule, RlisRule)

# A rule is never edited: a change in the law is a new row, so that an old answer can still be explained.
# Locale codes 11 to 43 are those that NCES has used since 2006. The Every Student Succeeds Act put them into both
# sections; it holds for formula grants from school year 2017-18 on.
SRSA_RULES = (
    SrsaRule(
        version=1,
        valid_from="2017-18",
        citation="ESEA section 5211(b)(1), 20 U.S.C. 7345",
        students_below=600,
        people_per_sq_mile_below=10,
        locales=frozenset({41, 42, 43}),
    ),
)
RLIS_RULES = (
    RlisRule(
        version=1,
        valid_from="2017-18",
        citation="ESEA section 5221(b)(1), 20 U.S.C. 7351",
        one_child_in=5,
        locales=frozenset({32, 33, 41, 42, 43}),
    ),
)


def rule_in(rules: Sequence[AnyRule], school_year: str) -> AnyRule:
    """The rule in effect in that school year. Raises LookupError before the first."""
    in_effect = [rule for rule in rules if rule.valid_from <= school_year]
    if not in_effect:
        raise LookupError(f"No rules are on record for school year {school_year}.")
    return max(in_effect, key=lambda rule: rule.valid_from)


def years_with_rules(until: str) -> list[str]:
    """The school years with rules, newest first."""
    first, last = (int(year[:4]) for year in (max(SRSA_RULES[0].valid_from, RLIS_RULES[0].valid_from), until))
    return [f"{year}-{(year + 1) % 100:02d}" for year in range(last, first - 1, -1)]
