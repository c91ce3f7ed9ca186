"""The tests of the rules, answered from the facts. With a missing fact the answer is unknown, never no."""

from districts.rules.rural.facts import Facts
from districts.rules.rural.logic import UNKNOWN, RuralAnswer, and_, is_true
from districts.rules.rural.versions import RlisRule, SrsaRule


def has_few_students(facts: Facts, rule: SrsaRule) -> RuralAnswer:
    """Whether there are fewer students than the rule's threshold."""
    return UNKNOWN if facts.enrollment is None else is_true(facts.enrollment.students < rule.students_below)


def has_few_people_around(facts: Facts, rule: SrsaRule) -> RuralAnswer:
    """Whether the county of every school, where known, has a population density below the rule's threshold."""
    densities = {school.people_per_sq_mile for school in facts.schools if school.county is not None}
    if not densities:
        return UNKNOWN
    return and_(*(UNKNOWN if here is None else is_true(here < rule.people_per_sq_mile_below) for here in densities))


def has_only_locales(facts: Facts, wanted: frozenset[int]) -> RuralAnswer:
    """Whether the locale code of every school, where known, is one of these."""
    found = {school.locale for school in facts.schools if school.locale is not None}
    return is_true(found <= wanted) if found else UNKNOWN


def is_poor(facts: Facts, rule: RlisRule) -> RuralAnswer:
    """Whether the share of children in poverty reaches the rule's threshold; unknown if there are no children."""
    if facts.poverty is None or facts.poverty.children == 0:
        return UNKNOWN
    # Whole numbers only: 19.96% is not rounded to 20%.
    return is_true(facts.poverty.in_poverty * rule.one_child_in >= facts.poverty.children)
