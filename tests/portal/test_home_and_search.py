"""The home page, search, and the answers when something goes wrong."""

import datetime

import pytest
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import Role
from consortia.models import ConsortiumAlias
from grants.models import Competition
from portal.home import views
from tests.factories import (
    ConsortiumFactory,
    ContractFactory,
    CountyFactory,
    DistrictFactory,
    MembershipFactory,
    RegionFactory,
    SchoolFactory,
    StateRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
# Session, user and roles, of a person who is signed in.
WHO = 3


def _round(name: str, *, opens: int, closes: int) -> Competition:
    now = timezone.now()
    return Competition.objects.create(
        name=name,
        slug=name.lower().replace(" ", "-"),
        opens_at=now + datetime.timedelta(days=opens),
        closes_at=now + datetime.timedelta(days=closes),
    )


def _links_of_navigation(client: Client) -> list[str]:
    return [item.label for item in client.get("/").context["NAVIGATION"]]


def test_the_home_page_counts_the_registry_and_names_the_open_round(client):
    SchoolFactory()
    DistrictFactory()
    ConsortiumFactory()
    _round("Innovation Fund 2026", opens=-3, closes=3)
    _round("Innovation Fund 2025", opens=-300, closes=-200)
    _round("Innovation Fund 2027", opens=200, closes=300)

    page = client.get("/")

    assert (page.context["districts"], page.context["schools"], page.context["consortia"]) == (2, 1, 1)
    assert [competition.name for competition in page.context["competitions"]] == ["Innovation Fund 2026"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_home_page_makes_four_queries(client, django_assert_num_queries, rows):
    SchoolFactory.create_batch(rows)
    ConsortiumFactory.create_batch(rows)
    for number in range(rows):
        _round(f"Round {number}", opens=-3, closes=3)

    with django_assert_num_queries(4):  # districts, schools, consortia, open rounds
        client.get("/")


def test_the_home_page_offers_the_reviews_only_to_people_with_access(client):
    assert client.get("/").context["offers_reviews"] is True  # after signing in

    client.force_login(UserFactory())
    assert client.get("/").context["offers_reviews"] is False

    client.force_login(StateRoleFactory(role=Role.AUDITOR).user)
    assert client.get("/").context["offers_reviews"] is True


def test_the_navigation_shows_each_person_what_is_theirs(client):
    public = ["Regions", "Districts", "Schools", "Consortia", "Funding rounds"]
    assert _links_of_navigation(client) == [*public, "Help"]

    client.force_login(StateRoleFactory(role=Role.GRANTS_OFFICER).user)
    assert _links_of_navigation(client) == ["My work", "Reviews", *public, "Help"]

    client.force_login(StateRoleFactory(role=Role.AUDITOR).user)
    assert _links_of_navigation(client) == ["My work", "Reviews", *public, "Audit log", "Help"]

    client.force_login(StateRoleFactory(role=Role.ADMINISTRATOR).user)
    assert _links_of_navigation(client) == [
        "My work", "Reviews", *public, "Imports", "Emails", "People", "Help",
    ]  # fmt: skip

    client.force_login(UserFactory())
    assert _links_of_navigation(client) == ["My work", *public, "Help"]


@pytest.mark.parametrize("role", ["", Role.GRANTS_OFFICER, Role.ADMINISTRATOR, Role.AUDITOR, Role.SCORER])
def test_every_link_of_the_navigation_opens_for_the_person_who_sees_it(client, role):
    if role:
        client.force_login(StateRoleFactory(role=role).user)

    answers = {item.url: client.get(item.url).status_code for item in client.get("/").context["NAVIGATION"]}

    assert set(answers.values()) == {200}, answers


def test_the_navigation_marks_the_page_and_the_pages_below_it(client):
    client.force_login(UserFactory())

    assert '<a href="/my/" aria-current="page">' in client.get("/my/").content.decode()
    assert "aria-current" not in client.get("/search/").content.decode().split("<main")[0].split("</nav>")[0]


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


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_makes_seven_queries(client, django_assert_num_queries, rows):
    SchoolFactory.create_batch(rows, name="Otter Run High School")
    for number in range(rows):
        MembershipFactory(
            consortium=ConsortiumFactory(name=f"Otter Circle {number}"),
            district=DistrictFactory(name=f"Otter {number}"),
        )
    client.force_login(UserFactory())

    # consortia with their purposes, districts, schools, the consortia of both; regions with counties, rounds, and
    # contracts; applications
    with django_assert_num_queries(7 + WHO):
        client.get("/search/", {"q": "otter"})


@pytest.mark.parametrize(
    "words", ["", " ", "x", "%", "otter\x00run", "\u202eotter", "'; DROP TABLE districts_district; --", "9" * 5000]
)
def test_a_search_for_anything_is_answered(client, words):
    assert client.get("/search/", {"q": words}).status_code == 200


def test_robots_and_the_favicon_are_served(client):
    robots = client.get("/robots.txt")

    assert robots["Content-Type"].startswith("text/plain")
    assert "Disallow: /applications/" in robots.content.decode()
    assert client.get("/favicon.ico").headers["Location"] == "/static/img/favicon.svg"


def test_a_page_that_does_not_exist_says_so_in_the_portals_own_look(client):
    page = client.get("/no-such-page/")

    assert page.status_code == 404
    assert "<h1>Page not found</h1>" in page.content.decode()


def test_a_stale_form_says_what_to_do_and_that_nothing_is_lost():
    client = Client(enforce_csrf_checks=True)

    page = client.post("/accounts/logout/")

    assert page.status_code == 403
    assert "everything you saved earlier is safe" in page.content.decode()


def test_a_fault_is_answered_without_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        fault = views.server_error(RequestFactory().get("/"))
        unread = views.bad_request(RequestFactory().get("/"), ValueError("no"))

    assert (fault.status_code, unread.status_code) == (500, 400)
    assert "This isn’t your fault" in fault.content.decode()


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
        ("2026-007", "/consortia/mill-creek/"),
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
    _round("Innovation Fund", opens=-3, closes=3)

    assert client.get("/search/", {"q": words}).headers["Location"] == address


def test_a_number_that_two_contracts_share_shows_both(client):
    for slug in ("one-circle", "other-circle"):
        ContractFactory(consortium=ConsortiumFactory(slug=slug), number="2026-007")

    page = client.get("/search/", {"q": "2026-007"})

    assert [hit.address for hit in page.context["exact"]] == ["/consortia/one-circle/", "/consortia/other-circle/"]


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
