"""Plans in which nothing is missing or contradicted, and the list of rules."""

from grants.rules.collaboration.findings import RULES, rule_named
from tests.grants.collaboration.builders import a_plan, rules_and_subjects

NAMES = """element-unanswered member-not-in-narrative member-not-in-plan gives-nothing gains-nothing
activity-without-members outsider-named count-differs all-but-some reach-above-enrollment outside-project
before-joining payee-unknown line-incomplete match-twice above-ceiling share-lopsided in-two-applications
agency-without-client member-closed membership-ended added-after-signing contract-expires unsigned signature-outdated
signature-unauthorized signature-name signature-late"""


def test_a_consistent_plan_has_no_findings():
    assert rules_and_subjects(a_plan()) == []


def test_there_are_twenty_eight_rules_each_with_a_reason_in_words():
    assert [rule.name for rule in RULES] == NAMES.split()
    assert all(rule.title and rule.reason.endswith(".") and rule.version >= 1 for rule in RULES)


def test_a_rule_that_no_longer_exists_is_none():
    assert rule_named("unsigned") is not None
    assert rule_named("retired") is None


def test_an_empty_packet_causes_no_error():
    assert {rule for rule, _subject in rules_and_subjects(({}, {}))} == {"element-unanswered"}
