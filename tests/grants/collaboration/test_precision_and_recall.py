"""Precision and recall, measured on plans with planted errors."""

import random
from collections import Counter

import pytest

from grants.rules.collaboration.findings import RULES
from tests.grants.collaboration.builders import a_plan, rules_and_subjects
from tests.grants.collaboration.planted_errors import FAMILIES, TRAPS

ONE_EACH = [planted for family in FAMILIES.values() for planted in family]


@pytest.mark.parametrize(("_what", "plant", "expected"), ONE_EACH + TRAPS, ids=[what for what, *_ in ONE_EACH + TRAPS])
def test_one_planted_error_is_found_and_nothing_else(_what, plant, expected):
    plan = a_plan()
    plant(plan)

    assert rules_and_subjects(plan) == expected


def test_every_rule_has_an_error_planted_for_it():
    planted = {rule for _what, _plant, expected in ONE_EACH for rule, _subject in expected}

    assert planted == {rule.name for rule in RULES}


def test_precision_and_recall_are_one_on_sixty_plans_of_several_errors():
    """Each plan has one error from some of the families, chosen at random, and three traps."""
    true, false, missed = 0, 0, 0
    for seed in range(60):
        choice = random.Random(seed)
        plan, expected = a_plan(), Counter()
        families = choice.sample(list(FAMILIES), choice.randint(1, len(FAMILIES)))
        for _what, plant, finds in [choice.choice(FAMILIES[family]) for family in families]:
            plant(plan)
            expected.update(finds)
        for _what, plant, _nothing in choice.sample(TRAPS[:14], 3):
            plant(plan)
        got = Counter(rules_and_subjects(plan))
        true += (got & expected).total()
        false += (got - expected).total()
        missed += (expected - got).total()

    assert true > 150
    assert (true / (true + false), true / (true + missed)) == (1.0, 1.0)
