"""Five real consortia as far as sources tell of them, entered and asked as people would.

Real names stand here with sourced facts only: the source is beside each fact. Where a scenario needs districts of
which no source gives the name, invented ones stand in (“Invented Hollow 3”), and the tests say so. What no source
says is unknown in the register, never a number.
"""

import csv
import datetime
import io

import pytest
import time_machine
from django.test import Client

from changes.actions.change_set import digest_of_preview
from consortia.actions.guided_changes import merge_district, preview_merger_of_district
from consortia.actions.lineage import link_consortia, state_total
from consortia.actions.register import register_consortium, register_membership
from consortia.models import AuthorityDocument, Consortium, Membership
from districts.actions.districts import register_component
from districts.models import District, School
from exchange.actions.services import agree_year, copy_year_forward, register_service
from exchange.models import Service
from tests.factories import DistrictFactory, SchoolFactory, ServiceAgencyFactory, StateRoleFactory

pytestmark = pytest.mark.django_db
DAY = datetime.date
NOON = datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC)
BY_TESTS = {"by": "tests", "at": NOON}


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


def page(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def rows(address: str) -> list[dict[str, str]]:
    answer = Client().get(address)
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def a_consortium(name: str, state: str, **known: object) -> Consortium:
    return register_consortium(name=name, state=state, **known, **BY_TESTS)


def joins(
    consortium: Consortium,
    name: str,
    on: DAY | None = None,
    *,
    state: str = "OH",
    role: str = "member",
    at: datetime.datetime = NOON,
) -> Membership:
    district = District.objects.filter(name=name).first() or DistrictFactory(name=name, state=state)
    return register_membership(
        consortium=consortium, district=district, joins_on=on, role=role, status="confirmed", by="tests", at=at
    )


# --- Ohio Appalachian Collaborative: 21 districts, 20 of them in a network of 27

# Found by name, 10 of the 27: theintelligencer.net, mariettatimes.com. A full list was not found.
NAMED = [
    "Northern Local", "Wolf Creek Local", "Belpre City", "Fort Frye Local", "Warren Local", "Morgan Local",
    "Noble Local", "Switzerland of Ohio Local", "Barnesville Exempted Village", "Maysville Local",
]  # fmt: skip


@pytest.fixture
def appalachian() -> tuple[Consortium, Consortium]:
    """Both as the sources tell. On which day the network began no source says."""
    collaborative = a_consortium("Ohio Appalachian Collaborative", "OH")
    network = a_consortium("OAC Personalized Learning Network", "OH")
    for name in NAMED:
        joins(network, name, role="lead" if name == "Northern Local" else "member")
    woub = "woub.org, July 8, 2012, of the school year 2009-10"
    stated = {"consortium": collaborative, "on": DAY(2009, 7, 1), "members": 21, "schools": 74, "students": 34_000}
    state_total(**stated, source=woub, **BY_TESTS)
    funded = {"consortium": network, "on": DAY(2013, 7, 1), "members": 27, "students": 48_000}
    state_total(**funded, source="mariettatimes.com, of the state budget year 2013-14", **BY_TESTS)
    link = {"earlier": collaborative, "later": network, "kind": "grew_out_of", "carried": 20}
    link_consortia(**link, source="mariettatimes.com: 20 of the original and 7 more", **BY_TESTS)
    return collaborative, network


def test_twenty_of_the_twenty_one_appalachian_districts_are_in_the_network_of_twenty_seven_as_the_source_states(
    appalachian,
):
    for consortium in appalachian:
        text = page(f"/consortia/{consortium.slug}/lineage/")

        assert "20 of its 21 members carried over into a network of 27 (7 new)." in text
        assert "Reported by the source, not counted from rosters." in text
        assert "Members known by name: 0 of 21 and 10 of 27." in text


def test_the_roster_of_the_network_has_the_ten_names_that_were_found_and_says_that_seventeen_are_missing(appalachian):
    _, network = appalachian

    text = page(f"/consortia/{network.slug}/members/?on=2014-07-01")

    assert "We know 10 of its 27 members by name on this date." in text
    assert "mariettatimes.com" in text
    assert "48,000 students" in text
    assert [row["name"] for row in rows(f"/consortia/{network.slug}/members.csv?on=2014-07-01")] == [
        "Northern Local", *sorted(NAMED[1:]),
    ]  # fmt: skip


def test_the_collaborative_had_seventy_four_schools_and_none_of_its_members_is_known_by_name(appalachian):
    collaborative, _ = appalachian

    text = page(f"/consortia/{collaborative.slug}/members/?on=2010-01-01")

    assert "We know none of its 21 members by name on this date." in text
    assert "74 schools and 34,000 students" in text


def test_an_invented_twin_of_which_every_member_is_known_is_counted_from_its_rosters():
    collaborative = a_consortium("Invented Hollows Collaborative", "OH", formed_on=DAY(2009, 7, 1))
    network = a_consortium("Invented Hollows Network", "OH", formed_on=DAY(2014, 7, 1))
    for number in range(21):
        joins(collaborative, f"Invented Hollow {number}", DAY(2009, 7, 1))
    for number in [*range(20), *range(21, 28)]:
        joins(network, f"Invented Hollow {number}", DAY(2014, 7, 1))
    link = {"earlier": collaborative, "later": network, "kind": "grew_out_of", "on": DAY(2014, 7, 1)}
    link_consortia(**link, **BY_TESTS)

    text = page("/consortia/invented-hollows-network/lineage/")

    assert "20 of its 21 members carried over into a network of 27 (7 new)." in text
    assert "Counted from the rosters of June 30, 2014 and July 1, 2014." in text


# --- League of Innovative Schools: schools of several states, letters of commitment

# Vermont members by name: newenglandssc.org. Of the other states no member was found by name: theirs are invented.
VERMONT = [
    "Harwood Union", "Lake Region Union High School", "Otter Valley Union High School", "Twinfield Union",
    "Williamstown Middle High School",
]  # fmt: skip


@pytest.fixture
def league() -> Consortium:
    """Founded in 2011, 56 schools in 2013 (newenglandssc.org/league, eschoolnews.com)."""
    consortium = a_consortium("League of Innovative Schools", "VT")
    schools = [(name, "VT") for name in VERMONT]
    schools += [("Invented Hollow High School", "NH"), ("Invented Bay High School", "ME")]
    for name, state in schools:
        school = SchoolFactory(name=name, state=state, district__state=state)
        line = register_membership(
            consortium=consortium, school=school, joins_on=None, status="confirmed",
            authority="Letter of commitment of superintendent, principal, leadership team and board chair", **BY_TESTS,
        )  # fmt: skip
        _letter(line)
    total = {"consortium": consortium, "on": DAY(2013, 1, 1), "members": 56}
    state_total(**total, source="eschoolnews.com, 2013", **BY_TESTS)
    return consortium


def _letter(line: Membership) -> None:
    AuthorityDocument.objects.create(
        membership=line, kind="letter_of_commitment", name="letter.pdf", content_type="application/pdf", size=4,
        digest="0" * 64, content=b"%PDF", uploaded_by=StateRoleFactory().user, uploaded_at=NOON,
    )  # fmt: skip


def test_schools_of_several_states_are_members_of_the_league_themselves_and_not_their_districts(league):
    text = page("/consortia/league-of-innovative-schools/members/")

    assert "<strong>7</strong> schools in 3 states." in text
    found = rows("/consortia/league-of-innovative-schools/members.csv")
    assert {row["member_type"] for row in found} == {"school"}
    assert sorted(row["name"] for row in found if row["state"] == "VT") == VERMONT
    assert sorted({row["state"] for row in found}) == ["ME", "NH", "VT"]
    assert not Membership.objects.filter(consortium=league).exclude(district=None).exists()


def test_the_league_of_fifty_six_schools_says_that_most_names_are_not_known(league):
    assert "We know 7 of its 56 members by name on this date." in page(
        "/consortia/league-of-innovative-schools/members/?on=2013-07-01"
    )


def test_a_school_that_joins_the_league_is_listed_with_its_letter_of_commitment(league):
    school = School.objects.get(name="Twinfield Union")
    line = Membership.objects.get(school=school)
    line.joins_on = DAY(2025, 7, 1)  # an invented day
    line.save()

    text = page("/consortia/league-of-innovative-schools/members/changes/?from=2024-07-01")

    assert "Joined (1)" in text
    assert "Letter of commitment of superintendent, principal, leadership team and board chair; Letter of" in text


# --- Wisconsin eSchool Network: two districts in 2002, twenty in 2014, a nonprofit, a partner in a larger collaborative


@pytest.fixture
def wisconsin() -> Consortium:
    """Began in 2002 with Appleton and Kiel (eschool.aasd.k12.wi.us); a nonprofit, 20 districts in 2014
    (virtualschoolalliance.org). On which days is not known. Its other members were not found by name. One record has
    one legal form, so the agreement of the two districts is a consortium of its own, out of which the nonprofit grew.
    """
    agreement = a_consortium("Appleton and Kiel eSchool", "WI", legal_form="agreement")
    network = a_consortium("Wisconsin eSchool Network", "WI", legal_form="nonprofit")
    for name in ("Appleton Area School District", "Kiel Area School District"):
        joins(agreement, name, DAY(2002, 7, 1), state="WI")
        joins(network, name, state="WI")
    founded = {"consortium": agreement, "on": DAY(2002, 7, 1), "members": 2, "students": 70}
    state_total(**founded, source="eschool.aasd.k12.wi.us", **BY_TESTS)
    grown = {"consortium": network, "on": DAY(2014, 1, 1), "members": 20}
    state_total(**grown, source="virtualschoolalliance.org", **BY_TESTS)
    link_consortia(earlier=agreement, later=network, kind="grew_out_of", carried=2, **BY_TESTS)
    return network


def test_the_two_districts_of_2002_are_two_of_the_twenty_of_2014(wisconsin):
    assert "2 of its 2 members carried over into a network of 20 (18 new)." in page(
        "/consortia/wisconsin-eschool-network/lineage/"
    )
    assert "<strong>2</strong> districts" in page("/consortia/appleton-and-kiel-eschool/members/?on=2003-01-01")
    assert "Nonprofit organization" in page("/consortia/wisconsin-eschool-network/")


def test_the_network_and_a_service_agencys_program_are_partners_in_the_digital_learning_collaborative(wisconsin):
    collaborative = a_consortium("Wisconsin Digital Learning Collaborative", "WI")
    school = a_consortium("Wisconsin Virtual School", "WI", legal_form="service_agency_program")
    for partner in (wisconsin, school):
        link = {"earlier": partner, "later": collaborative, "kind": "partner_in"}
        link_consortia(**link, source="wiwdlc.org/history-legal-structure", **BY_TESTS)

    text = page("/consortia/wisconsin-digital-learning-collaborative/lineage/")

    assert "its 2 partners have 2 districts as members, each counted once." in text
    assert "Not included, because no members are on record: Wisconsin Virtual School." in text


# --- New York's BOCES: component and participating districts, services agreed every year


@pytest.fixture
def boces() -> Consortium:
    """An invented BOCES by the rules of the real ones (p12.nysed.gov, servicedelivery.html): component districts own
    it, districts that are none take part in single services, each service is approved for one year.
    """
    agency = ServiceAgencyFactory(name="Invented Lakes BOCES", state="NY")
    program = {"legal_form": "service_agency_program", "fiscal_agent": agency}
    consortium = a_consortium("Invented Lakes shared services", "NY", **program)
    register_membership(consortium=consortium, district=agency, role="lead", status="confirmed", **BY_TESTS)
    for number in range(3):
        district = DistrictFactory(name=f"Invented Lake {number}", state="NY")
        register_component(agency=agency, district=district, **BY_TESTS)
    DistrictFactory(name="Invented Elsewhere", state="NY")
    return consortium


def _service(boces: Consortium, title: str, year: str, *names: str) -> Service:
    service = register_service(consortium=boces, number=title[:3], title=title, **BY_TESTS)
    districts = [District.objects.get(name=name) for name in names]
    agree_year(service=service, school_year=year, districts=districts, **BY_TESTS)
    return service


def test_a_shared_service_of_a_boces_has_component_and_other_districts(boces):
    _service(boces, "Shared physics", "2026-27", "Invented Lake 0", "Invented Lake 1", "Invented Elsewhere")

    text = page("/consortia/invented-lakes-shared-services/services/?year=2026-27")

    assert "2 component, 1 other" in text
    assert "needs two or more districts" not in text.split("<table")[1]


def test_a_service_for_one_district_alone_is_no_shared_service(boces):
    _service(boces, "Shared physics", "2026-27", "Invented Lake 0")

    assert "Only one district participates. A shared service needs at least two districts for the year." in page(
        "/consortia/invented-lakes-shared-services/services/?year=2026-27"
    )


def test_every_year_each_district_maintains_its_part_or_withdraws(boces):
    service = _service(boces, "Shared physics", "2026-27", "Invented Lake 0", "Invented Lake 1", "Invented Lake 2")
    copy_year_forward(consortium=boces, school_year="2026-27", **BY_TESTS)
    stay = [District.objects.get(name=f"Invented Lake {number}") for number in (0, 1)]
    agree_year(service=service, school_year="2027-28", districts=stay, **BY_TESTS)

    names = {
        year: [row["district"] for row in rows(f"/consortia/invented-lakes-shared-services/services.csv?year={year}")]
        for year in ("2026-27", "2027-28")
    }
    assert names == {
        "2026-27": ["Invented Lake 0", "Invented Lake 1", "Invented Lake 2"],
        "2027-28": ["Invented Lake 0", "Invented Lake 1"],
    }


# --- Ledgemont: a member that was dissolved

# Geauga County: news-herald.com. Ledgemont was dissolved the year after the award of 2014 and is gone from the
# official file of 2018-19; the day here, July 1, 2015, is the test's own.
GEAUGA = [
    "Geauga County ESC", "Berkshire Local", "Cardinal Local", "Ledgemont Local", "Kenston Local",
    "Auburn Career Center",
]  # fmt: skip
DISSOLVED = DAY(2015, 7, 1)


@pytest.fixture
def geauga() -> Consortium:
    consortium = a_consortium("Geauga County innovation and career readiness", "OH")
    for name in GEAUGA:
        role = "lead" if name == "Geauga County ESC" else "member"
        joins(consortium, name, DAY(2014, 7, 1), role=role, at=NOON - datetime.timedelta(days=14))
    ledgemont = District.objects.get(name="Ledgemont Local")
    asked = {"district": ledgemont, "successor": None, "on": DISSOLVED, "reason": "Dissolved.", **BY_TESTS}
    merge_district(**asked, preview_digest=digest_of_preview(preview_merger_of_district(**asked)))
    return consortium


def test_a_member_that_is_dissolved_is_on_the_roster_of_the_day_before_and_on_none_after(geauga):
    address = f"/consortia/{geauga.slug}/members.csv"

    before = {row["name"]: row for row in rows(f"{address}?on=2015-06-30")}
    after = [row["name"] for row in rows(f"{address}?on=2015-07-01")]

    assert sorted(before) == sorted(GEAUGA)
    assert before["Ledgemont Local"]["leaves_on"] == "2015-06-30"
    assert sorted(after) == sorted(set(GEAUGA) - {"Ledgemont Local"})


def test_what_changed_says_that_it_left_with_its_last_day_and_the_numbers_add_up(geauga):
    text = page(f"/consortia/{geauga.slug}/members/changes/?from=2014-07-01&to=2018-07-01")

    assert "Left (1)" in text
    assert "Ledgemont Local" in text
    assert "Jun 30, 2015" in text
    assert "Joined (" not in text


def test_before_the_dissolution_was_recorded_the_registry_still_listed_it_as_a_member(geauga):
    address = f"/consortia/{geauga.slug}/members"

    known_before = [row["name"] for row in rows(f"{address}.csv?on=2016-07-01&known=2026-09-13")]

    assert sorted(known_before) == sorted(GEAUGA)
    assert "Today’s record says end date: June 30, 2015." in page(f"{address}/?on=2016-07-01&known=2026-09-13")
