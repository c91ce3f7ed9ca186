"""Each question of the rules, answered from the facts. A missing fact is unknown, never no."""

from districts.rules.rural.facts import Facts
from districts.rules.rural.logic import UNKNOWN, Answer, and_, is_true
from districts.rules.rural.versions import RlisRule, SrsaRule


def has_few_students(facts: Facts, rule: SrsaRule) -> Answer:
    """Whether there are fewer students than the rule says."""
    return UNKNOWN if facts.enrollment is None else is_true(facts.enrollment.students < rule.students_below)


def has_few_people_around(facts: Facts, rule: SrsaRule) -> Answer:
    """Whether every school whose county is known stands in a county of fewer people than the rule says."""
    densities = {school.people_per_sq_mile for school in facts.schools if school.county is not None}
    if not densities:
        return UNKNOWN
    return and_(*(UNKNOWN if here is None else is_true(here < rule.people_per_sq_mile_below) for here in densities))


def has_only_locales(facts: Facts, wanted: frozenset[int]) -> Answer:
    """Whether every school whose locale is known has one of these."""
    found = {school.locale for school in facts.schools if school.locale is not None}
    return is_true(found <= wanted) if found else UNKNOWN


def is_poor(facts: Facts, rule: RlisRule) -> Answer:
    """Whether as many children are poor as the rule says; of no children no share can be told."""
    if facts.poverty is None or facts.poverty.children == 0:
        return UNKNOWN
    # Whole numbers only: 19.96% is not rounded to 20%.
    return is_true(facts.poverty.in_poverty * rule.one_child_in >= facts.poverty.children)
