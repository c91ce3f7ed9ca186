"""The four real cases and the invented one, among all agencies of Ohio."""

from collections import defaultdict
from pathlib import Path

import pytest

from grants.rules.collaboration.findings import all_findings
from grants.rules.collaboration.packet_reader import snapshot_from
from tests.real.collaboration_facts import ohio_agencies, packet_and_facts


def found_in(folder: Path, case: str) -> dict[str, list]:
    """The findings of a case by rule."""
    by_rule = defaultdict(list)
    for finding in all_findings(snapshot_from(*packet_and_facts(folder, case))):
        by_rule[finding.rule].append(finding)
    return by_rule


def test_ohio_has_fifty_two_service_agencies(real_data):
    assert sum(1 for agency in ohio_agencies(real_data) if agency["kind"] == "service_agency") == 52


def test_the_invented_network_has_no_findings(real_data):
    assert found_in(real_data, "mill-creek-learning-network") == {}


def test_the_appalachian_narrative_says_27_and_the_member_list_has_ten(real_data):
    found = found_in(real_data, "oac-personalized-learning-network")

    assert [(finding.is_possible, finding.sentence) for finding in found["count-differs"]] == [
        (False, "The narrative says “27 districts”; the member list has 10 members."),
        (False, "The narrative says “12 districts”; the member list has 10 members."),
    ]
    assert len(found["member-not-in-plan"]) == 10
    assert len(found["member-not-in-narrative"]) == 10
    assert [finding.subject_key[-1] for finding in found["element-unanswered"]] == ["4", "5", "6", "7", "9"]
    assert len(found) == 4


def test_geauga_shows_the_member_that_is_not_in_the_registry(real_data):
    found = found_in(real_data, "geauga-county-innovation-and-career-readiness")

    assert [finding.sentence for finding in found["member-closed"]] == ["Ledgemont Local isn’t in the registry."]
    assert found["agency-without-client"][0].sentence.startswith("Geauga County ESC leads, but no member is recorded")
    assert (len(found["element-unanswered"]), len(found["member-not-in-plan"])) == (9, 6)
    assert "outsider-named" not in found


@pytest.mark.parametrize(
    ("case", "rules"),
    [
        ("project-inspire", {"agency-without-client": 1, "element-unanswered": 8, "member-not-in-plan": 9}),
        ("shared-chief-financial-officer", {"element-unanswered": 8, "member-not-in-plan": 4}),
    ],
)
def test_a_one_sentence_narrative_names_no_members(real_data, case, rules):
    found = {rule: len(findings) for rule, findings in found_in(real_data, case).items()}

    assert found == {**rules, "member-not-in-narrative": rules["member-not-in-plan"]}
