"""Budget lines, other applications of the round, the registry and the signatures."""

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
    found,
    participant,
    signature,
)


@pytest.mark.parametrize("payee", ["Nobody Knows Inc.", "Openmeadow", "9999999", "Gorse Hill Local"])
def test_a_payee_that_nobody_declared_is_found(payee):
    plan = a_plan()
    budget_line(plan, "b5")["payee_name"] = payee

    assert found(plan) == [("payee-unknown", "b5")]


@pytest.mark.parametrize(
    "payee",
    [
        "Lindenwold University",
        " lindenwold  university ",
        "OPENMEADOW LEARNING",
        "Birch Hollow Local School District",
        "Birch Hollow",
        BIRCH,
        "",
        "\u200b",
        None,
    ],
)
def test_members_partners_suppliers_and_nobody_are_no_unknown_payees(payee):
    plan = a_plan()
    budget_line(plan, "b5")["payee_name"] = payee

    assert found(plan) == []


def test_the_same_match_twice_in_one_application_is_one_finding():
    plan = a_plan()
    for key in ("b7", "b8"):
        plan[0]["budget"].append({**budget_line(plan, "b6"), "key": key, "line": " bus "})

    [finding] = findings(plan)

    assert (finding.rule, finding.subject_key) == ("match-twice", "b6")
    assert [place.anchor for place in finding.places] == ["budget:b6", "budget:b7"]


@pytest.mark.parametrize("change", [{"amount": 8_001}, {"line": "Buses"}, {"payer": BIRCH}, {"source": "grant"}])
def test_another_amount_line_payer_or_source_is_another_match(change):
    plan = a_plan()
    plan[0]["budget"].append({**budget_line(plan, "b6"), "key": "b7", **change})

    assert found(plan) == []


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
def test_match_pledged_in_another_application_of_the_round_is_found(pledge, is_found):
    plan = a_plan()
    plan[1]["other_applications"][0]["match"] = [pledge]

    assert found(plan) == ([("match-twice", "b6")] if is_found else [])


def test_match_without_a_payer_is_not_compared():
    plan = a_plan()
    budget_line(plan, "b6")["payer"] = None
    plan[0]["budget"].append({**budget_line(plan, "b6"), "key": "b7"})

    assert found(plan) == []


def test_members_that_are_in_no_registry_are_one_payer_by_name_only():
    plan = a_plan()
    participant(plan, ALDER).update(key="unregistered-1", leaid=None, name="Alder Run Cooperative")
    budget_line(plan, "b6")["payer"] = "unregistered-1"
    plan[1]["other_applications"][0]["match"] = [
        {"payer": "unregistered-1", "payer_name": "Somebody else", "line": "Bus", "amount": 8_000}
    ]

    assert ("match-twice", "b6") not in found(plan)


def test_the_ceiling_may_be_reached_and_not_passed():
    plan = a_plan()
    budget_line(plan, "b5")["amount"] = 180_000
    assert found(plan) == []

    budget_line(plan, "b5")["amount"] = 180_001
    [finding] = findings(plan)
    assert (finding.rule, finding.subject_key) == ("above-ceiling", "budget")
    assert finding.sentence == "The grant lines add up to $300,001; the ceiling for a consortium is $300,000."


def test_match_is_not_asked_for_and_a_round_without_a_ceiling_has_none():
    plan = a_plan()
    budget_line(plan, "b6")["amount"] = 900_000
    assert found(plan) == []

    budget_line(plan, "b5")["amount"] = 900_000
    plan[0]["competition"]["ceilings"] = {"single": 50_000, "consortium": None}
    assert found(plan) == []


def test_a_single_applicant_has_its_own_ceiling():
    plan = a_plan()
    plan[0]["participants"] = [participant(plan, ALDER)]

    assert ("above-ceiling", "budget") in found(plan)


def test_one_member_paid_more_than_sixty_percent_is_found():
    plan = a_plan()  # the others are paid 60,000
    budget_line(plan, "b1")["amount"] = 90_000
    assert found(plan) == []

    budget_line(plan, "b1")["amount"] = 90_001
    [finding] = findings(plan)
    assert (finding.rule, finding.subject_key) == ("share-lopsided", COPPER)


def test_of_two_participants_one_may_be_paid_most():
    plan = a_plan()
    plan[0]["participants"] = [participant(plan, COPPER), participant(plan, DRYLICK)]
    budget_line(plan, "b1")["amount"] = 290_000

    assert "share-lopsided" not in [rule for rule, _subject in found(plan)]


def test_a_member_of_another_application_is_found():
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


def test_an_agency_that_leads_its_own_component_district_is_in_order():
    plan = led_by_the_agency()
    assert found(plan) == []

    for key in (ALDER, BIRCH, COPPER):
        plan[1]["participants"][key]["service_agencies"] = []
    assert found(plan) == []


def test_an_agency_that_leads_without_a_client_is_found():
    plan = led_by_the_agency()
    for key in (ALDER, BIRCH, COPPER, DRYLICK):
        plan[1]["participants"][key]["service_agencies"] = ["9910002"]

    [finding] = findings(plan)
    assert (finding.rule, finding.subject_key) == ("agency-without-client", ELKBEND)
    assert "at all" not in finding.sentence

    plan[1]["agencies_with_components"] = []
    [finding] = findings(plan)
    assert finding.sentence.endswith("The registry records no component district at all for this agency.")


def test_where_nobody_knows_what_kind_the_lead_is_it_is_no_agency():
    plan = led_by_the_agency()
    plan[1]["participants"] = {}
    participant(plan, ELKBEND)["kind"] = None

    assert "agency-without-client" not in [rule for rule, _subject in found(plan)]


@pytest.mark.parametrize(
    ("closed_on", "is_found"), [("2028-06-29", True), ("2028-06-30", False), ("2020-01-01", True), (None, False)]
)
def test_a_member_that_closes_before_the_project_ends_is_found(closed_on, is_found):
    plan = a_plan()
    plan[1]["participants"][BIRCH]["closed_on"] = closed_on

    assert found(plan) == ([("member-closed", BIRCH)] if is_found else [])


def test_without_an_end_of_the_project_a_closing_day_is_not_compared():
    plan = a_plan()
    plan[1]["participants"][BIRCH]["closed_on"] = "2027-01-01"
    plan[0]["competition"]["project_ends_on"] = None

    assert found(plan) == []


def test_a_member_in_no_registry_is_found_and_one_of_which_nothing_is_known_is_not():
    plan = a_plan()
    plan[1]["participants"][BIRCH] = {"in_registry": False}
    assert found(plan) == [("member-closed", BIRCH)]

    plan[1]["participants"][BIRCH] = {}
    assert found(plan) == []


def test_who_has_not_signed_is_found_once_signing_is_open():
    plan = a_plan()
    plan[1]["signatures"].remove(signature(plan, ELKBEND))
    assert found(plan) == [("unsigned", ELKBEND)]

    plan[1]["signing_opened"] = False
    assert found(plan) == []


def test_a_signature_on_an_earlier_part_is_found():
    plan = a_plan()
    plan[1]["part_digests"][BIRCH] = "d2"
    assert found(plan) == [("signature-outdated", BIRCH)]

    del plan[1]["part_digests"][BIRCH]
    assert found(plan) == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"had_power": False}, "the signer held no post with the power to sign that day"),
        ({"board_on": None}, "no board date is given"),
        ({"board_on": "2026-04-11"}, "the board met on April 11, 2026, after the signature"),
        ({"board_on": "2026-04-10"}, None),
        ({"board_on": "2026-04-11", "signed_on": "2026-04-11"}, None),
        ({"had_power": None}, None),
    ],
)
def test_a_signature_without_authority_is_found(change, reason):
    plan = a_plan()
    signature(plan, BIRCH).update(change)

    assert found(plan) == ([("signature-unauthorized", BIRCH)] if reason else [])
    assert all(finding.sentence.endswith(f": {reason}.") for finding in findings(plan))


def test_whether_a_signer_had_the_power_is_known_only_of_an_agency_of_the_registry():
    plan = a_plan()
    plan[1]["participants"][BIRCH]["in_registry"] = False
    signature(plan, BIRCH).update(had_power=False)
    assert found(plan) == [("member-closed", BIRCH)]

    signature(plan, BIRCH).update(board_on="2026-04-11")
    assert found(plan) == [("member-closed", BIRCH), ("signature-unauthorized", BIRCH)]
