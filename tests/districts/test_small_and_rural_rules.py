"""The federal rules of small and rural: thresholds on both sides, and what is unknown stays unknown."""

import subprocess
import sys
from decimal import Decimal
from itertools import product

import pytest

from districts.models import Locale
from districts.rules import rural
from districts.rules.rural import (
    NO,
    UNKNOWN,
    YES,
    Designation,
    Enrollment,
    Facts,
    Poverty,
    RlisRule,
    SchoolPlace,
    SrsaRule,
    and_,
    facts_from,
    or_,
    rlis,
    rule_in,
    srsa,
)

CCD = "NCES CCD, agency membership"
SAIPE = "Census SAIPE, school district estimates"
EMPTY = "Vinton County", Decimal("9.90")
FULL = "Athens County", Decimal("10.00")
UNMEASURED = "New County", None


def students(number):
    return Enrollment(number, "2023-24", CCD)


def children(poor, of):
    return Poverty(of, poor, "2020", SAIPE)


def schools(*places):
    """Schools by (locale, (county, density))."""
    return [
        SchoolPlace(f"39000010000{n}", f"School {n}", locale, *(county or (None, None)))
        for n, (locale, county) in enumerate(places)
    ]


def facts(**known):
    return Facts(school_year="2026-27", **known)


RURAL_SCHOOL = (43, FULL)
DESIGNATED = Designation(is_rural=True, decided_on="2026-08-03", officer="Rae Officer", reason="Its roads flood.")
NOT_RURAL = Designation(is_rural=False, decided_on="2026-08-03", officer="Rae Officer", reason="The city annexed it.")


# --- three values


@pytest.mark.parametrize(
    ("one", "other", "both", "either"),
    [
        (YES, YES, YES, YES),
        (YES, NO, NO, YES),
        (YES, UNKNOWN, UNKNOWN, YES),
        (NO, YES, NO, YES),
        (NO, NO, NO, NO),
        (NO, UNKNOWN, NO, UNKNOWN),
        (UNKNOWN, YES, UNKNOWN, YES),
        (UNKNOWN, NO, NO, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_and_and_or_have_three_values(one, other, both, either):
    assert and_(one, other) is both
    assert or_(one, other) is either


def test_of_many_answers_one_no_decides_an_and_and_one_yes_an_or():
    assert and_(YES, UNKNOWN, NO, YES) is NO
    assert and_(YES, UNKNOWN, YES) is UNKNOWN
    assert or_(NO, UNKNOWN, YES, NO) is YES
    assert or_(NO, UNKNOWN, NO) is UNKNOWN


# --- SRSA: small


@pytest.mark.parametrize(("enrollment", "answer"), [(0, YES), (599, YES), (600, NO), (601, NO)])
def test_fewer_than_600_students_are_few(enrollment, answer):
    assert srsa(facts(enrollment=students(enrollment), schools=schools(RURAL_SCHOOL))).answer is answer


@pytest.mark.parametrize(("density", "answer"), [("9.90", YES), ("9.99", YES), ("10.00", NO), ("10.01", NO)])
def test_fewer_than_10_people_per_square_mile_are_few(density, answer):
    place = (42, ("Vinton County", Decimal(density)))

    assert srsa(facts(enrollment=students(600), schools=schools(place))).answer is answer


def test_a_district_of_many_students_is_small_where_every_school_stands_in_an_empty_county():
    assert srsa(facts(enrollment=students(4_000), schools=schools((43, EMPTY), (43, EMPTY)))).answer is YES


def test_one_school_in_a_county_of_10_people_or_more_is_enough_for_no():
    assert srsa(facts(enrollment=students(4_000), schools=schools((43, EMPTY), (43, FULL)))).answer is NO


def test_a_school_without_a_known_county_is_left_out():
    assert srsa(facts(enrollment=students(4_000), schools=schools((43, EMPTY), (43, None)))).answer is YES
    assert srsa(facts(enrollment=students(4_000), schools=schools((43, FULL), (43, None)))).answer is NO


def test_no_known_county_at_all_is_unknown():
    assert srsa(facts(enrollment=students(4_000), schools=schools((43, None)))).answer is UNKNOWN


def test_a_county_of_unknown_density_is_unknown_unless_another_is_full():
    assert srsa(facts(enrollment=students(4_000), schools=schools((43, UNMEASURED)))).answer is UNKNOWN
    assert srsa(facts(enrollment=students(4_000), schools=schools((43, UNMEASURED), (43, EMPTY)))).answer is UNKNOWN
    assert srsa(facts(enrollment=students(4_000), schools=schools((43, UNMEASURED), (43, FULL)))).answer is NO


@pytest.mark.parametrize(("county", "answer"), [(EMPTY, YES), (FULL, UNKNOWN), (UNMEASURED, UNKNOWN), (None, UNKNOWN)])
def test_without_an_enrollment_only_an_empty_county_makes_it_small(county, answer):
    assert srsa(facts(schools=schools((43, county)))).answer is answer


# --- SRSA: rural


@pytest.mark.parametrize("locale", [41, 42, 43])
def test_locales_41_to_43_are_rural(locale):
    assert srsa(facts(enrollment=students(587), schools=schools((locale, FULL)))).answer is YES


@pytest.mark.parametrize("locale", [11, 12, 13, 21, 22, 23, 31, 32, 33])
def test_cities_suburbs_and_towns_are_not_rural(locale):
    assert srsa(facts(enrollment=students(587), schools=schools((locale, FULL)))).answer is NO


def test_one_school_in_a_town_is_enough_for_no():
    assert srsa(facts(enrollment=students(587), schools=schools((43, FULL), (41, FULL), (32, FULL)))).answer is NO


def test_a_school_without_a_known_locale_is_left_out():
    assert srsa(facts(enrollment=students(587), schools=schools((43, FULL), (None, FULL)))).answer is YES


def test_no_known_locale_at_all_is_unknown():
    assert srsa(facts(enrollment=students(587), schools=schools((None, FULL)))).answer is UNKNOWN
    assert srsa(facts(enrollment=students(587))).answer is UNKNOWN


def test_a_district_known_not_to_be_small_needs_no_locale_for_its_no():
    assert srsa(facts(enrollment=students(4_000), schools=schools((None, FULL)))).answer is NO


def test_a_district_known_not_to_be_rural_needs_no_enrollment_for_its_no():
    assert srsa(facts(schools=schools((21, None)))).answer is NO


@pytest.mark.parametrize("locale", [21, None])
def test_the_state_may_decide_that_a_district_is_rural(locale):
    known = {"enrollment": students(587), "schools": schools((locale, FULL))}

    assert srsa(facts(**known, designation=DESIGNATED)).answer is YES


def test_the_state_may_decide_that_a_district_is_not_rural():
    known = {"enrollment": students(587), "schools": schools((43, FULL))}

    assert srsa(facts(**known, designation=NOT_RURAL)).answer is NO


def test_the_state_does_not_decide_who_is_small():
    assert srsa(facts(enrollment=students(4_000), schools=schools((21, FULL)), designation=DESIGNATED)).answer is NO
    assert srsa(facts(schools=schools((21, FULL)), designation=DESIGNATED)).answer is UNKNOWN


# --- RLIS


@pytest.mark.parametrize(
    ("poor", "of", "answer"),
    [
        (200, 1_000, YES),
        (199, 1_000, NO),
        (201, 1_000, YES),
        (499, 2_500, NO),  # 19.96%, which rounds to 20
        (1, 5, YES),
        (1, 6, NO),
        (0, 5, NO),
    ],
)
def test_a_fifth_of_the_children_in_poverty_is_enough_and_nothing_is_rounded(poor, of, answer):
    assert rlis(facts(poverty=children(poor, of), schools=schools((33, FULL)))).answer is answer


@pytest.mark.parametrize("locale", [32, 33, 41, 42, 43])
def test_distant_and_remote_towns_count_as_rural_for_rlis(locale):
    assert rlis(facts(poverty=children(200, 1_000), schools=schools((locale, FULL)))).answer is YES


@pytest.mark.parametrize("locale", [11, 12, 13, 21, 22, 23, 31])
def test_cities_suburbs_and_fringe_towns_do_not_count_for_rlis(locale):
    assert rlis(facts(poverty=children(200, 1_000), schools=schools((43, FULL), (locale, FULL)))).answer is NO


def test_no_poverty_estimate_is_unknown_unless_a_locale_says_no():
    assert rlis(facts(schools=schools((33, FULL)))).answer is UNKNOWN
    assert rlis(facts(schools=schools((None, FULL)))).answer is UNKNOWN
    assert rlis(facts(schools=schools((31, FULL)))).answer is NO


def test_no_known_locale_is_unknown_unless_the_poverty_says_no():
    assert rlis(facts(poverty=children(200, 1_000), schools=schools((None, FULL)))).answer is UNKNOWN
    assert rlis(facts(poverty=children(199, 1_000), schools=schools((None, FULL)))).answer is NO
    assert rlis(facts(poverty=children(200, 1_000))).answer is UNKNOWN


def test_of_no_children_no_share_can_be_told():
    verdict = rlis(facts(poverty=children(0, 0), schools=schools((33, FULL))))

    assert verdict.answer is UNKNOWN
    assert verdict.steps[0].fact == (
        "0 of 0 children aged 5 to 17 in poverty in 2020 (Census SAIPE, school district estimates), "
        "of which no share can be told"
    )


def test_a_decision_of_the_state_has_no_bearing_on_rlis():
    known = {"poverty": children(200, 1_000), "schools": schools((31, FULL))}

    assert rlis(facts(**known, designation=DESIGNATED)).answer is NO


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
    ("attendance_year", "said"),
    [
        ("2024-25", "Average daily attendance 599.5 in 2024-25 (State records); below 600: yes"),
        ("2023-24", "Average daily attendance 599.5 in 2023-24 (State records); below 600: yes"),
        (
            "2022-23",
            "Enrollment 612 in 2023-24 (NCES CCD, agency membership), standing in for average daily attendance; "
            "below 600: no",
        ),
    ],
)
def test_nothing_stands_in_for_an_attendance_on_record_unless_it_is_older(attendance_year, said):
    figures = [
        ("2023-24", CCD, 612, None, None, None),
        (attendance_year, "State records", None, Decimal("599.5"), None, None),
    ]
    known = {"figures": figures, "schools": [SCHOOL], "designation": None}

    assert srsa(facts_from(known, school_year="2026-27")).steps[0].sentence == said


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
    with pytest.raises(LookupError, match="No rule is on record for school year 2016-17"):
        rule_in(rural.SRSA_RULES, "2016-17")


# --- in words


def test_srsa_shows_each_fact_beside_its_threshold():
    known = facts(
        enrollment=students(587),
        schools=schools((43, FULL), (43, EMPTY), (32, FULL), (41, None), (None, UNMEASURED)),
    )

    assert [step.sentence for step in srsa(known).steps] == [
        "Enrollment 587 in 2023-24 (NCES CCD, agency membership), standing in for average daily attendance; "
        "below 600: yes",
        "4 schools in Athens County (10 people per square mile), Vinton County (9.9 people per square mile), "
        "New County (density not on record); 1 school without a county on record, left out; "
        "all known counties below 10 people per square mile: no",
        "By its students or by the people around: yes",
        "1 of 4 schools with locale 32 (Town, distant), 1 of 4 schools with locale 41 (Rural, fringe), "
        "2 of 4 schools with locale 43 (Rural, remote); 1 school without a locale on record, left out; "
        "all known locales 41, 42 or 43: no",
        "No decision of the State is on record",
        "By the locale of its schools: no",
        "Small and rural: no",
    ]


def test_rlis_shows_each_fact_beside_its_threshold():
    known = facts(poverty=children(499, 2_500), schools=schools((33, FULL)))

    assert [step.sentence for step in rlis(known).steps] == [
        "499 of 2,500 children aged 5 to 17 in poverty in 2020 (Census SAIPE, school district estimates); "
        "at least 20% of children aged 5 to 17, not rounded: no",
        "1 of 1 school with locale 33 (Town, remote); all known locales 32, 33, 41, 42 or 43: yes",
        "Poor and rural: no",
    ]


def test_what_is_missing_is_said():
    assert [step.sentence for step in srsa(facts(schools=schools((None, None), (None, None)))).steps[:4]] == [
        "No enrollment is on record; below 600: unknown",
        "No county is on record for any of its 2 open schools; "
        "all known counties below 10 people per square mile: unknown",
        "By its students or by the people around: unknown",
        "No locale is on record for any of its 2 open schools; all known locales 41, 42 or 43: unknown",
    ]
    assert [step.sentence for step in rlis(facts()).steps] == [
        "No poverty estimate is on record; at least 20% of children aged 5 to 17, not rounded: unknown",
        "No open school is on record; all known locales 32, 33, 41, 42 or 43: unknown",
        "Poor and rural: unknown",
    ]


def test_a_decision_of_the_state_stands_with_its_day_its_officer_and_its_reason():
    steps = srsa(facts(enrollment=students(587), schools=schools((21, FULL)), designation=DESIGNATED)).steps

    assert [step.sentence for step in steps[4:]] == [
        "Rural, decided on 2026-08-03, recorded by Rae Officer: Its roads flood.: yes",
        "By decision of the State, before any locale: yes",
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
