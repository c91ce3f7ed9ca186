"""Whom a budget reaches: in the order, with caps, a floor for small or rural consortia, and limits by region."""

import pytest

from grants.rules.funding_line import Candidate, LineOutcome, LineTerms, draw_line, flips, safe_in_all
from grants.rules.ranking.ties import TieCriterion, order_by_tie_rule

A = Candidate("A", 500, "North")
B = Candidate("B", 300, "North")
C = Candidate("C", 400, "South")
D = Candidate("D", 200, "South", is_small_or_rural=True)
E = Candidate("E", 100, "North", is_small_or_rural=True)
ALL = [A, B, C, D, E]


def drawn(**terms):
    return draw_line(ALL, LineTerms(**terms))


def outcomes(line):
    return {place.candidate.reference: place.outcome.value for place in line.places}


@pytest.mark.parametrize(
    ("budget", "funded", "left"),
    [
        (0, [], 0),
        (499, [], 499),  # smaller than the first award: nobody is passed over
        (500, ["A"], 0),
        (799, ["A"], 299),
        (800, ["A", "B"], 0),
        (1_500, ["A", "B", "C", "D", "E"], 0),
        (9_999, ["A", "B", "C", "D", "E"], 8_499),
    ],
)
def test_the_budget_is_given_in_the_order_until_one_does_not_fit(budget, funded, left):
    line = drawn(budget=budget)
    assert (line.funded, line.left) == (funded, left)


def test_what_does_not_fit_is_marked_and_what_would_fit_below_it():
    assert outcomes(drawn(budget=1_050)) == {
        "A": "funded",
        "B": "funded",
        "C": "does not fit",  # 250 are left
        "D": "fits if passed over",
        "E": "fits if passed over",
    }
    assert outcomes(drawn(budget=499))["A"] == "does not fit"
    assert outcomes(drawn(budget=950))["D"] == "below"  # 150 are left


def test_the_balance_is_shown_after_each_application():
    assert [place.left for place in drawn(budget=1_250).places] == [750, 450, 50, 50, 50]


def test_a_cap_lowers_large_requests_only():
    line = drawn(budget=1_000, cap=350)
    assert [place.amount for place in line.places] == [350, 300, 350, 200, 100]
    assert (line.funded, line.left) == (["A", "B", "C"], 0)


def test_the_floor_is_reached_by_replacing_the_lowest_that_is_not_small_or_rural():
    line = drawn(budget=1_200, floor=1)
    assert line.funded == ["A", "B", "D"]
    assert outcomes(line)["C"] == "replaced"
    assert outcomes(line)["D"] == "funded for the floor"
    assert (line.left, line.missing_for_floor) == (200, 0)


def test_a_floor_that_the_balance_reaches_replaces_nobody():
    line = drawn(budget=1_400 - 200, cap=350, floor=1)  # 350 + 300 + 350 leave 200 for D
    assert line.funded == ["A", "B", "C", "D"]
    assert LineOutcome.REPLACED not in [place.outcome for place in line.places]


def test_a_floor_that_cannot_be_reached_says_how_many_are_missing():
    assert drawn(budget=1_500, floor=4).missing_for_floor == 2
    assert drawn(budget=90, floor=1).missing_for_floor == 1
    assert drawn(budget=90, floor=1).funded == []


def test_a_region_gets_no_more_awards_than_its_limit():
    line = drawn(budget=1_500, region_limit=1)
    assert line.funded == ["A", "C"]
    assert outcomes(line) == {
        "A": "funded",
        "B": "region full",
        "C": "funded",
        "D": "region full",
        "E": "region full",
    }


def test_the_floor_keeps_the_limit_of_a_region():
    line = drawn(budget=900, region_limit=1, floor=1)  # A and C are funded; D replaces C in the South
    assert line.funded == ["A", "D"]


def test_a_region_that_is_not_known_has_no_limit():
    line = draw_line([Candidate("X", 1), Candidate("Y", 1)], LineTerms(budget=2, region_limit=1))
    assert line.funded == ["X", "Y"]


def test_ties_inside_a_band_are_ordered_by_the_tie_rule_first():
    bands, facts = {"A": 1, "B": 1, "C": 2}, {"A": {"rural": 10}, "B": {"rural": 40}, "C": {"rural": 99}}
    places = order_by_tie_rule(bands, facts, [TieCriterion("rural", "the share of rural students")], "2013")
    by_reference = {one.reference: one for one in ALL}

    line = draw_line([by_reference[place.reference] for place in places], LineTerms(budget=300))

    assert line.funded == ["B"]  # C has more rural students and stays in its band


def test_flips_name_who_gains_and_who_loses_against_the_base():
    assert flips(drawn(budget=1_200), drawn(budget=1_200, floor=1)) == (["D"], ["C"])


def test_safe_is_who_is_funded_in_every_scenario():
    lines = [drawn(budget=1_200), drawn(budget=1_200, floor=1), drawn(budget=800)]
    assert safe_in_all(lines) == ["A", "B"]
    assert safe_in_all([]) == []


def test_what_fits_after_an_exchange_for_the_floor_is_marked():
    rows = [Candidate("P", 600), Candidate("Q", 500), Candidate("R", 100, is_small_or_rural=True)]
    line = draw_line(rows, LineTerms(budget=650, floor=1))
    # R costs less than P, which gave way: what is left then pays for Q.
    assert outcomes(line) == {"P": "replaced", "Q": "fits if passed over", "R": "funded for the floor"}
    assert line.left == 550
