"""The eligibility screen as pure rules: what answers come to, who decides, and what has to be entered."""

import datetime

import pytest

from grants.rules.eligibility_checks import EligibilityRule, RuleAnswer
from grants.rules.reinstatement import problems_with_reinstatement
from grants.rules.screen import (
    JudgedRule,
    outcome_of,
    passes_everything,
    problems_with_informing,
    problems_with_judgments,
    problems_with_screening,
    proposed_judgment,
    reason_not_to_inform,
    result_of_screen,
    shows_others,
)

MISSING = ["Enter the evidence for “At least 3 members.”"]
E, OUT, L = "eligible", "ineligible", "look"


def a_rule(key="number", result="pass", *, required=True):
    return EligibilityRule(key, "At least 3 members.", required, RuleAnswer(result, ("3 members.",)))


@pytest.mark.parametrize(
    ("outcomes", "result"),
    [
        ([], "not_screened"),
        ([E], "one"),
        ([OUT], "one"),
        ([L], "look"),
        ([E, L], "look"),
        ([E, E], "eligible"),
        ([OUT, OUT], "ineligible"),
        ([E, OUT], "differ"),
        ([E, OUT, L], "differ"),
        ([E, OUT, E], "eligible"),
        ([E, OUT, OUT], "ineligible"),
        ([L, OUT, OUT], "ineligible"),
    ],
)
def test_two_officers_who_agree_decide_and_a_third_where_they_differ(outcomes, result):
    assert result_of_screen(outcomes) == result


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [(["pass", "pass"], E), (["pass", "look"], L), (["look", "fail"], OUT), (["fail", "pass"], OUT)],
)
def test_one_rule_that_is_not_met_is_enough(answers, outcome):
    assert outcome_of(answers) == outcome


@pytest.mark.parametrize(
    ("rule", "judgment"),
    [
        (a_rule(result="pass"), "pass"),
        (a_rule(result="fail"), "fail"),
        (a_rule(result="unknown"), "look"),
        (a_rule(result="fail", required=False), "look"),
    ],
)
def test_only_a_required_rule_suggests_that_an_application_fails(rule, judgment):
    assert proposed_judgment(rule) == judgment
    assert passes_everything([rule]) is (judgment == "pass")


@pytest.mark.parametrize(
    ("result", "own", "shown"),
    [
        ("one", None, False),
        ("look", "look", False),
        ("one", "eligible", True),
        ("differ", None, True),
        ("eligible", None, True),
    ],
)
def test_officers_conclude_alone_unless_a_third_has_to_decide(result, own, shown):
    assert shows_others(result, own) is shown


def test_an_answer_that_is_not_the_facts_needs_evidence():
    rules = [a_rule()]
    assert problems_with_judgments(rules, {"number": JudgedRule("pass")}) == []
    assert problems_with_judgments(rules, {"number": JudgedRule("fail")}) == [
        "Enter the evidence for “At least 3 members.”"
    ]
    assert problems_with_judgments(rules, {"number": JudgedRule("fail", "One left in March.")}) == []
    assert problems_with_judgments(rules, {}) == ["Choose an answer for “At least 3 members.”"]
    failing = [a_rule(result="fail")]
    assert problems_with_judgments(failing, {"number": JudgedRule("fail")}) == [
        "Enter the evidence for “At least 3 members.”"
    ]


def test_a_decided_application_is_not_screened_by_others_and_a_change_needs_a_reason():
    calm = {"is_changed": True, "is_informed": False, "reason": ""}
    assert "already agree" in problems_with_screening("eligible", None, **calm)[0]
    assert problems_with_screening("differ", None, **calm) == []
    assert problems_with_screening("one", "look", **calm) == []
    assert problems_with_screening("one", "eligible", **calm) == ["Enter the reason for the change."]
    assert problems_with_screening("one", "eligible", **calm | {"reason": "A board vote was found."}) == []
    assert "already notified" in problems_with_screening("ineligible", "ineligible", **calm | {"is_informed": True})[0]


def test_an_applicant_is_informed_after_two_agree_with_a_way_and_a_day_to_answer():
    on, later = datetime.date(2026, 4, 20), datetime.date(2026, 5, 4)
    assert "have to agree" in reason_not_to_inform("one", is_reinstated=False)
    assert "was reinstated" in reason_not_to_inform("ineligible", is_reinstated=True)
    assert reason_not_to_inform("ineligible", is_reinstated=False) == ""
    assert problems_with_informing(answer_by=later, on=on, how="Write to us.") == []
    assert problems_with_informing(answer_by=on, on=on, how=" ") == [
        "Enter a date in the future. The applicant can respond until then.",
        "Enter how the applicant can respond.",
    ]


def test_an_application_is_reinstated_with_a_ground_and_a_reason():
    assert problems_with_reinstatement(ground="clerical", reason="A vote was mistyped.") == []
    assert problems_with_reinstatement(ground="luck", reason="") == [
        "Choose why the application is reinstated.",
        "Enter the reason.",
    ]
