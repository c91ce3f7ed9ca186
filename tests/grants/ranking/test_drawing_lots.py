"""The tie rule: published criteria, then lots that anyone can draw again."""

from decimal import Decimal

from grants.rules.ranking.ties import TieCriterion, lot_of, order_by_tie_rule

RULE = [
    TieCriterion("rural", "share of rural students"),
    TieCriterion("cost", "cost per student", highest_first=False),
]


def order(bands, facts=(), rule=RULE, seed="2013"):
    return [
        (place.reference, place.band, place.place, place.reason)
        for place in order_by_tie_rule(bands, dict(facts), rule, seed)
    ]


def test_a_band_is_ordered_by_the_first_criterion_that_differs():
    facts = {
        "26-0001": {"rural": 0.4, "cost": Decimal("1250.50")},
        "26-0002": {"rural": 0.62, "cost": 900},
        "26-0003": {"rural": 0.4, "cost": 1200},
    }

    assert order(dict.fromkeys(facts, 1), facts) == [
        ("26-0002", 1, 1, "Before 26-0003 by share of rural students: 0.62 versus 0.4."),
        ("26-0003", 1, 2, "After 26-0002 by share of rural students: 0.4 versus 0.62."),
        ("26-0001", 1, 3, "After 26-0003 by cost per student: 1,250.50 versus 1,200."),
    ]


def test_the_rule_never_moves_an_application_out_of_its_band():
    facts = {"26-0001": {"rural": 0}, "26-0002": {"rural": 1}}

    assert order({"26-0002": 2, "26-0001": 1}, facts) == [
        ("26-0001", 1, 1, "The only application in this band."),
        ("26-0002", 2, 2, "The only application in this band."),
    ]


def test_what_is_not_known_comes_after_what_is():
    facts = {"26-0001": {}, "26-0002": {"rural": 0}}

    assert order({"26-0001": 1, "26-0002": 1}, facts) == [
        ("26-0002", 1, 1, "Before 26-0001 by share of rural students: 0 versus not known."),
        ("26-0001", 1, 2, "After 26-0002 by share of rural students: not known versus 0."),
    ]


def test_lots_are_digests_that_anyone_can_compute():
    """printf '%s' '2013:26-0001' | sha256sum"""
    assert lot_of("26-0001", "2013") == "91ca527a8fec83fe020ae9b4217033d63e70c2db8e52e955ce230e95671ae0b1"
    assert lot_of("26-0002", "2013") == "31603d83c272e37a1bf2a9cb775e46b2a99d77bea97fb4dfecdb7131cdf452bc"


def test_lots_decide_what_the_criteria_do_not():
    facts = {"26-0001": {"rural": 0.5, "cost": 1}, "26-0002": {"rural": 0.5, "cost": 1}}

    drawn = order({"26-0001": 1, "26-0002": 1}, facts)

    assert drawn == order({"26-0002": 1, "26-0001": 1})
    assert drawn == [
        ("26-0002", 1, 1, "Before 26-0001 by lot: 31603d83… versus 91ca527a…. The smaller lot comes first."),
        ("26-0001", 1, 2, "After 26-0002 by lot: 91ca527a… versus 31603d83…. The smaller lot comes first."),
    ]


def test_another_seed_draws_other_lots_and_each_place_is_as_likely():
    references = ["26-0001", "26-0002", "26-0003"]
    first = [order(dict.fromkeys(references, 1), rule=[], seed=f"seed {n}")[0][0] for n in range(600)]

    assert all(170 <= first.count(reference) <= 230 for reference in references)
