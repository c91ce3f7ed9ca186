"""Budget lines, other applications for the round, the registry, and signatures."""

import pytest

from tests.grants.collaboration.builders import (
    ALDER,
    BIRCH,
    COPPER,
    DRYLICK,
    ELKBEND,
    a_plan,
    budget_line,
    findings,
    participant,
    rules_and_subjects,
    signature,
)


@pytest.mark.parametrize("payee", ["Nobody Knows Inc.", "Openmeadow", "9999999", "Gorse Hill Local"])
def test_a_payee_that_is_not_a_member_partner_or_supplier_is_found(payee):
    plan = a_plan()
    budget_line(plan, "b5")["payee_name"] = payee

    assert rules_and_subjects(plan) == [("payee-unknown", "b5")]


@pytest.mark.parametrize(
    "payee",
    [
        "Lindenwold University",
        " lindenwold  university ",
        "OPENMEADOW LEARNING",
        "Birch Hollow Local School District",
        "Birch Hollow",
        "Lindenwold University, Inc.",
        "Openmeadow Learning LLC",
        "Openmeadow Learning, L.L.C.",
        BIRCH,
    ],
)
def test_members_partners_and_suppliers_are_known_payees_whatever_their_company_endings(payee):
    plan = a_plan()
    budget_line(plan, "b5")["payee_name"] = payee

    assert rules_and_subjects(plan) == []


@pytest.mark.parametrize("payee", ["", "\u200b", None])
def test_a_grant_line_without_a_payee_is_incomplete_and_not_an_unknown_payee(payee):
    plan = a_plan()
    budget_line(plan, "b5")["payee_name"] = payee

    assert rules_and_subjects(plan) == [("line-incomplete", "b5")]


def test_the_same_match_twice_in_one_application_is_one_finding():
    plan = a_plan()
    for key in ("b7", "b8"):
        plan[0]["budget"].append({**budget_line(plan, "b6"), "key": key, "line": " bus "})

    [finding] = findings(plan)

    assert (finding.rule, finding.subject_key) == ("match-twice", "b6")
    assert [place.anchor for place in finding.places] == ["budget:b6", "budget:b7"]


@pytest.mark.parametrize("change", [{"amount": 8_001}, {"line": "Buses"}, {"payer": BIRCH}, {"source": "grant"}])
def test_a_different_amount_line_payer_or_source_is_a_different_match(change):
    plan = a_plan()
    plan[0]["budget"].append({**budget_line(plan, "b6"), "key": "b7", **change})

    assert rules_and_subjects(plan) == []


@pytest.mark.parametrize(
    ("pledge", "is_found"),
    [
        ({"payer": ALDER, "payer_name": "", "line": "Bus", "amount": 8_000}, True),
        ({"payer": None, "payer_name": "Alder Run Local School District", "line": "BUS", "amount": 8_000}, True),
        ({"payer": ALDER, "payer_name": "", "line": "Bus", "amount": 7_999}, False),
        ({"payer": BIRCH, "payer_name": "", "line": "Bus", "amount": 8_000}, False),
        ({"payer": None, "payer_name": "", "line": "Bus", "amount": 8_000}, False),
    ],
)
def test_match_pledged_in_another_application_for_the_round_is_found(pledge, is_found):
    plan = a_plan()
    plan[1]["other_applications"][0]["match"] = [pledge]

    assert rules_and_subjects(plan) == ([("match-twice", "b6")] if is_found else [])


def test_match_without_a_payer_is_not_compared():
    plan = a_plan()
    budget_line(plan, "b6")["payer"] = None
    plan[0]["budget"].append({**budget_line(plan, "b6"), "key": "b7"})

    assert rules_and_subjects(plan) == []


def test_members_not_in_the_registry_are_the_same_payer_only_by_name():
    plan = a_plan()
    participant(plan, ALDER).update(key="unregistered-1", leaid=None, name="Alder Run Cooperative")
    budget_line(plan, "b6")["payer"] = "unregistered-1"
    plan[1]["other_applications"][0]["match"] = [
        {"payer": "unregistered-1", "payer_name": "Another organization", "line": "Bus", "amount": 8_000}
    ]

    assert ("match-twice", "b6") not in rules_and_subjects(plan)


def test_a_request_can_reach_the_maximum_award_but_not_exceed_it():
    plan = a_plan()
    budget_line(plan, "b5")["amount"] = 180_000
    assert rules_and_subjects(plan) == []

    budget_line(plan, "b5")["amount"] = 180_001
    [finding] = findings(plan)
    assert (finding.rule, finding.subject_key) == ("above-ceiling", "budget")
    assert finding.sentence == "The grant lines total $300,001; the maximum award for a consortium is $300,000."


def test_match_does_not_count_toward_the_maximum_and_a_round_can_have_no_maximum():
    plan = a_plan()
    budget_line(plan, "b6")["amount"] = 900_000
    assert rules_and_subjects(plan) == []

    budget_line(plan, "b5")["amount"] = 900_000
    plan[0]["competition"]["ceilings"] = {"single": 50_000, "consortium": None}
    assert rules_and_subjects(plan) == []


def test_a_single_applicant_has_its_own_maximum_award():
    plan = a_plan()
    plan[0]["participants"] = [participant(plan, ALDER)]

    assert ("above-ceiling", "budget") in rules_and_subjects(plan)


def test_one_member_paid_more_than_sixty_percent_is_found():
    plan = a_plan()  # the others are paid 60,000
    budget_line(plan, "b1")["amount"] = 90_000
    assert rules_and_subjects(plan) == []

    budget_line(plan, "b1")["amount"] = 90_001
    [finding] = findings(plan)
    assert (finding.rule, finding.subject_key) == ("share-lopsided", COPPER)


def test_one_of_two_participants_can_be_paid_most():
    plan = a_plan()
    plan[0]["participants"] = [participant(plan, COPPER), participant(plan, DRYLICK)]
    budget_line(plan, "b1")["amount"] = 290_000

    assert "share-lopsided" not in [rule for rule, _subject in rules_and_subjects(plan)]


def test_a_member_that_is_also_in_another_application_is_found():
    plan = a_plan()
    plan[1]["other_applications"][0]["participants"] = [DRYLICK, "9910070"]

    [finding] = findings(plan)

    assert (finding.rule, finding.subject_key) == ("in-two-applications", DRYLICK)
    assert finding.places[1].anchor == "application:26-0031"


def led_by_the_agency():
    plan = a_plan()
    participant(plan, ALDER)["role"] = "member"
    participant(plan, ELKBEND)["role"] = "lead"
    return plan


def test_an_agency_that_leads_its_own_component_district_has_no_finding():
    plan = led_by_the_agency()
    assert rules_and_subjects(plan) == []

    for key in (ALDER, BIRCH, COPPER):
        plan[1]["participants"][key]["service_agencies"] = []
    assert rules_and_subjects(plan) == []


def test_an_agency_that_leads_without_a_component_district_is_found():
    plan = led_by_the_agency()
    for key in (ALDER, BIRCH, COPPER, DRYLICK):
        plan[1]["participants"][key]["service_agencies"] = ["9910002"]

    [finding] = findings(plan)
    assert (finding.rule, finding.subject_key) == ("agency-without-client", ELKBEND)
    assert finding.sentence == (
        "Elk Bend Educational Service Center leads, but no member is recorded as its component district."
    )

    plan[1]["agencies_with_components"] = []
    [finding] = findings(plan)
    assert finding.sentence == (
        "Elk Bend Educational Service Center leads, but no member is recorded as its component district. The registry "
        "lists no component districts at all for this agency."
    )


def test_a_lead_of_unknown_kind_is_not_treated_as_an_agency():
    plan = led_by_the_agency()
    plan[1]["participants"] = {}
    participant(plan, ELKBEND)["kind"] = None

    assert "agency-without-client" not in [rule for rule, _subject in rules_and_subjects(plan)]


@pytest.mark.parametrize(
    ("closed_on", "is_found"), [("2028-06-29", True), ("2028-06-30", False), ("2020-01-01", True), (None, False)]
)
def test_a_member_that_closes_before_the_project_ends_is_found(closed_on, is_found):
    plan = a_plan()
    plan[1]["participants"][BIRCH]["closed_on"] = closed_on

    assert rules_and_subjects(plan) == ([("member-closed", BIRCH)] if is_found else [])


def test_without_a_project_end_date_a_closing_date_is_not_compared():
    plan = a_plan()
    plan[1]["participants"][BIRCH]["closed_on"] = "2027-01-01"
    plan[0]["competition"]["project_ends_on"] = None

    assert rules_and_subjects(plan) == []


def test_a_member_not_in_the_registry_is_found_and_one_without_facts_is_not():
    plan = a_plan()
    plan[1]["participants"][BIRCH] = {"in_registry": False}
    assert rules_and_subjects(plan) == [("member-closed", BIRCH)]

    plan[1]["participants"][BIRCH] = {}
    assert rules_and_subjects(plan) == []


def test_members_that_have_not_signed_are_found_once_signatures_are_requested():
    plan = a_plan()
    plan[1]["signatures"].remove(signature(plan, ELKBEND))
    assert rules_and_subjects(plan) == [("unsigned", ELKBEND)]

    plan[1]["signing_opened"] = False
    assert rules_and_subjects(plan) == []


def test_a_signature_on_an_earlier_version_of_the_part_is_found():
    plan = a_plan()
    plan[1]["part_digests"][BIRCH] = "d2"
    assert rules_and_subjects(plan) == [("signature-outdated", BIRCH)]

    del plan[1]["part_digests"][BIRCH]
    assert rules_and_subjects(plan) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"had_power": False}, "the signer’s role didn’t include permission to sign that day"),
        ({"board_on": None}, "no board approval date is given"),
        ({"board_on": "2026-04-11"}, "the board approval date, April 11, 2026, is after the signature"),
        ({"board_on": "2026-04-10"}, None),
        ({"board_on": "2026-04-11", "signed_on": "2026-04-11"}, None),
        ({"had_power": None}, None),
    ],
)
def test_a_signature_without_authority_is_found(change, reason):
    plan = a_plan()
    signature(plan, BIRCH).update(change)

    assert rules_and_subjects(plan) == ([("signature-unauthorized", BIRCH)] if reason else [])
    assert all(finding.sentence.endswith(f": {reason}.") for finding in findings(plan))


def test_permission_to_sign_is_checked_only_for_agencies_in_the_registry():
    plan = a_plan()
    plan[1]["participants"][BIRCH]["in_registry"] = False
    signature(plan, BIRCH).update(had_power=False)
    assert rules_and_subjects(plan) == [("member-closed", BIRCH)]

    signature(plan, BIRCH).update(board_on="2026-04-11")
    assert rules_and_subjects(plan) == [("member-closed", BIRCH), ("signature-unauthorized", BIRCH)]
