"""Numbers of districts in what a project will deliver: "internet upgrades in 12 districts"."""

import pytest

from tests.grants.collaboration.builders import a_plan_of, findings, with_answer


def differing(text: str, heading: str = "") -> list[tuple[str, bool]]:
    """The numbers that differ from a list of eight members, and whether only possibly."""
    plan = with_answer(a_plan_of(8), text)
    plan[0]["narrative"][-1]["heading"] = heading
    return [(f.subject_key, f.is_possible) for f in findings(plan) if f.rule == "count-differs"]


@pytest.mark.parametrize(
    "text",
    [
        "Internet upgrades in 12 districts.",
        "Train 110 teachers; one platform; internet upgrades in 12 districts; grades 6-12.",
        "Goals: 400 more seats, a dual-enrollment system, and broadband connections for twelve districts.",
        "- Coaching for new principals in 12 rural districts\n- A shared calendar",
        "Serve 12 school districts by June 2027.",
        "To equip labs in 12 districts.",
        "Outcomes:\nConnect the libraries of 12 districts;\ntrain aides.",
        "The grant will serve 12 school districts.",
        "This funding brings tutoring to 12 districts.",
        "Over two years, the project will provide: laptops for 12 districts.",
    ],
)
def test_a_number_of_districts_in_what_the_project_delivers_is_a_finding(text):
    assert differing(text) == [("12", False)]


@pytest.mark.parametrize(
    "text",
    [
        "12 districts.",
        "Coaching in 12 districts cut absences by half.",  # a report about somewhere
        "The vendor lists internet upgrades in 12 districts.",
        "The museum’s tours serve 12 school districts.",
        "Its programs: internet upgrades in 12 districts.",
        "Grow to 12 districts by 2030.",
        "Share our lessons with 12 districts.",
        "Provide courses to 12 districts that aren’t members.",
        "Serve 12 districts of the valley.",
        "Connect with 12 other districts.",
        "The Tarn Foundation: internet upgrades in 12 districts.",
    ],
)
def test_a_number_that_nothing_ties_to_what_the_project_delivers_is_at_most_a_question(text):
    assert [number for number, is_possible in differing(text) if not is_possible] == []


@pytest.mark.parametrize("heading", ["About our partner", "Research", "History and need"])
def test_what_an_answer_about_others_lists_is_only_a_question(heading):
    assert differing("Internet upgrades in 12 districts.", heading) == [("12", True)]


def test_a_number_below_the_members_may_count_some_of_them():
    assert differing("Internet upgrades in 3 districts; labs for two districts.") == []


def test_beside_a_partner_it_is_only_a_question():
    plan = with_answer(a_plan_of(8), "Brightmoor Institute: internet upgrades in 12 districts.")
    plan[0]["partners"] = [{"name": "Brightmoor Institute", "kind": "nonprofit"}]

    assert [(f.subject_key, f.is_possible) for f in findings(plan) if f.rule == "count-differs"] == [("12", True)]
