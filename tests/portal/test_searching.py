"""Search: exact IDs, parts of names, former names, and similar ones."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import Role
from consortia.models import ConsortiumAlias, ConsortiumChange
from grants.models import Competition
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    ContractFactory,
    CountyFactory,
    DistrictFactory,
    MembershipFactory,
    RegionFactory,
    SchoolFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db
# Session, user and roles, of a person who is signed in.
WHO = 3


@pytest.mark.parametrize(
    ("words", "address"),
    [("9900001", "/districts/9900001/"), (" 990000100001 ", "/schools/990000100001/")],
)
def test_an_exact_id_leads_to_its_page(client, words, address):
    SchoolFactory(ncessch="990000100001", district=DistrictFactory(leaid="9900001"))

    assert client.get("/search/", {"q": words}).headers["Location"] == address


def test_an_id_that_lost_its_zero_finds_nothing_rather_than_a_guess(client):
    DistrictFactory(leaid="0900001", name="Otter Run")

    page = client.get("/search/", {"q": "900001"})

    assert page.status_code == 200
    assert "No results for" in page.content.decode()


def test_part_of_a_name_finds_districts_schools_and_consortia_in_upper_or_lower_case(client):
    district = DistrictFactory(name="Otter Run Local")
    school = SchoolFactory(name="Otter Run High School", district=district)
    consortium = ConsortiumFactory(name="Otter Valley Network")
    DistrictFactory(name="Cedar Gap")

    groups = client.get("/search/", {"q": "oTTer"}).context["groups"]

    assert [(group.label, [hit.name for hit in group.hits]) for group in groups] == [
        ("Consortia", [consortium.name]),
        ("Districts", [district.name]),
        ("Schools", [school.name]),
    ]


def test_a_search_shows_ten_of_a_kind_and_says_that_there_are_more(client):
    DistrictFactory.create_batch(10, name="Otter Run")
    assert client.get("/search/", {"q": "otter"}).context["groups"][0].has_more is False

    DistrictFactory(name="Otter Run")
    group = client.get("/search/", {"q": "otter"}).context["groups"][0]

    assert (len(group.hits), group.has_more) == (10, True)


def test_a_consortium_is_found_by_a_former_name_which_is_shown(client):
    consortium = ConsortiumFactory(name="Ridge Alliance", state="OH")
    ConsortiumFactory(name="Elsewhere")
    change = {"consortium": consortium, "field": "name", "recorded_at": timezone.now()}
    ConsortiumChange.objects.create(
        old="Mill Creek Network", new="Ridge Alliance", holds_from=datetime.date(2026, 7, 1), **change
    )
    hits = client.get("/search/", {"q": "creek mill"}).context["groups"][0].hits

    assert [(hit.name, hit.about) for hit in hits] == [("Ridge Alliance", "OH, formerly Mill Creek Network")]
    assert client.get("/search/", {"q": "ridge"}).context["groups"][0].hits[0].about == "OH"


def test_a_former_name_of_a_proposal_tells_strangers_nothing(client):
    proposal = ConsortiumFactory(name="Ridge Alliance", status="proposed")
    change = {"consortium": proposal, "field": "name", "recorded_at": timezone.now()}
    ConsortiumChange.objects.create(
        old="Mill Creek Network", new="Ridge Alliance", holds_from=datetime.date(2026, 7, 1), **change
    )
    assert client.get("/search/", {"q": "mill creek"}).context["groups"] == []


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_makes_eight_queries(client, django_assert_num_queries, rows):
    SchoolFactory.create_batch(rows, name="Otter Run High School")
    for number in range(rows):
        MembershipFactory(
            consortium=ConsortiumFactory(name=f"Otter Circle {number}"),
            district=DistrictFactory(name=f"Otter {number}"),
        )
    client.force_login(AppointmentFactory().user)

    # consortia with their purposes, districts, schools, the consortia of both; regions with counties, rounds, and
    # contracts; applications, which a reader who is appointed nowhere has none of; where the reader is appointed
    with django_assert_num_queries(8 + WHO):
        client.get("/search/", {"q": "otter"})


@pytest.mark.parametrize(
    "words", ["", " ", "x", "%", "otter\x00run", "\u202eotter", "'; DROP TABLE districts_district; --", "9" * 5000]
)
def test_a_search_for_anything_is_answered(client, words):
    assert client.get("/search/", {"q": words}).status_code == 200


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("39009", "/regions/county-39009/"),
        ("county-39009", "/regions/county-39009/"),
        ("WA-14005", "/districts/9900001/"),
        ("wa-14005", "/districts/9900001/"),
        ("043489", "/schools/990000100001/"),  # the state's letters left out
        ("north-west", "/regions/north-west/"),
        ("mill-creek", "/consortia/mill-creek/"),
        ("old-mill", "/consortia/mill-creek/"),
        ("http://localhost:8000/consortia/mill-creek/?x=1", "/consortia/mill-creek/"),
        ("/schools/990000100001/", "/schools/990000100001/"),
        ("2026-007", "/contracts/2026-007/?consortium=mill-creek"),
        ("innovation-fund", "/competitions/innovation-fund/"),
        ("/competitions/innovation-fund/", "/competitions/innovation-fund/"),
    ],
)
def test_words_that_identify_one_record_lead_to_its_page(client, words, address):
    SchoolFactory(
        ncessch="990000100001", district=DistrictFactory(leaid="9900001", state_id="WA-14005"), state_id="OH-043489"
    )
    CountyFactory(fips="39009")
    RegionFactory(slug="north-west")
    consortium = ConsortiumFactory(slug="mill-creek")
    ConsortiumAlias.objects.create(slug="old-mill", consortium=consortium)
    ContractFactory(consortium=consortium, number="2026-007")
    now, days = timezone.now(), datetime.timedelta(days=3)
    Competition.objects.create(
        name="Innovation Fund", slug="innovation-fund", opens_at=now - days, closes_at=now + days
    )

    assert client.get("/search/", {"q": words}).headers["Location"] == address


def test_a_number_that_two_contracts_share_shows_both(client):
    for slug in ("one-circle", "other-circle"):
        ContractFactory(consortium=ConsortiumFactory(slug=slug), number="2026-007")

    page = client.get("/search/", {"q": "2026-007"})

    assert [hit.address for hit in page.context["exact"]] == [
        "/contracts/2026-007/?consortium=one-circle",
        "/contracts/2026-007/?consortium=other-circle",
    ]


def test_a_proposal_is_found_only_by_people_who_may_see_it(client):
    proposal = ConsortiumFactory(name="Otter Circle", slug="otter-circle", status="proposed")
    ContractFactory(consortium=proposal, number="2026-007", title="Otter platform")
    for words in ("otter-circle", "2026-007", "Otter", "Oter Circle"):
        page = client.get("/search/", {"q": words})
        assert page.status_code == 200
        assert (page.context["groups"], page.context["exact"], page.context["suggestions"]) == ([], [], []), words

    client.force_login(StateRoleFactory(role=Role.REGISTRAR).user)
    assert client.get("/search/", {"q": "otter-circle"}).headers["Location"] == "/consortia/otter-circle/"


def test_places_and_contracts_are_found_by_name(client):
    CountyFactory(name="Otter County")
    RegionFactory(name="Otter Valley Region")
    ContractFactory(title="Otter learning platform")

    groups = client.get("/search/", {"q": "otter"}).context["groups"]

    assert [(group.label, len(group.hits)) for group in groups] == [("Regions and counties", 2), ("Contracts", 1)]


def test_names_that_begin_with_the_words_come_first(client):
    for name in ("East Otter Run Local", "Otter Run Local"):
        DistrictFactory(name=name)

    groups = client.get("/search/", {"q": "otter run"}).context["groups"]

    assert [hit.name for hit in groups[0].hits] == ["Otter Run Local", "East Otter Run Local"]


@pytest.mark.parametrize(
    ("typed", "suggested"), [("Oter Run", ["Otter Run"]), ("Ottre Rn", ["Otter Run"]), ("zzzz", [])]
)
def test_similar_names_are_suggested(client, typed, suggested):
    DistrictFactory(name="Otter Run Local School District")
    SchoolFactory(name="Otter Run High School", district=DistrictFactory(name="Cedar Gap"))

    page = client.get("/search/", {"q": typed})

    assert [words for words, _ in page.context["suggestions"]] == suggested
    if suggested:
        assert "Did you mean" in page.content.decode()
        assert 'href="/search/?q=Otter+Run"' in page.content.decode()
        assert client.get("/schools/", {"q": typed}).context["list"].suggestions == [
            ("Otter Run", "/schools/?q=Otter+Run")
        ]
