"""The record pages of a district, a school, and a consortium."""

import datetime
import html
import re

import pytest
import time_machine
from django.test import Client

from changes.actions.change_set import digest_of_preview
from consortia.actions.guided_changes import close_consortium, preview_close_of_consortium
from consortia.models import ConsortiumLink, ConsortiumPurpose
from districts.actions.facts import accept_dispute, change_own_facts, dispute_fact
from districts.models import Change
from districts.rules.records import web_address
from exchange.models import Service, ServiceYear
from portal.components.charts import chart_of, every_year, summary_of
from portal.registrar.pages.closures import closure_in_words
from purchasing.models import Contract
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    ContractFactory,
    DistrictFactory,
    DistrictFiguresFactory,
    MembershipFactory,
    SchoolFactory,
    StateRoleFactory,
)

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 9, 14)
YESTERDAY = datetime.date(2026, 9, 13)


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


def words(address, visitor=None):
    client = Client()
    if visitor:
        client.force_login(visitor)
    answer = client.get(address)
    assert answer.status_code == 200, address
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


# --- contracts


@pytest.mark.parametrize(
    ("line", "contract", "may"),
    [
        ({}, {}, True),
        ({"membership_class": "component"}, {}, True),
        ({"membership_class": "observer"}, {}, False),
        ({"status": "recorded"}, {}, True),
        ({"status": "agreed"}, {}, False),
        ({"status": "claimed"}, {}, False),
        ({"status": "disputed"}, {}, False),
        ({"status": "declined"}, {}, False),
        ({"leaves_on": TODAY}, {}, True),
        ({"leaves_on": YESTERDAY}, {}, False),
        ({"joins_on": datetime.date(2026, 9, 15)}, {}, False),
        ({"joins_on": None}, {}, True),
        ({}, {"ends_on": TODAY}, True),
        ({}, {"ends_on": YESTERDAY}, False),
        ({}, {"starts_on": datetime.date(2026, 9, 15)}, False),
    ],
)
def test_a_contract_is_open_to_members_of_today_who_have_the_rights_of_one(line, contract, may):
    district = DistrictFactory()
    made = ContractFactory(**contract)
    MembershipFactory(consortium=made.consortium, district=district, **line)
    assert (made in Contract.objects.usable_by(district, on=TODAY)) is may


def test_a_school_may_use_its_own_and_its_districts_contracts_but_a_district_not_its_schools():
    school = SchoolFactory()
    own, districts = ContractFactory(), ContractFactory()
    MembershipFactory(consortium=own.consortium, district=None, school=school)
    MembershipFactory(consortium=districts.consortium, district=school.district)
    assert set(Contract.objects.usable_by(school, on=TODAY)) == {own, districts}
    assert set(Contract.objects.usable_by(school.district, on=TODAY)) == {districts}


def test_a_district_sees_why_a_contract_is_available():
    district = DistrictFactory(leaid="3900001")
    consortium = ConsortiumFactory(name="Mill Creek Network")
    MembershipFactory(consortium=consortium, district=district, joins_on=datetime.date(2021, 7, 1))
    ContractFactory(
        consortium=consortium, title="Student laptops", supplier="Openfield", ends_on=datetime.date(2027, 6, 30)
    )
    text = words("/districts/3900001/")
    assert "Student laptops" in text
    assert "as a participating member of Mill Creek Network since Jul 1, 2021" in text
    assert "End date Supplier Openfield" not in text


def test_a_district_sees_its_shared_services_by_year():
    district = DistrictFactory(leaid="3900001")
    service = Service.objects.create(
        consortium=ConsortiumFactory(name="Ridge BOCES"), number="501", title="Speech therapy"
    )
    for year in ("2025-26", "2026-27"):
        ServiceYear.objects.create(service=service, district=district, school_year=year)
    text = words("/districts/3900001/")
    assert text.index("2026-27 501 Speech therapy, from Ridge BOCES") < text.index("2025-26 501 Speech therapy")


# --- facts, sources, history


def test_every_fact_names_its_source_and_who_maintains_it():
    district = DistrictFactory(
        leaid="3900001", name="Otter Run", source="NCES agency file 2018-19", city="Millers Ford"
    )
    change_own_facts(
        record=district,
        values={"phone": "614-555-0137", "website": "www.otterrun.example"},
        seen={},
        by=AppointmentFactory(district=district).user,
        at=NOON,
    )
    text = words("/districts/3900001/")
    assert "City Millers Ford NCES agency file 2018-19 state data" in text
    assert "Phone 614-555-0137 its superintendent, Sep 14, 2026 the district or school" in text
    assert 'href="https://www.otterrun.example"' in Client().get("/districts/3900001/").content.decode()
    assert "Not known:" in text


def test_the_public_sees_that_a_fact_is_disputed_and_nothing_more():
    district = DistrictFactory(leaid="3900001", city="Millers Ford")
    leader = AppointmentFactory(district=district).user
    made = dispute_fact(record=district, field="city", claimed="Cedar Gap", reason="Ask Ann", by=leader, at=NOON)
    text = words("/districts/3900001/")
    assert "City Millers Ford disputed" in text
    assert "Cedar Gap" not in text
    assert "Ask Ann" not in text

    registrar = StateRoleFactory(role="registrar").user
    accept_dispute(dispute=made, value="Cedar Gap", answer="", by=registrar, at=NOON)

    text = words("/districts/3900001/")
    assert "City Cedar Gap corrected by the registrar after a dispute, Sep 14, 2026" in text
    assert "disputed" not in text.split("History")[0]
    assert "Sep 14, 2026 City: Millers Ford → Cedar Gap (corrected by the registrar after a dispute)" in text


def test_the_history_lists_changes_and_memberships_newest_first():
    district = DistrictFactory(leaid="3900001")
    consortium = ConsortiumFactory(name="Mill Creek Network")
    MembershipFactory(
        district=district,
        consortium=consortium,
        joins_on=datetime.date(2019, 7, 1),
        leaves_on=datetime.date(2024, 6, 30),
    )
    for field, old, new in (("kind", "unknown", "local"), ("locale", "21", "43"), ("closed_on", "", "2026-06-30")):
        Change.objects.create(
            district=district, field=field, old=old, new=new, recorded_at=NOON, source="NCES agency file 2024-25"
        )
    text = words("/districts/3900001/").split(" History ")[1]
    events = [
        "Closed on: not known → Jun 30, 2026",
        "Jun 30, 2024 left Mill Creek Network at the end of this day",
        "Jul 1, 2019 joined Mill Creek Network",
    ]
    assert [text.index(event) for event in events] == sorted(text.index(event) for event in events)
    assert "Kind: Kind not known → Local district (NCES agency file 2024-25)" in text
    assert "Locale: Suburb, large (21) → Rural, remote (43)" in text


def test_a_record_names_what_it_succeeded():
    now = DistrictFactory(leaid="3900001")
    DistrictFactory(
        leaid="3900002",
        name="Pellwell Local",
        status="merged",
        closed_on=datetime.date(2023, 6, 30),
        successor=now,
    )
    assert "Successor to: Pellwell Local (closed Jun 30, 2023)" in words("/districts/3900001/")


def test_only_its_own_staff_are_offered_to_edit_or_verify_a_record():
    district = DistrictFactory(leaid="3900001")
    own, other = AppointmentFactory(district=district).user, AppointmentFactory().user
    assert "Yearly verification" in words("/districts/3900001/", own)
    assert "Yearly verification" not in words("/districts/3900001/", other)
    assert "Yearly verification" not in words("/districts/3900001/")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("www.otterrun.example", "https://www.otterrun.example"),
        ("http://otterrun.example/a", "http://otterrun.example/a"),
        ("javascript:alert(1)", ""),
        ("JAVASCRIPT:alert.x", ""),
        ("no dot", ""),
        ("data:text/html,a.b", ""),
    ],
)
def test_only_a_web_address_becomes_a_link(text, address):
    assert web_address(text) == address


# --- the chart


def test_columns_start_at_zero_and_a_year_without_a_number_is_a_gap():
    chart = chart_of("Enrollment", every_year([("2025-26", 300), ("2023-24", 600), ("2025-26", 299)]))
    assert [(column.year, column.value, column.height) for column in chart.columns] == [
        ("2023-24", 600, 120),
        ("2024-25", None, 0),
        ("2025-26", 300, 60),
    ]
    assert [column.top for column in chart.columns] == [20, 140, 80]
    assert chart.width == 174
    assert chart.summary == "Enrollment fell from 600 in 2023-24 to 300 in 2025-26: 300 fewer, 50%."


def test_one_year_is_no_chart_and_only_the_last_eight_are_drawn():
    assert chart_of("Enrollment", [("2023-24", 600)]) is None
    years = [(f"{year}-{year - 1999:02d}", year) for year in range(2010, 2026)]
    assert [column.year for column in chart_of("Enrollment", years).columns][::7] == ["2018-19", "2025-26"]


@pytest.mark.parametrize(
    ("known", "words"),
    [
        ([("2023-24", 822), ("2025-26", 825)], "Enrollment rose from 822 in 2023-24 to 825 in 2025-26: 3 more."),
        ([("2023-24", 600), ("2024-25", 600)], "Enrollment was 600 in 2023-24 and in 2024-25."),
        ([("2023-24", 0), ("2024-25", 9)], "Enrollment rose from 0 in 2023-24 to 9 in 2024-25: 9 more."),
        (
            [("2022-23", 1_000), ("2023-24", 1_200), ("2024-25", 900)],
            "Enrollment fell from 1,000 in 2022-23 to 900 in 2024-25: 100 fewer, 10%. "
            "The highest was 1,200 in 2023-24.",
        ),
        (
            [("2022-23", 5), ("2023-24", 2), ("2024-25", 5)],
            "Enrollment was 5 in 2022-23 and in 2024-25. The lowest was 2 in 2023-24.",
        ),
    ],
)
def test_the_chart_is_summarized_in_words(known, words):
    assert summary_of("Enrollment", known) == words


def test_a_district_of_several_years_has_a_chart_and_every_number_in_the_table():
    district = DistrictFactory(leaid="3900001")
    for year, number in (("2021-22", 1_640), ("2022-23", 1_602), ("2023-24", 1_599)):
        DistrictFiguresFactory(district=district, school_year=year, enrollment=number)
    text = words("/districts/3900001/")
    assert "Enrollment fell from 1,640 in 2021-22 to 1,599 in 2023-24: 41 fewer, 2%." in text
    assert "Enrollment 1,599 in 2023-24 NCES CCD, agency membership 1,602 in 2022-23 1,640 in 2021-22" in text


# --- consortia


def test_a_consortium_page_says_that_it_was_dissolved_or_merged():
    day = datetime.date(2026, 6, 30)
    heir = ConsortiumFactory(slug="heir", name="Heir Network")
    ConsortiumFactory(slug="gone", status="dissolved", ended_on=day, decision_reason="All members left.")
    ConsortiumFactory(slug="part", status="merged", ended_on=day, successor=heir)
    assert "Dissolved on Jun 30, 2026. Reason: All members left." in words("/consortia/gone/")
    assert "Merged into Heir Network on Jun 30, 2026." in words("/consortia/part/?record=old")
    assert "Dissolved" not in words("/consortia/heir/")
    assert "Ask to join" not in words("/consortia/gone/")


def test_a_dissolved_consortium_has_the_same_last_day_on_every_page():
    closing = {
        "consortium": ConsortiumFactory(slug="gone", name="Gone Network"),
        "successor": None,
        "on": datetime.date(2026, 7, 1),
        "reason": "All members left.",
        "by": "tests",
        "at": NOON,
    }
    closure = close_consortium(**closing, preview_digest=digest_of_preview(preview_close_of_consortium(**closing)))

    assert closure_in_words(closure) == "Gone Network was dissolved on Jun 30, 2026."
    assert "Dissolved on Jun 30, 2026." in words("/consortia/gone/")
    assert "Jul 1, 2026" not in words("/consortia/gone/")


def test_a_league_of_schools_counts_its_states_and_names_its_lineage():
    league = ConsortiumFactory(slug="league", name="League")
    earlier = ConsortiumFactory(name="Earlier Circle")
    ConsortiumLink.objects.create(earlier=earlier, later=league, kind="grew_out_of", on=datetime.date(2021, 7, 1))
    for state in ("OH", "OH", "KY"):
        MembershipFactory(consortium=league, district=None, school=SchoolFactory(state=state))
    MembershipFactory(consortium=league, district=DistrictFactory(state="KY"))
    MembershipFactory(consortium=league, district=DistrictFactory(state="WI"))
    text = words("/consortia/league/")
    assert "5 in 3 states (Kentucky 2, Ohio 2, Wisconsin 1); 3 are schools" in text
    assert "Grew out of Earlier Circle (Jul 1, 2021)." in text


def test_purposes_are_those_of_today_and_others_have_their_days():
    consortium = ConsortiumFactory(slug="mill-creek")
    consortium.purposes.create(purpose="purchasing", starts_on=datetime.date(2024, 7, 1))
    ConsortiumPurpose.objects.create(
        consortium=consortium, purpose="vocational", starts_on=datetime.date(2019, 7, 1), ends_on=YESTERDAY
    )
    text = words("/consortia/mill-creek/")
    assert "Purposes Purchasing (from Jul 1, 2024)" in text
    assert "At other times: Vocational education (from Jul 1, 2019 through Sep 13, 2026)" in text


def test_the_lead_of_a_consortium_is_offered_to_invite():
    consortium = ConsortiumFactory(slug="mill-creek")
    lead, member = AppointmentFactory(), AppointmentFactory()
    MembershipFactory(consortium=consortium, district=lead.district, role="lead")
    MembershipFactory(consortium=consortium, district=member.district)
    assert "Invite a district" in words("/consortia/mill-creek/", lead.user)
    # The invitation page refuses a registrar: the member and the consortium agree, then the state confirms.
    assert "Invite a district" not in words("/consortia/mill-creek/", StateRoleFactory(role="registrar").user)
    assert "Invite a district" not in words("/consortia/mill-creek/", member.user)
    assert "Invite a district" not in words("/consortia/mill-creek/")


@pytest.mark.parametrize(
    ("appointment", "line"),
    [
        ({}, {}),
        ({"can_register_membership": False}, {}),
        ({}, {"status": "claimed", "claimed_by": "consortium"}),
        ({}, {"role": "member"}),
        ({}, {"leaves_on": YESTERDAY}),
        ({"ends_on": YESTERDAY}, {}),
    ],
)
def test_inviting_is_offered_exactly_where_the_invitation_page_opens(appointment, line):
    lead = AppointmentFactory(**{"can_register_membership": True} | appointment)
    MembershipFactory(
        consortium=ConsortiumFactory(slug="mill-creek"), district=lead.district, **{"role": "lead"} | line
    )
    client = Client()
    client.force_login(lead.user)
    opens = client.get("/consortia/mill-creek/invite/").status_code == 200
    assert ("Invite a district" in words("/consortia/mill-creek/", lead.user)) is opens
    assert opens is (not appointment and not line)


def test_a_disputed_membership_is_dated_on_the_roster_and_on_the_member():
    line = MembershipFactory(
        consortium__slug="mill-creek",
        district__leaid="3900001",
        status="disputed",
        disputed_on=datetime.date(2026, 5, 3),
    )
    for address in ("/consortia/mill-creek/", "/districts/3900001/"):
        assert "Disputed since May 3, 2026" in words(address)
        assert f'href="/memberships/{line.pk}/"' in Client().get(address).content.decode()


def test_a_school_is_not_called_the_lead_because_its_district_is():
    school = SchoolFactory()
    MembershipFactory(district=school.district, role="lead", consortium__name="Mill Creek")

    assert "<strong>lead</strong>" in Client().get(school.district.get_absolute_url()).content.decode()
    assert "<strong>lead</strong>" not in Client().get(school.get_absolute_url()).content.decode()
