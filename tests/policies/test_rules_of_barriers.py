"""The rules of citations, reports, decisions, and the ranking, without a database."""

import datetime

import pytest

from policies.rules.barriers import problems_with_decision, problems_with_more_reports, problems_with_report
from policies.rules.policies import citation_key, problems_with_policy
from policies.rules.ranking import ReportedNumbers, docket_order, numbers_of

TODAY = datetime.date(2026, 9, 14)
REPORT = {"blocks": "No", "citation": "", "is_unknown": True, "students": None, "dollars": None}
DECISION = {"reasons": "Because.", "kind": "rule", "waivable": "yes", "follow_up_on": None, "on": TODAY}


@pytest.mark.parametrize("typed", ["ORC 3313.48", "orc  3313.48", "ORC § 3313.48.", "ORC\u00a03313.48"])
def test_a_citation_is_recognized_however_it_is_typed(typed):
    assert citation_key(typed) == "orc3313.48"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "www.example.org", "https://"])
def test_a_web_address_that_a_browser_would_run_or_not_find_is_refused(url):
    facts = {"citation": "A 1", "title": "T", "owner": "O", "is_waivable_known": False, "waivable_reason": ""}

    assert problems_with_policy(**facts, text_url="https://example.org/a") == []
    assert problems_with_policy(**facts, text_url=url) == [
        "Enter the web address of the text so that it begins with https://."
    ]


def test_a_report_names_a_citation_or_says_that_it_is_not_known():
    assert problems_with_report(**REPORT) == {}
    assert list(problems_with_report(**{**REPORT, "is_unknown": False})) == ["citation"]
    assert list(problems_with_report(**{**REPORT, "citation": "ORC 1"})) == ["citation"]


def test_numbers_too_large_to_be_true_are_refused():
    assert problems_with_report(**{**REPORT, "students": 2_000_000, "dollars": 1_000_000_000}) == {}
    assert list(problems_with_report(**{**REPORT, "students": 2_000_001})) == ["students"]
    assert list(problems_with_report(**{**REPORT, "dollars": 1_000_000_001})) == ["dollars"]


def test_a_district_sends_ten_reports_a_day():
    assert problems_with_more_reports(9) == []
    assert problems_with_more_reports(10) != []


@pytest.mark.parametrize(
    ("outcome", "change", "problem"),
    [
        ("clarify", {}, None),
        ("clarify", {"kind": None}, None),
        ("clarify", {"reasons": " "}, "Enter the reasons."),
        ("waive", {}, None),
        ("waive", {"waivable": "no"}, "This policy can’t be waived."),
        ("waive", {"kind": None}, "Choose the policy first"),
        ("change", {"follow_up_on": TODAY + datetime.timedelta(days=1)}, None),
        ("change", {"follow_up_on": TODAY}, "Choose a follow-up date after today."),
        ("change", {"kind": "statute"}, "Only the legislature"),
        ("law", {"kind": "statute"}, "Enter a follow-up date"),
    ],
)
def test_an_answer_has_to_fit_the_policy(outcome, change, problem):
    problems = problems_with_decision(outcome, **{**DECISION, **change})

    assert problems[0].startswith(problem) if problem else problems == [], problems


def test_the_docket_ranks_by_districts_then_students_then_money_then_age():
    now = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
    earlier = now - datetime.timedelta(days=1)
    ranked = [
        numbers_of([ReportedNumbers("A", 1, 0)], districts=3, since=now),
        numbers_of([ReportedNumbers("A", 50, 0)], districts=2, since=now),
        numbers_of([ReportedNumbers("A", 10, 900)], districts=2, since=now),
        numbers_of([ReportedNumbers("A", 10, 500)], districts=2, since=earlier),
        numbers_of([ReportedNumbers("A", 10, 500)], districts=2, since=now),
    ]

    shuffled = [ranked[place] for place in (3, 1, 4, 0, 2)]
    assert sorted(shuffled, key=docket_order) == ranked


def test_a_district_that_reports_a_barrier_three_times_counts_once():
    now = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
    reports = [ReportedNumbers("A", 40, None), ReportedNumbers("A", 60, 100), ReportedNumbers("B", None, 7)]

    numbers = numbers_of(reports, districts=2, since=now)

    assert (numbers.students, numbers.dollars) == (60, 107)
