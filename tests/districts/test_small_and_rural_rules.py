"""The federal rules of small and rural: thresholds on both sides, and what is unknown stays unknown."""

from decimal import Decimal

import pytest

from districts.rules.rural import (
    NO,
    UNKNOWN,
    YES,
    and_,
    or_,
    rlis,
    srsa,
)
from tests.districts.rural import (
    DESIGNATED,
    EMPTY,
    FULL,
    NOT_RURAL,
    RURAL_SCHOOL,
    UNMEASURED,
    children,
    facts,
    schools,
    students,
)

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


def test_a_district_of_many_students_is_small_where_every_school_is_in_a_sparse_county():
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


def test_without_children_no_percentage_can_be_computed():
    verdict = rlis(facts(poverty=children(0, 0), schools=schools((33, FULL))))

    assert verdict.answer is UNKNOWN
    assert verdict.steps[0].fact == (
        "0 of 0 children aged 5 to 17 in poverty in 2020 (Census SAIPE, school district estimates); "
        "a percentage can’t be computed"
    )


def test_a_decision_of_the_state_has_no_bearing_on_rlis():
    known = {"poverty": children(200, 1_000), "schools": schools((31, FULL))}

    assert rlis(facts(**known, designation=DESIGNATED)).answer is NO
