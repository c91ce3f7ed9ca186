"""What the plan leaves out, and student numbers and dates that contradict each other."""

import pytest

from tests.grants.collaboration.builders import (
    ALDER,
    BIRCH,
    COPPER,
    DRYLICK,
    ELKBEND,
    a_plan,
    activity,
    commitment,
    findings,
    participant,
    rules_and_subjects,
    subjects,
)


@pytest.mark.parametrize("text", ["", None, "  \n ", "\u200b\u200f", "\x00"])
def test_an_element_without_an_answer_is_found(text):
    plan = a_plan()
    plan[0]["narrative"][4]["text"] = text

    assert rules_and_subjects(plan) == [("element-unanswered", "element-5")]


def test_a_missing_element_is_found_and_a_heading_is_not_an_answer():
    plan = a_plan()
    plan[0]["narrative"][8] = {"key": "n9", "element": 9, "heading": "How we will know", "text": ""}
    del plan[0]["narrative"][7]

    assert rules_and_subjects(plan) == [("element-unanswered", "element-8"), ("element-unanswered", "element-9")]


def test_one_of_two_answers_to_an_element_is_enough():
    plan = a_plan()
    plan[0]["narrative"].append({"key": "n10", "element": 5, "heading": "", "text": ""})

    assert rules_and_subjects(plan) == []


def test_a_member_without_a_commitment_is_found():
    plan = a_plan()
    plan[0]["commitments"].remove(commitment(plan, COPPER))

    assert rules_and_subjects(plan) == [("member-not-in-plan", COPPER)]


@pytest.mark.parametrize(
    "gives", [{"kind": "staff", "text": " ", "amount": None}, {"kind": "money", "amount": 0}, None]
)
def test_a_kind_alone_does_not_state_a_contribution(gives):
    plan = a_plan()
    commitment(plan, COPPER)["gives"] = gives

    assert rules_and_subjects(plan) == [("gives-nothing", COPPER)]


@pytest.mark.parametrize("gives", [{"text": "a teacher"}, {"text": "", "amount": 1}])
def test_a_text_or_an_amount_states_a_contribution(gives):
    plan = a_plan()
    commitment(plan, COPPER)["gives"] = gives

    assert rules_and_subjects(plan) == []


def test_one_contribution_in_several_commitments_is_enough():
    plan = a_plan()
    plan[0]["commitments"].append({"activity": "coaching", "participant": COPPER, "gives": {}, "gains": {}})

    assert rules_and_subjects(plan) == []


@pytest.mark.parametrize("gains", [{"text": "\u200b", "students": None, "grades": "9-12"}, {"students": 0}, None])
def test_a_member_without_a_stated_student_benefit_is_found(gains):
    plan = a_plan()
    commitment(plan, COPPER)["gains"] = gains

    assert rules_and_subjects(plan) == [("gains-nothing", COPPER)]


@pytest.mark.parametrize("gains", [{"text": "a credential"}, {"students": 1}])
def test_a_text_or_a_number_of_students_states_a_benefit(gains):
    plan = a_plan()
    commitment(plan, COPPER)["gains"] = gains

    assert rules_and_subjects(plan) == []


def test_a_service_agency_has_no_students_to_benefit():
    plan = a_plan()
    commitment(plan, ELKBEND)["gains"] = {"text": "", "students": None}

    assert rules_and_subjects(plan) == []


def test_one_student_more_than_enrolled_is_found():
    plan = a_plan()
    commitment(plan, BIRCH)["gains"]["students"] = 500
    assert rules_and_subjects(plan) == []

    commitment(plan, BIRCH)["gains"]["students"] = 501
    [finding] = findings(plan)
    assert (finding.rule, finding.subject_key) == ("reach-above-enrollment", BIRCH)
    assert finding.sentence == (
        "Birch Hollow Local School District counts 501 students in Shared physics, but its enrollment is 500 (2023-24)."
    )


def test_students_of_two_activities_are_not_added_up():
    plan = a_plan()
    commitment(plan, BIRCH)["gains"]["students"] = 400
    plan[0]["commitments"].append({"activity": "shop", "participant": BIRCH, "gains": {"students": 400}})

    assert rules_and_subjects(plan) == []


def test_without_an_enrollment_figure_students_are_not_compared():
    plan = a_plan()
    commitment(plan, BIRCH)["gains"]["students"] = 9_000
    plan[1]["participants"][BIRCH]["enrollment"] = None

    assert rules_and_subjects(plan) == []


@pytest.mark.parametrize(
    ("starts", "ends", "is_found"),
    [
        ("2026-08-01", "2028-06-30", False),
        ("2026-07-31", "2027-06-30", True),
        ("2026-08-17", "2028-07-01", True),
        (None, "2028-06-30", False),
        (None, "2028-07-01", True),
        ("2026-07-31", None, True),
        ("2028-07-01", None, True),
        (None, None, False),
        ("not a date", "2027-02-30", False),
    ],
)
def test_an_activity_outside_the_project_is_found(starts, ends, is_found):
    plan = a_plan()
    activity(plan, "shop").update(starts_on=starts, ends_on=ends)

    assert rules_and_subjects(plan) == ([("outside-project", "shop")] if is_found else [])


def test_without_project_dates_no_activity_is_outside_the_project():
    plan = a_plan()
    activity(plan, "shop").update(starts_on="2025-06-01", ends_on="2040-01-01")
    plan[0]["competition"].update(project_starts_on=None, project_ends_on=None)

    assert rules_and_subjects(plan) == []


@pytest.mark.parametrize(("joined", "is_found"), [("2026-08-17", False), ("2026-08-18", True), (None, False)])
def test_an_activity_before_a_member_joined_is_found(joined, is_found):
    plan = a_plan()
    participant(plan, DRYLICK)["joined_on"] = joined

    assert rules_and_subjects(plan) == ([("before-joining", DRYLICK)] if is_found else [])


def test_several_activities_before_joining_are_one_finding_per_member():
    plan = a_plan()
    participant(plan, DRYLICK)["joined_on"] = "2027-01-01"
    plan[0]["commitments"].append({"activity": "coaching", "participant": DRYLICK})

    [finding] = findings(plan)

    assert finding.sentence == (
        "Dry Lick Exempted Village Schools joined on January 1, 2027, but it has a commitment in activities that start "
        "earlier: Shop week and Coaching rounds."
    )


def test_an_activity_without_a_start_date_is_not_compared():
    plan = a_plan()
    participant(plan, DRYLICK)["joined_on"] = "2027-01-01"
    activity(plan, "shop")["starts_on"] = None

    assert rules_and_subjects(plan) == []


@pytest.mark.parametrize(("contract_ends", "is_found"), [("2028-06-02", False), ("2028-06-01", True), (None, False)])
def test_a_contract_that_ends_before_the_activity_is_found(contract_ends, is_found):
    plan = a_plan()
    plan[0]["contracts"][0]["ends_on"] = contract_ends

    assert rules_and_subjects(plan) == ([("contract-expires", "physics")] if is_found else [])


def test_an_unknown_contract_or_an_activity_without_an_end_date_is_not_compared():
    plan = a_plan()
    activity(plan, "shop")["contract"] = "2019-001"
    activity(plan, "physics")["ends_on"] = None
    plan[0]["contracts"][0]["ends_on"] = "2026-09-01"

    assert rules_and_subjects(plan) == []


def test_findings_are_in_the_order_of_the_rules_and_of_the_member_list():
    plan = a_plan()
    plan[0]["commitments"] = []

    assert subjects(plan, "member-not-in-plan") == [ALDER, BIRCH, COPPER, DRYLICK, ELKBEND]
