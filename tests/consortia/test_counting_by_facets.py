"""The lists of districts and schools: every option shows a number that is true for what is shown."""

import datetime
import random
import re
from types import SimpleNamespace

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict
from django.test import Client

from accounts.models import Role
from consortia.actions.register import register_consortium, register_membership
from consortia.models import Consortium, ConsortiumPurpose
from consortia.states import ConsortiumStatus
from districts.actions.districts import register_district
from districts.actions.history import touch_registry
from districts.actions.rural import classify_districts
from districts.models import District, School
from portal.registry.lists import COUNTS_CACHE, ConsortiumList, DistrictList, SchoolList
from tests.factories import (
    ConsortiumFactory,
    CountyFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    MembershipFactory,
    RegionFactory,
    SchoolFactory,
    StateRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 9, 14)


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC), tick=False):
        yield


def a_list(kind, question, user=None):
    rows = {SchoolList: School, DistrictList: District, ConsortiumList: Consortium}[kind].objects
    user = user or AnonymousUser()
    return kind(QueryDict(question), rows.visible_to(user), request=SimpleNamespace(user=user), on=TODAY)


def numbers(kind, question, facet):
    """What the page shows of one facet: each label with its number."""
    panel = next(panel for panel in a_list(kind, question).panels if panel.facet.name == facet)
    return {option.label: option.count for option in panel.options}


def page(address):
    response = Client().get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def small_state():
    """Otter Run (rural, of a network) with three schools, Cedar (town) with one, and Far, whose county is not known."""
    southeast, west = RegionFactory(slug="southeast", name="Southeast"), RegionFactory(slug="west", name="West")
    athens = CountyFactory(fips="39009", name="Athens County", region=southeast)
    darke = CountyFactory(fips="39037", name="Darke County", region=west)
    network = ConsortiumFactory(slug="network", name="Valley Network")
    league = ConsortiumFactory(slug="league", name="League of Schools")
    otter = DistrictFactory(
        name="Otter Run Local", leaid="3900001", county=athens, locale=42, srsa="yes", rlis="unknown",
        confirmed_on=datetime.date(2026, 8, 1),
    )  # fmt: skip
    cedar = DistrictFactory(
        name="Cedar City Schools", leaid="3900002", county=darke, locale=32, srsa="no", rlis="no",
        confirmed_on=datetime.date(2024, 8, 1),
    )  # fmt: skip
    far = DistrictFactory(name="Far Charter", leaid="3900003", kind="charter", status="closed")
    of_otter = {"district": otter, "county": athens, "locale": 42, "kind": "regular"}
    SchoolFactory(
        name="Otter Elementary", ncessch="390000100001", level="elementary", first_grade=-1, last_grade=6, **of_otter
    )
    SchoolFactory(name="Otter High", ncessch="390000100002", level="high", first_grade=7, last_grade=12, **of_otter)
    # Its own location is not known: its district's county is used instead.
    SchoolFactory(name="Otter Online", ncessch="390000100003", district=otter, status="closed")
    in_cedar = SchoolFactory(
        name="Cedar High", ncessch="390000200001", district=cedar, county=darke, locale=32, level="high",
        first_grade=9, last_grade=12, kind="vocational",
    )  # fmt: skip
    SchoolFactory(name="Far School", ncessch="390000300001", district=far, first_grade=0, last_grade=5)
    MembershipFactory(consortium=network, district=otter)
    MembershipFactory(consortium=league, district=None, school=in_cedar)
    MembershipFactory(consortium=league, district=otter)
    MembershipFactory(consortium=network, district=cedar, leaves_on=datetime.date(2026, 6, 30))


@pytest.mark.usefixtures("small_state")
def test_without_a_filter_every_option_counts_every_school():
    assert numbers(SchoolList, "closed=yes", "region") == {"Southeast": 3, "West": 1, "Region not known": 1}
    assert numbers(SchoolList, "closed=yes", "county") == {"Athens County": 3, "Darke County": 1, "County not known": 1}
    assert numbers(SchoolList, "closed=yes", "consortium") == {"League of Schools": 4, "Valley Network": 3}
    assert numbers(SchoolList, "closed=yes", "member") == {"Yes, today": 4, "No": 1}
    assert numbers(SchoolList, "closed=yes", "srsa") == {"Yes": 3, "No": 1, "Unknown": 1}
    assert numbers(SchoolList, "closed=yes", "rlis") == {"Yes": 0, "No": 1, "Unknown": 4}
    level = numbers(SchoolList, "closed=yes", "level")
    assert (level["Elementary"], level["High"], level["Middle"], level["Level not known"]) == (1, 2, 0, 2)
    status = numbers(SchoolList, "closed=yes", "status")
    assert (status["Open"], status["Closed"], status["Merged"]) == (4, 1, 0)


@pytest.mark.usefixtures("small_state")
def test_a_school_counts_in_every_range_that_its_grades_overlap():
    # Otter Elementary PK-6, Otter High 7-12, Cedar High 9-12, Far School K-5, Otter Online not known
    assert numbers(SchoolList, "closed=yes", "grades") == {
        "Pre-K": 1, "Kindergarten to 5": 2, "6 to 8": 2, "9 to 12": 2, "Not known": 1,
    }  # fmt: skip
    assert "counted in every range" in page("/schools/?closed=yes")


@pytest.mark.usefixtures("small_state")
def test_a_place_counts_in_its_group_and_under_its_code():
    locale = numbers(SchoolList, "closed=yes", "locale")
    assert (locale["Rural"], locale["Rural, distant (42)"], locale["Rural, remote (43)"]) == (2, 2, 0)
    assert (locale["Town"], locale["Town, distant (32)"], locale["City"]) == (1, 1, 0)
    assert locale["Locale not known"] == 2


@pytest.mark.usefixtures("small_state")
def test_a_value_counts_what_the_other_facets_leave_and_not_its_own():
    # In the Southeast: elementary, high and the closed one; of high schools, one there and one in the West.
    assert a_list(SchoolList, "region=southeast&level=high&closed=yes").total == 1
    assert numbers(SchoolList, "region=southeast&level=high&closed=yes", "region") == {
        "Southeast": 1, "West": 1, "Region not known": 0,
    }  # fmt: skip
    level = numbers(SchoolList, "region=southeast&level=high&closed=yes", "level")
    assert (level["Elementary"], level["High"], level["Level not known"]) == (1, 1, 1)
    assert numbers(SchoolList, "region=southeast&level=high&closed=yes", "status")["Open"] == 1


@pytest.mark.usefixtures("small_state")
def test_two_values_of_one_facet_are_either_or():
    assert a_list(SchoolList, "level=high&level=elementary&closed=yes").total == 3
    assert a_list(SchoolList, "county=39009&county=39037&closed=yes").total == 4
    assert a_list(SchoolList, "grades=pre-k&grades=6-8&closed=yes").total == 2
    assert a_list(SchoolList, "locale=town&locale=42&closed=yes").total == 3
    assert a_list(SchoolList, "member=yes&member=no&closed=yes").total == 5


@pytest.mark.usefixtures("small_state")
def test_districts_count_by_the_same_facets():
    assert numbers(DistrictList, "closed=yes", "region") == {"Southeast": 1, "West": 1, "Region not known": 1}
    assert numbers(DistrictList, "closed=yes", "member") == {"Yes, today": 1, "No": 2}
    assert numbers(DistrictList, "closed=yes", "consortium") == {"League of Schools": 1, "Valley Network": 1}
    assert numbers(DistrictList, "closed=yes", "confirmed") == {
        "In the last year": 1,
        "More than a year ago": 1,
        "Never": 1,
    }
    assert numbers(DistrictList, "member=no&closed=yes", "kind")["Local district"] == 1
    assert numbers(DistrictList, "member=no&closed=yes", "kind")["Charter agency"] == 1
    assert [row.leaid for row in a_list(DistrictList, "member=yes").qs] == ["3900001"]


def test_a_facet_of_single_values_adds_up_to_the_list(small_state):
    single = {"region", "county", "member", "level", "kind", "srsa", "rlis", "status", "confirmed"}
    for question in ("closed=yes", "locale=rural&closed=yes", "consortium=network&closed=yes", "q=otter"):
        found = a_list(SchoolList, question)
        sums = {panel.facet.name: sum(option.count for option in panel.options) for panel in found.panels}
        assert {name: total for name, total in sums.items() if name in single} == dict.fromkeys(single, found.total)


@pytest.mark.parametrize("kind", [SchoolList, DistrictList])
@pytest.mark.parametrize("seed", range(4))
def test_with_any_filters_each_count_is_the_number_of_rows_behind_its_link(kind, seed):
    rng = random.Random(seed)
    _random_state(rng)
    for _ in range(8):
        question = _random_question(rng, kind)
        found = a_list(kind, question)
        assert found.qs.count() == found.total, question
        for panel in found.panels:
            if panel.facet.name == "consortium" and panel.typed is not None:
                continue
            for option in rng.sample(panel.options, min(4, len(panel.options))):
                other = QueryDict(question, mutable=True)
                other.setlist(panel.facet.name, [option.value])
                alone = a_list(kind, other.urlencode())
                # The place that is chosen may stand for its state; the others are counted there.
                if alone.scope != found.scope:
                    continue
                assert alone.qs.count() == option.count, f"{question}: {panel.facet.name}={option.value}"


def _random_state(rng):
    states = rng.sample(["OH", "KY"], rng.choice([1, 2]))
    regions = [RegionFactory(state=state) for state in states for _ in range(2)]
    counties = [
        CountyFactory(state=region.state, region=rng.choice([region, None])) for region in regions for _ in range(2)
    ]
    consortia = [ConsortiumFactory(state=rng.choice(states)) for _ in range(3)]
    maybe = [datetime.date(2026, 3, 1), datetime.date(2020, 3, 1), None]
    for _ in range(12):
        district = DistrictFactory(
            state=rng.choice(states), county=rng.choice([*counties, None]), kind=rng.choice(["local", "charter"]),
            srsa=rng.choice(["yes", "no", "unknown"]), rlis=rng.choice(["yes", "no", "unknown"]),
            locale=rng.choice([11, 41, None]), status=rng.choice(["open", "closed"]), confirmed_on=rng.choice(maybe),
        )  # fmt: skip
        for consortium in rng.sample(consortia, rng.choice([0, 0, 1, 2])):
            MembershipFactory(district=district, consortium=consortium)
        for _ in range(rng.choice([0, 1, 3])):
            first = rng.choice([-1, 0, 5, 7, 9, None])
            school = SchoolFactory(
                district=district, state=district.state, county=rng.choice([*counties, None]), first_grade=first,
                last_grade=None if first is None else rng.choice([first, 12]), level=rng.choice(["", "high", "middle"]),
                kind=rng.choice(["", "regular"]), locale=rng.choice([11, 41, 43, None]),
                status=rng.choice(["open", "future", "merged"]), confirmed_on=rng.choice(maybe),
            )  # fmt: skip
            if rng.random() < 0.2:
                MembershipFactory(district=None, school=school, consortium=rng.choice(consortia))


def _random_question(rng, kind):
    whole = a_list(kind, rng.choice(["", "state=OH", "state=KY"]))
    question = QueryDict(mutable=True)
    if whole.chosen_state:
        question["state"] = whole.chosen_state
    if rng.random() < 0.2:
        question["q"] = "1"
    if rng.random() < 0.3:
        question["closed"] = "yes"
    for panel in rng.sample(whole.panels, rng.choice([0, 1, 2, 3])):
        values = [option.value for option in panel.options]
        if values:
            question.setlist(panel.facet.name, rng.sample(values, rng.choice([1, min(2, len(values))])))
    return question.urlencode()


# --- places and states


@pytest.mark.usefixtures("small_state")
def test_a_registry_of_one_state_does_not_ask_for_a_state():
    assert 'name="state"' not in page("/schools/")
    CountyFactory(fips="21001", name="Adair County", state="KY")
    assert 'name="state"' in page("/schools/")


def test_with_several_states_places_are_offered_within_the_one_chosen():
    DistrictFactory(county=CountyFactory(fips="39009", name="Athens County", state="OH"))
    DistrictFactory(county=CountyFactory(fips="21001", name="Adair County", state="KY"), state="KY")
    assert "Athens County</span>" not in page("/districts/")
    assert numbers(DistrictList, "state=OH", "county") == {"Athens County": 1, "County not known": 0}


def test_an_office_across_the_border_is_counted_where_it_is():
    DistrictFactory(county=CountyFactory(fips="39009", name="Athens County", state="OH"))
    across = CountyFactory(fips="54107", name="Wood County", state="WV")
    DistrictFactory(county=across, state="OH")
    assert numbers(DistrictList, "state=OH", "county") == {
        "Athens County": 1, "Wood County, WV": 1, "County not known": 0,
    }  # fmt: skip
    assert a_list(DistrictList, "county=54107").total == 1


def test_members_of_other_states_are_found_under_their_consortium():
    CountyFactory(state="OH")
    league = ConsortiumFactory(slug="league", state="OH")
    MembershipFactory(consortium=league, district=DistrictFactory(state="KY", leaid="2100001"))
    MembershipFactory(consortium=league, district=DistrictFactory(state="OH", leaid="3900001"))
    assert a_list(DistrictList, "consortium=league").total == 2
    assert a_list(DistrictList, "consortium=league&state=OH").total == 1


# --- selected filters, and how they are removed


@pytest.mark.usefixtures("small_state")
def test_selected_filters_are_listed_above_the_list_as_links_that_remove_them():
    text = page("/schools/?region=southeast&level=high&q=otter")
    assert "Region: Southeast" in text
    assert 'href="/schools/?q=otter&amp;level=high"' in text
    assert 'href="/schools/?q=otter&amp;region=southeast"' in text
    assert "Clear all" in text
    assert "Clear all" not in page("/schools/")


@pytest.mark.usefixtures("small_state")
def test_the_schools_of_one_district_are_called_by_its_name():
    found = a_list(SchoolList, "district=3900001&level=high")
    assert (found.total, [chip.value for chip in found.chips]) == (1, ["Otter Run Local", "High"])
    assert '<input type="hidden" name="district" value="3900001">' in page("/schools/?district=3900001")


@pytest.mark.usefixtures("small_state")
def test_selected_values_are_checked_and_their_facet_is_open():
    text = page("/schools/?level=high")
    assert re.search(r'name="level" value="high" checked', text)
    assert re.search(r'id="facet-level" open', text)
    assert not re.search(r'id="facet-status" open', text)


@pytest.mark.usefixtures("small_state")
def test_a_county_used_as_a_region_is_a_county():
    found = a_list(SchoolList, "region=county-39009&closed=yes")
    assert found.total == 3
    assert [chip.label for chip in found.chips] == ["County"]


@pytest.mark.parametrize("question", ["level=castle", "region=nowhere", "county=%00", "member=perhaps", "grades=13"])
def test_an_unknown_value_finds_nothing_and_stays_visible(small_state, question):
    found = a_list(SchoolList, question)
    assert (found.total, found.qs.count(), len(found.chips)) == (0, 0, 1)
    assert "No schools match your filters" in page(f"/schools/?{question}")


# --- what is kept


def test_counts_are_cached_until_the_registry_changes(monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(COUNTS_CACHE, "is_on", True)
    DistrictFactory(county=CountyFactory())
    touch_registry()
    assert "1 district<" in page("/districts/")
    with django_assert_num_queries(3):  # the revision, the 50 with their enrollments, their memberships
        page("/districts/")
    DistrictFactory()
    touch_registry()
    assert "2 districts<" in page("/districts/")


def test_a_change_of_the_registry_is_counted_at_once(monkeypatch):
    monkeypatch.setattr(COUNTS_CACHE, "is_on", True)
    CountyFactory()
    touch_registry()
    said = {"by": "tests", "at": datetime.datetime(2026, 9, 14, 12, tzinfo=datetime.UTC)}
    assert a_list(DistrictList, "").total == 0

    district = register_district(leaid="3900001", name="Otter Run Local", state="OH", kind="local", **said)
    assert numbers(DistrictList, "", "srsa") == {"Yes": 0, "No": 0, "Unknown": 1}
    consortium = register_consortium(name="Valley Network", state="OH", purposes=["purchasing"], **said)
    assert a_list(ConsortiumList, "purpose=purchasing").total == 1
    assert numbers(DistrictList, "", "member")["Yes, today"] == 0
    register_membership(consortium=consortium, district=district, **said)
    assert numbers(DistrictList, "", "consortium") == {"Valley Network": 1}
    DistrictFiguresFactory(district=district, enrollment=900)
    SchoolFactory(district=district, locale=11)
    classify_districts(**said)
    assert numbers(DistrictList, "", "srsa") == {"Yes": 0, "No": 1, "Unknown": 0}


def test_a_proposal_is_counted_only_for_those_involved(monkeypatch):
    monkeypatch.setattr(COUNTS_CACHE, "is_on", True)
    CountyFactory()
    touch_registry()
    proposal = ConsortiumFactory(name="Secret Circle", slug="secret", status=ConsortiumStatus.PROPOSED)
    MembershipFactory(consortium=proposal)
    registrar = StateRoleFactory(role=Role.REGISTRAR).user

    assert numbers(DistrictList, "", "member") == {"Yes, today": 0, "No": 1}
    assert "Secret Circle" not in page("/districts/?consortium=secret")
    assert a_list(DistrictList, "consortium=secret").total == 0
    assert a_list(DistrictList, "consortium=secret", registrar).total == 1
    assert a_list(DistrictList, "consortium=secret", UserFactory()).total == 0


# --- consortia


def test_consortia_count_by_purpose_form_state_region_and_status():
    southeast = RegionFactory(slug="southeast", name="Southeast")
    county = CountyFactory(region=southeast)
    CountyFactory(state="KY")
    network = ConsortiumFactory(legal_form="nonprofit")
    ConsortiumPurpose.objects.create(consortium=network, purpose="purchasing")
    ConsortiumPurpose.objects.create(consortium=network, purpose="vocational")
    ConsortiumFactory(state="KY", status="dissolved", ended_on=TODAY)
    MembershipFactory(consortium=network, district=DistrictFactory(county=county))

    purposes = numbers(ConsortiumList, "closed=yes", "purpose")
    assert (purposes["Purchasing"], purposes["Vocational education"], purposes["Not known"]) == (1, 1, 1)
    assert numbers(ConsortiumList, "closed=yes", "state") == {"KY": 1, "OH": 1}
    assert numbers(ConsortiumList, "state=OH", "region") == {"Southeast": 1}
    assert numbers(ConsortiumList, "closed=yes", "form")["Nonprofit organization"] == 1
    assert numbers(ConsortiumList, "closed=yes", "status")["Dissolved"] == 1
    for question, total in (("purpose=purchasing", 1), ("purpose=unknown", 0),
                            ("purpose=unknown&closed=yes", 1), ("region=southeast", 1), ("state=KY&closed=yes", 1),
                            ("state=KY&state=OH", 1), ("form=nonprofit&status=dissolved", 0)):  # fmt: skip
        found = a_list(ConsortiumList, question)
        assert (found.total, found.qs.count()) == (total, total), question
