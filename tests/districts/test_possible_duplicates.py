"""Which districts may be duplicates."""

import time

import pytest

from districts.rules.duplicates import (
    DistrictEntry,
    district_stem,
    likely_duplicate_districts,
    phone_digits,
    plain_address,
)


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("Mill Creek Local School District", "mill creek"),
        ("MILL CREEK LOCAL", "mill creek"),
        ("Mill-Creek Exempted Village School District", "mill creek"),
        ("St. Clair & Sons Public Schools", "st clair and sons"),
        ("Peña ISD", "pena"),
        ("Local", "local"),
    ],
)
def test_a_name_without_its_ending(name, stem):
    assert district_stem(name) == stem


def test_telephone_numbers_and_addresses_are_brought_into_one_form():
    assert phone_digits("(740) 555-0100") == phone_digits("1-740-555-0100") == "7405550100"
    assert phone_digits("555-0100") == ""
    assert plain_address("12 North Main Street", "Harlan") == plain_address("12 N. Main St.", "HARLAN")
    assert plain_address("", "Harlan") == ""


def test_one_name_in_one_county_is_likely_one_district():
    rows = [
        DistrictEntry("9900001", "Mill Creek Local School District", county="39001"),
        DistrictEntry("9900002", "Mill Creek Local", county="39001"),
    ]

    (pair,) = likely_duplicate_districts(rows)

    assert (pair.first.key, pair.second.key) == ("9900001", "9900002")
    assert pair.reasons == ("same name, apart from endings and capitalization",)


def test_one_name_in_two_counties_is_two_districts_and_one_without_a_county_may_be_either():
    green_one = DistrictEntry("9900001", "Green Local", county="39001")
    green_two = DistrictEntry("9900002", "Green Local", county="39002")
    placeless = DistrictEntry("9900003", "Green Local School District")

    assert likely_duplicate_districts([green_one, green_two]) == []
    assert [(p.first.key, p.second.key) for p in likely_duplicate_districts([green_one, green_two, placeless])] == [
        ("9900001", "9900003"),
        ("9900002", "9900003"),
    ]


def test_a_shared_building_is_not_enough_without_a_word_of_the_name():
    office = {"street": "1 Main St", "city": "Harlan", "phone": "740-555-0100"}
    agency, tenant = (
        DistrictEntry("9900001", "Tri-County ESC", **office),
        DistrictEntry("9900002", "Otter Run Local", **office),
    )
    double = DistrictEntry("9900003", "Otter Run Schools of Harlan", **office)

    assert likely_duplicate_districts([agency, tenant]) == []
    (pair,) = likely_duplicate_districts([agency, tenant, double])
    assert pair.reasons == ("same phone number, 740-555-0100", "same address, 1 Main St, Harlan")


def test_the_same_state_id_is_enough_and_pairs_with_more_reasons_come_first():
    rows = [
        DistrictEntry("9900001", "Otter Run", state_id="OH-1"),
        DistrictEntry("9900002", "Wolf Pen", state_id="OH-1"),
        DistrictEntry("9900003", "Zane Landing", state_id="OH-2"),
        DistrictEntry("9900004", "Zane Landing Local", state_id="oh 2"),
    ]

    pairs = likely_duplicate_districts(rows)

    assert [(p.first.key, len(p.reasons)) for p in pairs] == [("9900003", 2), ("9900001", 1)]


def test_a_number_that_a_whole_state_uses_names_nobody():
    rows = [DistrictEntry(f"99{n:05d}", f"Creek {n}", phone="800-555-0100") for n in range(20)]

    assert likely_duplicate_districts(rows) == []


def test_a_city_and_a_local_district_of_one_name_are_two():
    city, local = (
        DistrictEntry("9900001", "Canton City", county="39151"),
        DistrictEntry("9900002", "Canton Local", county="39151"),
    )
    plain_one = DistrictEntry("9900003", "Canton School District", county="39151")

    assert likely_duplicate_districts([city, local]) == []
    assert len(likely_duplicate_districts([city, local, plain_one])) == 2


def test_charter_schools_in_one_building_are_not_alike_for_words_that_all_of_them_have():
    office = {"street": "1 Main St", "city": "Harlan"}

    assert (
        likely_duplicate_districts(
            [
                DistrictEntry("9900001", "Icarus Charter Academy", **office),
                DistrictEntry("9900002", "Delta Academy", **office),
            ]
        )
        == []
    )


def test_twenty_thousand_districts_are_compared_in_a_second():
    rows = [
        DistrictEntry(
            f"39{number:05}",
            f"Bell{number // 2} {'Local' if number % 2 else 'Local School District'}",
            phone=f"614{number % 5000:07}",
            street=f"{number} North Main Street",
            city="Columbus",
            county="39049",
        )
        for number in range(20_000)
    ]

    started = time.process_time()
    pairs = likely_duplicate_districts(rows)

    assert len(pairs) == 10_000
    assert time.process_time() - started < 20  # with room for a busy machine; all pairs would take an hour
