"""Rural program eligibility: the facts that count, the versions of a rule, and the words of the answers."""

import subprocess
import sys
from decimal import Decimal
from itertools import product

import pytest

from districts.rules import rural
from districts.rules.rural import (
    NO,
    YES,
    Enrollment,
    Facts,
    Poverty,
    RlisRule,
    SchoolPlace,
    SrsaRule,
    facts_from,
    rlis,
    rule_in,
    srsa,
)
from districts.states import Locale
from tests.districts.rural import CCD, DESIGNATED, EMPTY, FULL, SAIPE, UNMEASURED, children, facts, schools, students

# --- which facts


FIGURES = [
    # school year, source, students, average daily attendance, children, of them in poverty
    ("2026-27", CCD, 640, None, None, None),
    ("2023-24", CCD, 587, None, None, None),
    ("2021-22", CCD, None, None, None, None),
    ("2020", SAIPE, None, None, 1_000, 200),
    ("2019", SAIPE, None, None, 1_100, None),
]
SCHOOL = ("390000100001", "Creek School", 43, "Athens County", Decimal("10.00"), "2014-15")


def test_the_latest_figures_of_the_year_or_an_earlier_one_count():
    known = {"figures": FIGURES, "schools": [SCHOOL], "designation": None}

    this_year, last_year = (facts_from(known, school_year=year) for year in ("2026-27", "2025-26"))

    assert this_year.enrollment == Enrollment(640, "2026-27", CCD)
    assert last_year.enrollment == Enrollment(587, "2023-24", CCD)
    assert last_year.poverty == Poverty(1_000, 200, "2020", SAIPE)
    assert last_year.schools == [SchoolPlace(*SCHOOL)]


def test_an_estimate_of_2020_counts_for_the_school_year_that_begins_then():
    known = {"figures": FIGURES, "schools": [], "designation": None}

    assert facts_from(known, school_year="2020-21").poverty == Poverty(1_000, 200, "2020", SAIPE)
    assert facts_from(known, school_year="2019-20").poverty is None
    assert facts_from(known, school_year="2019-20").enrollment is None


@pytest.mark.parametrize(
    ("attendance_year", "sentence"),
    [
        ("2024-25", "Average daily attendance 599.5 in 2024-25 (State records); fewer than 600: yes"),
        ("2023-24", "Average daily attendance 599.5 in 2023-24 (State records); fewer than 600: yes"),
        (
            "2022-23",
            "Enrollment 612 in 2023-24 (NCES CCD, agency membership), used instead of average daily attendance; "
            "fewer than 600: no",
        ),
    ],
)
def test_attendance_on_record_is_used_unless_it_is_older(attendance_year, sentence):
    figures = [
        ("2023-24", CCD, 612, None, None, None),
        (attendance_year, "State records", None, Decimal("599.5"), None, None),
    ]
    known = {"figures": figures, "schools": [SCHOOL], "designation": None}

    assert srsa(facts_from(known, school_year="2026-27")).steps[0].sentence == sentence


def test_figures_of_no_stated_year_count_only_where_no_dated_ones_do():
    undated = ("undated", SAIPE, None, None, 1_000, 200)
    known = {"figures": [undated, ("2020", SAIPE, None, None, 1_000, 199)], "schools": [SCHOOL], "designation": None}

    dated = rlis(facts_from(known, school_year="2026-27"))
    before = rlis(facts_from(known, school_year="2019-20"))

    assert (dated.answer, before.answer) == (NO, YES)
    assert before.steps[0].fact == (
        "200 of 1,000 children aged 5 to 17 in poverty in a year not stated (Census SAIPE, school district estimates)"
    )


def test_a_decision_of_the_state_comes_with_the_facts():
    known = {"figures": [], "schools": [], "designation": (True, "2026-08-03", "Rae Officer", "Its roads flood.")}

    assert facts_from(known, school_year="2026-27").designation == DESIGNATED


# --- versions of the rules


def test_the_rules_say_which_law_they_are():
    before, after = rule_in(rural.SRSA_RULES, "2017-18"), rule_in(rural.RLIS_RULES, "2026-27")

    assert (before.program, before.version, before.citation) == ("SRSA", 1, "ESEA section 5211(b)(1), 20 U.S.C. 7345")
    assert (after.program, after.version, after.citation) == ("RLIS", 1, "ESEA section 5221(b)(1), 20 U.S.C. 7351")


def test_an_old_answer_is_explained_by_the_rule_of_its_year():
    old = SrsaRule(1, "2017-18", "old law", 600, 10, frozenset({41, 42, 43}))
    new = SrsaRule(2, "2027-28", "new law", 800, 10, frozenset({41, 42, 43}))
    known = {"figures": [("2026-27", CCD, 700, None, None, None)], "schools": [SCHOOL], "designation": None}

    for year, answer, law in (("2026-27", NO, "old law"), ("2027-28", YES, "new law"), ("2030-31", YES, "new law")):
        verdict = srsa(facts_from(known, school_year=year), (old, new))
        assert (verdict.answer, verdict.rule.citation) == (answer, law)


def test_a_new_share_of_poverty_is_a_new_version():
    strict = RlisRule(2, "2027-28", "new law", 4, frozenset({33}))
    verdict = rlis(Facts("2027-28", poverty=children(249, 1_000), schools=schools((33, FULL))), (strict,))

    assert verdict.answer is NO
    assert verdict.steps[0].threshold == "at least 25% of children aged 5 to 17, not rounded"


def test_no_rule_is_made_up_for_years_before_the_first():
    with pytest.raises(LookupError, match="No rules are on record for school year 2016-17"):
        rule_in(rural.SRSA_RULES, "2016-17")


# --- in words


def test_srsa_shows_each_fact_beside_its_threshold():
    known = facts(
        enrollment=students(587),
        schools=schools((43, FULL), (43, EMPTY), (32, FULL), (41, None), (None, UNMEASURED)),
    )

    assert [step.sentence for step in srsa(known).steps] == [
        "Enrollment 587 in 2023-24 (NCES CCD, agency membership), used instead of average daily attendance; "
        "fewer than 600: yes",
        "4 schools in Athens County (10 people per square mile), Vinton County (9.9 people per square mile), "
        "New County (density not on record); not counted: 1 school without a county on record; "
        "fewer than 10 people per square mile in every known county: no",
        "By students or by population density: yes",
        "1 of 4 schools with locale 32 (Town, distant), 1 of 4 schools with locale 41 (Rural, fringe), "
        "2 of 4 schools with locale 43 (Rural, remote); not counted: 1 school without a locale on record; "
        "every known locale code is 41, 42, or 43: no",
        "No state designation is on record",
        "By the locale codes of its schools: no",
        "Small and rural: no",
    ]


def test_rlis_shows_each_fact_beside_its_threshold():
    known = facts(poverty=children(499, 2_500), schools=schools((33, FULL)))

    assert [step.sentence for step in rlis(known).steps] == [
        "499 of 2,500 children aged 5 to 17 in poverty in 2020 (Census SAIPE, school district estimates); "
        "at least 20% of children aged 5 to 17, not rounded: no",
        "1 of 1 school with locale 33 (Town, remote); every known locale code is 32, 33, 41, 42, or 43: yes",
        "Low-income and rural: no",
    ]


def test_missing_facts_are_named():
    assert [step.sentence for step in srsa(facts(schools=schools((None, None), (None, None)))).steps[:4]] == [
        "No enrollment is on record; fewer than 600: unknown",
        "No county is on record for any of its 2 open schools; "
        "fewer than 10 people per square mile in every known county: unknown",
        "By students or by population density: unknown",
        "No locale is on record for any of its 2 open schools; every known locale code is 41, 42, or 43: unknown",
    ]
    assert [step.sentence for step in rlis(facts()).steps] == [
        "No poverty estimate is on record; at least 20% of children aged 5 to 17, not rounded: unknown",
        "No open school is on record; every known locale code is 32, 33, 41, 42, or 43: unknown",
        "Low-income and rural: unknown",
    ]


def test_a_state_designation_is_shown_with_its_date_officer_and_reason():
    steps = srsa(facts(enrollment=students(587), schools=schools((21, FULL)), designation=DESIGNATED)).steps

    assert [step.sentence for step in steps[4:]] == [
        "Rural, decided on 2026-08-03, recorded by Rae Officer: Its roads flood.: yes",
        "By state designation, instead of locale codes: yes",
        "Small and rural: yes",
    ]


def test_many_counties_are_cut_and_the_most_crowded_are_shown():
    places = [(43, (f"County {n}", Decimal(n))) for n in range(1, 10)]
    fact = srsa(facts(schools=schools(*places))).steps[1].fact

    assert fact.startswith("9 schools in County 9 (9 people per square mile), County 8 (8 people")
    assert fact.endswith("and 3 more")


def test_locales_have_the_same_names_everywhere():
    assert dict(Locale.choices) == rural.LOCALE_NAMES


def test_every_answer_agrees_with_a_second_reading_of_the_law():
    """All combinations of small facts, against the definitions written as one sentence each."""
    places = [(43, EMPTY), (32, FULL), (None, UNMEASURED), (41, None)]
    for enrollment, first, second, poor in product((599, 600, None), places, places, (200, 199, None)):
        known = facts(
            enrollment=students(enrollment) if enrollment else None,
            poverty=children(poor, 1_000) if poor else None,
            schools=schools(first, second),
        )
        both = {first, second}
        locales = {locale for locale, _ in both} - {None}
        counties = {county for _, county in both} - {None}
        rural_no, rural_yes = 32 in locales, bool(locales) and 32 not in locales
        empty_no, empty_yes = FULL in counties, counties == {EMPTY}
        small_yes = enrollment == 599 or empty_yes
        small_no = enrollment == 600 and empty_no
        expected = "no" if small_no or rural_no else "yes" if small_yes and rural_yes else "unknown"
        assert srsa(known).answer == expected
        expected = "no" if poor == 199 else "yes" if poor == 200 and locales else "unknown"
        assert rlis(known).answer == expected


def test_the_rules_know_no_database():
    code = "import sys, districts.rules.rural; sys.exit('django' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
