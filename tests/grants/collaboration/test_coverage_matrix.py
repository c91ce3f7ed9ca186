"""The coverage matrix, which is the first thing a reviewer sees."""

import json

from grants.rules.collaboration.coverage_matrix import coverage_matrix
from grants.rules.collaboration.mentions import mentions_in
from tests.grants.collaboration.builders import (
    ALDER,
    BIRCH,
    COPPER,
    DRYLICK,
    ELKBEND,
    a_plan,
    budget_line,
    commitment,
    participant,
    snapshot,
)


def matrix(plan):
    read = snapshot(plan)
    return coverage_matrix(read, mentions_in(read))


def test_a_row_shows_contribution_benefit_students_and_grant_money():
    row = next(row for row in matrix(a_plan()).rows if row.key == COPPER)

    assert (row.gives, row.gains) == (("a teacher",), ("a credential",))
    assert (row.students, row.enrollment, row.enrollment_year) == (20, 500, "2023-24")
    assert (row.money, row.money_share, row.mentions) == (40_000, 0.4, 2)


def test_the_lead_comes_first_and_the_others_keep_their_order():
    plan = a_plan()
    participant(plan, ALDER)["role"], participant(plan, DRYLICK)["role"] = "member", "lead"

    assert [row.key for row in matrix(plan).rows] == [DRYLICK, ALDER, BIRCH, COPPER, ELKBEND]


def test_blanks_stay_blank_and_a_kind_alone_is_not_a_contribution():
    plan = a_plan()
    commitment(plan, COPPER)["gives"] = {"kind": "staff", "text": "", "amount": None}
    commitment(plan, COPPER)["gains"] = {"text": "", "students": None, "grades": ""}

    row = next(row for row in matrix(plan).rows if row.key == COPPER)

    assert (row.gives, row.gains, row.students) == ((), (), None)
    assert [cell is None for cell in row.cells] == [True, False, True]


def test_an_amount_is_a_contribution():
    plan = a_plan()
    commitment(plan, COPPER)["gives"] = {"kind": "money", "text": "", "amount": 2_500}
    commitment(plan, BIRCH)["gives"] = {"kind": "money", "text": "a bus", "amount": 21_000}

    gives = {row.key: row.gives for row in matrix(plan).rows}

    assert (gives[COPPER], gives[BIRCH]) == (("$2,500",), ("a bus ($21,000)",))


def test_without_grant_money_to_members_no_member_has_a_share():
    plan = a_plan()
    for key in ("b1", "b2", "b3"):
        budget_line(plan, key)["payee"] = None

    assert [row.money_share for row in matrix(plan).rows] == [None] * 5


def test_columns_and_totals():
    read = matrix(a_plan())

    assert [(c.key, c.participants, c.students) for c in read.activities] == [
        ("physics", 2, 21),
        ("shop", 2, 35),
        ("coaching", 1, 0),
    ]
    assert (read.totals.participants, read.totals.money, read.totals.grant) == (5, 100_000, 130_000)
    assert (read.totals.giving, read.totals.gaining) == (5, 4)


def test_the_matrix_is_stored_as_plain_json():
    stored = matrix(a_plan()).as_json()

    assert json.loads(json.dumps(stored)) == stored
    assert stored["rows"][0]["cells"][0] == {
        "activity": "physics",
        "gives": "a room",
        "gains": "physics",
        "students": 9,
        "grades": "9-12",
    }
