"""E-rate: the discount matrix at each border, the consortium's simple average, and who enters a member's discount."""

import csv
import datetime
import io
from fractions import Fraction

import pytest
from django.test import Client

from accounts.models import Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from consortia.states import MemberRole
from districts.models import SchoolFigures
from purchasing.actions.erate import enter_rate, remove_rate
from purchasing.models import ErateRate
from purchasing.rules.erate import (
    SchoolMeals,
    consortium_discount,
    funding_year_of,
    is_rural,
    matrix_discount,
    matrix_discounts,
    nslp_percent,
    problems_with_rate,
    rounded_percent,
)
from tests.consortia.regions import words_of
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    SchoolFactory,
    StateRoleFactory,
    UserFactory,
)

NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 9, 14)


@pytest.mark.pure
@pytest.mark.parametrize(
    ("percent", "urban", "rural", "category_two"),
    [
        (0, 20, 25, 25), (1, 40, 50, 50), (19, 40, 50, 50), (20, 50, 60, 60), (34, 50, 60, 60), (35, 60, 70, 70),
        (49, 60, 70, 70), (50, 80, 80, 80), (74, 80, 80, 80), (75, 90, 90, 85), (100, 90, 90, 85),
    ],
)  # fmt: skip
def test_the_matrix_at_each_border(percent, urban, rural, category_two):
    assert matrix_discount(percent, rural=False, category=1) == urban
    assert matrix_discount(percent, rural=True, category=1) == rural
    assert matrix_discount(percent, rural=True, category=2) == category_two


@pytest.mark.pure
def test_what_isnt_known_gives_no_discount_or_both():
    assert matrix_discounts(None, rural=True, category=1) == []
    assert matrix_discounts(34, rural=None, category=1) == [50, 60]
    assert matrix_discounts(50, rural=None, category=1) == [80]
    assert matrix_discounts(34, rural=True, category=1) == [60]


@pytest.mark.pure
def test_half_a_percent_is_rounded_up():
    assert [rounded_percent(Fraction(value)) for value in ("19.4", "19.5", "0.4", "0.5")] == [19, 20, 0, 1]
    assert consortium_discount([80, 60, 60]) == 67
    assert consortium_discount([80, 60, 50, 60]) == 63
    assert consortium_discount([80, 60, 60, 49]) == 62
    assert consortium_discount([]) is None


@pytest.mark.pure
def test_eligible_students_are_counted_over_the_whole_district():
    # 60 + 10 of 200, and 50 x 1.6 = 80 of 100; a school without counts is left out.
    schools = [SchoolMeals(200, 60, 10, 40), SchoolMeals(100, None, None, 50), SchoolMeals(500, None, None, None)]
    assert nslp_percent(schools) == 50
    # 90 x 1.6 would be more students than there are.
    assert nslp_percent([SchoolMeals(100, None, None, 90)]) == 100
    assert nslp_percent([SchoolMeals(None, 5, 5, None)]) is None
    assert nslp_percent([]) is None


@pytest.mark.pure
@pytest.mark.parametrize(
    ("locales", "answer"),
    [
        ([41, 42, 11], True), ([43, 11], False), ([43, 33], None), ([43, 33, 42], True), ([21, 33], False),
        ([13, 32, 41, 32, 41], None), ([None], None), ([], None),
    ],
)  # fmt: skip
def test_a_district_is_rural_when_more_than_half_of_its_schools_are(locales, answer):
    assert is_rural(locales) is answer


@pytest.mark.pure
def test_a_discount_is_in_the_range_of_the_matrix():
    facts = {"funding_year": 2026, "on": TODAY}
    assert problems_with_rate(category_one=90, category_two=85, **facts) == []
    assert problems_with_rate(category_one=20, category_two=None, **facts) == []
    assert problems_with_rate(category_one=91, category_two=86, **facts) == [
        "Enter a category one discount from 20 to 90 percent.",
        "Enter a category two discount from 20 to 85 percent.",
    ]
    assert problems_with_rate(funding_year=2029, category_one=19, category_two=None, on=TODAY) == [
        "Enter a funding year from 1998 to 2028.",
        "Enter a category one discount from 20 to 90 percent.",
    ]
    assert [funding_year_of(datetime.date(2026, month, 1)) for month in (6, 7)] == [2025, 2026]


@pytest.fixture
def network():
    """A network of three districts: the lead's own 90, 60, and 50 percent; schools of the first are on record."""
    consortium = ConsortiumFactory(slug="mill-creek", name="Mill Creek Network")
    for number, (name, rate) in enumerate((("Otter Run", 90), ("Cedar Gap", 60), ("Ash Fork", 50)), 1):
        district = DistrictFactory(leaid=f"990000{number}", name=name)
        role = MemberRole.LEAD if number == 1 else MemberRole.MEMBER
        MembershipFactory(consortium=consortium, district=district, role=role, joins_on=datetime.date(2026, 7, 1))
        person = UserFactory(name=f"Head of {name}")
        AppointmentFactory(user=person, district=district)
        setattr(consortium, f"head_{number}", person)
        enter_rate(
            consortium=consortium, district=district, funding_year=2026, category_one=rate, category_two=None,
            source="Form 471, no. 1", by="load_sample", at=NOON,
        )  # fmt: skip
        if number == 1:
            first = district
    for locale in (41, 32):
        school = SchoolFactory(district=first, locale=locale)
        SchoolFigures.objects.create(
            school=school, school_year="2024-25", source="nces_search", enrollment=100, free_lunch=20, reduced_lunch=10
        )
    return consortium


@pytest.mark.django_db
def test_the_page_shows_the_average_and_who_gets_more_or_less(network, time_machine, django_assert_num_queries):
    time_machine.move_to(NOON)

    # The consortium, its members, open schools, meal counts, and discounts.
    with django_assert_num_queries(5):
        page = words_of(Client().get("/consortia/mill-creek/e-rate/").content.decode())

    assert (
        "Funding year 2026, category one The consortium’s discount is 67%: the average of 3 members on the application."
        in page
    )
    assert "2 members get more than they would alone. 1 member gets less." in page
    assert "Otter Run Include Otter Run 90% Form 471, no. 1. Entered by a registrar on Sep 14, 2026. −23 points" in page
    assert "50% or 60% 30% of students eligible (2024-25, 2 of 2 schools); urban or rural not known" in page
    two = words_of(
        Client().get("/consortia/mill-creek/e-rate/?chosen=1&member=9900002&member=9900003").content.decode()
    )
    assert "The consortium’s discount is 55%: the average of 2 members on the application." in two
    assert "No average" in words_of(Client().get("/consortia/mill-creek/e-rate/?chosen=1").content.decode())
    assert "No average" in words_of(Client().get("/consortia/mill-creek/e-rate/?year=2025").content.decode())
    assert Client().get("/consortia/mill-creek/e-rate/?year=x").status_code == 400
    file = b"".join(Client().get("/consortia/mill-creek/e-rate.csv").streaming_content).decode()
    rows = [(one["district"], one["category_one"], one["matrix"]) for one in csv.DictReader(io.StringIO(file))]
    assert rows == [("Ash Fork", "50", ""), ("Cedar Gap", "60", ""), ("Otter Run", "90", "50 or 60")]


@pytest.mark.django_db
def test_a_district_enters_its_own_discount_and_its_lead_cant_change_it(network, client, time_machine):
    time_machine.move_to(NOON)
    address, facts = "/consortia/mill-creek/e-rate/9900002/2027/", {"consortium": network, "at": NOON}
    client.force_login(network.head_2)
    wrong = words_of(client.post(address, {"category_one": "95", "source": "Decision"}).content.decode())
    assert "Enter a category one discount from 20 to 90 percent." in wrong

    answer = client.post(address, {"category_one": "80", "category_two": "80", "source": "Decision 7"}, follow=True)

    assert "The discount of Cedar Gap for 2027 is saved." in words_of(answer.content.decode())
    assert "80% Decision 7. Entered by the district on Sep 14, 2026." in words_of(answer.content.decode())
    rate = ErateRate.objects.get(funding_year=2027)
    assert (rate.category_one, rate.category_two, rate.entered_by) == (80, 80, "district")
    client.force_login(network.head_1)
    assert client.get(address).status_code == 403
    assert address not in client.get("/consortia/mill-creek/e-rate/?year=2027").content.decode()
    with pytest.raises(Refused, match="Cedar Gap entered this discount"):
        remove_rate(rate=rate, by=network.head_1, **facts)
    with pytest.raises(Refused, match="Only people of Cedar Gap"):
        remove_rate(rate=rate, by=network.head_3, **facts)
    # The lead enters what a member hasn't.
    assert (
        client.post("/consortia/mill-creek/e-rate/9900003/2027/", {"category_one": 50, "source": "x"}).status_code
        == 302
    )
    stranger = DistrictFactory(leaid="9900009", name="Dry Creek")
    with pytest.raises(Unready, match="Dry Creek isn’t a member"):
        enter_rate(
            district=stranger, funding_year=2027, category_one=50, category_two=None, source="x", by=network.head_1,
            **facts,
        )  # fmt: skip
    registrar = StateRoleFactory(user=UserFactory(), role=Role.REGISTRAR).user
    client.force_login(registrar)
    assert client.post(address, {"remove": "1"}).status_code == 302
    assert not ErateRate.objects.filter(district__leaid="9900002", funding_year=2027).exists()
    with pytest.raises(Unready, match="already removed"):
        remove_rate(rate=rate, by=registrar, **facts)
    events = [one for one in Entry.objects.order_by("number").values_list("event", flat=True) if "erate" in one]
    assert events[-3:] == ["erate.rate_entered", "erate.rate_entered", "erate.rate_removed"]
