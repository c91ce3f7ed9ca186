"""Names are found by parts, in any order, with the field's abbreviations written out or not, and by near miss."""

import pytest

from districts.models import District, School
from districts.reads.name_suggestions import similar_phrases
from districts.rules.name_search import likeness, similar_names, terms, words_in
from tests.factories import DistrictFactory, SchoolFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("otter run elem", "Otter Run Elementary School"),
        ("Otter Run Elementary", "OTTER RUN ELEM SCH"),
        ("elementary otter", "OTTER RUN ES"),
        ("otter hs", "Otter Run High School"),
        ("otter high school", "OTTER RUN HS"),
        ("ter ru", "Otter Run High School"),
        ("mill creek ms", "Mill Creek Middle School"),
        ("saint mary", "ST. MARYS SCHOOL"),
        ("st mary's", "Saint Marys School"),
        ("mt vernon", "Mount Vernon High School"),
        ("school no. 5", "SCHOOL 5"),
        ("school #5", "School No 5"),
        ("ps 12", "P.S. 12 Lafayette"),
        ("p.s. 12", "PS 12"),
        ("the school of the arts", "School of the Arts"),
        ("josé martí", "JOSE MARTI HIGH"),
        ("jr high", "Otter Run Junior High"),
    ],
)
def test_a_school_is_found_by(typed, name):
    school = SchoolFactory(name=name)
    assert list(School.objects.named(terms(typed))) == [school]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Mill Creek Loc", "Mill Creek Local School District"),
        ("mill creek lsd", "Mill Creek Local School District"),
        ("otter evsd", "Otter Run Exempted Village Schools"),
        ("ridge esc", "Ridge Rivers Educational Service Center"),
        ("cedar sd", "Cedar Gap School District"),
        ("cedar school district", "Cedar Gap SD"),
        ("athens county", "Athens Co Schools"),
    ],
)
def test_a_district_is_found_by(typed, name):
    district = DistrictFactory(name=name)
    assert list(District.objects.named(terms(typed))) == [district]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("otter ms", "Otter Systems High School"),  # a short word stands alone or not at all
        ("otter elem", "Otter Run High School"),
        ("st mary", "East Marys School"),
        ("!!!", "Otter Run High School"),
        ("%", "Otter Run High School"),
    ],
)
def test_a_school_is_not_found_by(typed, name):
    SchoolFactory(name=name)
    assert not School.objects.named(terms(typed))


def test_filler_words_are_left_out_unless_there_are_no_others():
    assert words_in("School of the Arts") == ["school", "arts"]
    assert words_in("The Of") == ["the", "of"]
    assert words_in("No. 5") == ["5"]


def test_likeness_is_one_for_the_same_words_and_little_for_others():
    assert likeness("otter run", "Otter Run High School") == 1
    assert likeness("oter run", "Otter Run High School") > 0.7
    assert likeness("oter run", "Cedar Gap School") < 0.2


def test_a_near_miss_is_asked_back_as_names_write_it():
    names = ["Otter Run High School", "Otter Run Elementary School", "Otsego Local", "Rush City"]
    assert similar_names("Oter Run", names) == ["Otter Run"]
    assert similar_names("zzz", names) == []
    assert similar_names("mil creek elementry", ["Mill Creek Elementary", "Mill Valley"]) == ["Mill Creek Elementary"]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["Qtter Run", "tOter Run", "Utter Rum", "tter Run"])
def test_a_name_is_asked_back_where_its_first_letters_are_wrong_too(typed, settings):
    settings.STATE_CODE = "OH"
    SchoolFactory(name="Otter Run High School")
    SchoolFactory(name="Cedar Gap School")

    assert similar_phrases(typed, School.objects.all()) == ["Otter Run"]


@pytest.mark.django_db
def test_nothing_is_asked_back_that_no_name_resembles():
    SchoolFactory(name="Otter Run High School")

    assert similar_phrases("Xylophone Zzz", School.objects.all()) == []


def test_of_thousands_of_names_the_nearest_is_asked_back():
    names = [f"Cedar Gap {number} Elementary School" for number in range(3_000)]

    assert similar_names("Qtter Rum", [*names, "Otter Run High School"]) == ["Otter Run"]
