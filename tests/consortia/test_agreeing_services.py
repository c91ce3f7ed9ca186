"""Services agreed year by year: participating districts, copying a year forward, and what a shared service needs."""

import csv
import datetime
import io

import pytest
import time_machine
from django.test import Client

from accounts.models import Role
from accounts.refusals import Refused, Unready
from consortia.models import Consortium, Membership
from exchange.actions.services import agree_year, copy_year_forward, register_service, set_participation
from exchange.models import Service, ServiceYear
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    ServiceAgencyFactory,
    ServiceAgencyMembershipFactory,
    StateRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DAY = datetime.date
NOON = datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC)
BY_TESTS = {"by": "tests", "at": NOON}


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def boces() -> Consortium:
    """A program of a service agency with a component district and a member that is none."""
    agency = ServiceAgencyFactory(name="Ridge BOCES")
    consortium = ConsortiumFactory(slug="ridge-boces", name="Ridge BOCES services", fiscal_agent=agency)
    MembershipFactory(consortium=consortium, district=agency, role="lead")
    ServiceAgencyMembershipFactory(agency=agency, district=DistrictFactory(name="Component Hill"))
    MembershipFactory(consortium=consortium, district=DistrictFactory(name="Member Fork"))
    DistrictFactory(name="Outside Gap", leaid="9911111")
    return consortium


def district(name: str):
    return DistrictFactory._meta.model.objects.get(name=name)


def a_service(consortium: Consortium, number: str = "501.010", title: str = "Shared calculus") -> Service:
    return register_service(consortium=consortium, number=number, title=title, **BY_TESTS)


def agree(service: Service, year: str, *names: str) -> None:
    agree_year(service=service, school_year=year, districts=[district(name) for name in names], **BY_TESTS)


def taking_part(service: Service, year: str) -> list[str]:
    return [row.district.name for row in ServiceYear.objects.of_service(service).in_force().in_years(year)]


def page(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_page_of_a_year_lists_the_districts_and_their_relation_to_the_consortium(boces):
    agree(a_service(boces), "2026-27", "Component Hill", "Member Fork", "Outside Gap")

    text = page("/consortia/ridge-boces/services/?year=2026-27")

    assert "1 component, 2 other" in text
    assert 'Component Hill</a> <span class="quiet">component' in text
    assert 'Member Fork</a> <span class="quiet">participating' in text
    assert 'Outside Gap</a> <span class="quiet">not a member' in text


def test_each_year_is_agreed_anew(boces):
    agree(a_service(boces), "2025-26", "Component Hill", "Member Fork")

    assert "No district participates this year." in page("/consortia/ridge-boces/services/")
    assert "Member Fork" in page("/consortia/ridge-boces/services/?year=2025-26")


def test_a_shared_service_needs_two_districts_and_the_page_says_so(boces):
    service = a_service(boces)
    agree(service, "2026-27", "Component Hill")

    assert "Only one district participates. A shared service needs at least two" in page(
        "/consortia/ridge-boces/services/"
    )

    agree(service, "2026-27", "Component Hill", "Member Fork")

    assert "Only one district" not in page("/consortia/ridge-boces/services/")


def test_the_file_has_a_row_for_each_district_in_each_service(boces):
    agree(a_service(boces), "2026-27", "Component Hill", "Outside Gap")
    a_service(boces, "520", "Shared bus")

    answer = Client().get("/consortia/ridge-boces/services.csv?year=2026-27")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))

    assert [(row["service"], row["district"], row["standing"]) for row in rows] == [
        ("501.010", "Component Hill", "component"),
        ("501.010", "Outside Gap", "outside"),
        ("520", "", ""),
    ]
    assert {row["school_year"] for row in rows} == {"2026-27"}


def test_the_file_says_the_status_of_each_districts_membership(boces):
    Membership.objects.filter(district__name="Member Fork").update(status="disputed", disputed_on=DAY(2026, 9, 1))
    agree(a_service(boces), "2026-27", "Member Fork", "Outside Gap")
    answer = Client().get("/consortia/ridge-boces/services.csv?year=2026-27")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert [(row["district"], row["status"]) for row in rows] == [("Member Fork", "disputed"), ("Outside Gap", "")]


def test_copying_a_year_forward_keeps_what_is_agreed_already_and_leaves_closed_districts_out(boces):
    first, second = a_service(boces), a_service(boces, "520", "Shared bus")
    closing = DistrictFactory(name="Closing Hollow", status="closed", closed_on=DAY(2026, 6, 30))
    agree(first, "2025-26", "Component Hill", "Member Fork", "Closing Hollow")
    agree(second, "2025-26", "Component Hill", "Outside Gap")
    agree(second, "2026-27", "Component Hill")

    copied, closed = copy_year_forward(consortium=boces, school_year="2025-26", **BY_TESTS)

    assert (copied, closed) == (3, [closing])
    assert taking_part(first, "2026-27") == ["Component Hill", "Member Fork"]
    assert taking_part(second, "2026-27") == ["Component Hill", "Outside Gap"]
    assert copy_year_forward(consortium=boces, school_year="2025-26", **BY_TESTS) == (0, [closing])


def test_after_copying_a_district_withdraws_for_the_new_year_only(boces):
    service = a_service(boces)
    agree(service, "2025-26", "Component Hill", "Member Fork")
    copy_year_forward(consortium=boces, school_year="2025-26", **BY_TESTS)
    own = AppointmentFactory(district=district("Member Fork")).user

    set_participation(
        service=service, district=district("Member Fork"), school_year="2026-27", takes_part=False, by=own, at=NOON
    )

    assert taking_part(service, "2026-27") == ["Component Hill"]
    assert taking_part(service, "2025-26") == ["Component Hill", "Member Fork"]


def test_an_empty_year_is_not_copied(boces):
    with pytest.raises(Unready, match="nothing to copy"):
        copy_year_forward(consortium=boces, school_year="2025-26", **BY_TESTS)


@pytest.mark.parametrize(
    ("year", "why"),
    [
        ("2025", "is not a school year"),
        ("2025-27", "is not a school year"),
        ("1899-00", "is not a school year"),
        ("2028-29", "The latest year you can agree now is 2027-28"),
    ],
)
def test_years_that_cannot_be_agreed_are_refused_with_a_sentence(boces, year, why):
    service = a_service(boces)

    with pytest.raises(Unready, match=why):
        agree(service, year, "Component Hill")
    agree(service, "2027-28", "Component Hill")
    with pytest.raises(Unready, match="The latest year you can agree now is 2027-28"):
        copy_year_forward(consortium=boces, school_year="2027-28", **BY_TESTS)


def test_a_district_that_is_closed_by_then_does_not_take_part(boces):
    DistrictFactory(name="Closing Hollow", status="closed", closed_on=DAY(2026, 6, 30))
    service = a_service(boces)

    with pytest.raises(Unready, match=r"Closing Hollow closed on June 30, 2026, before the school year 2026-27"):
        agree(service, "2026-27", "Closing Hollow")
    agree(service, "2025-26", "Closing Hollow")


def test_the_same_number_is_the_same_service_with_its_new_title(boces):
    service = a_service(boces)
    again = register_service(consortium=boces, number=" 501.010 ", title="Calculus by video", **BY_TESTS)

    assert again.pk == service.pk
    assert Service.objects.get().title == "Calculus by video"
    with pytest.raises(Unready, match="Enter the service title"):
        register_service(consortium=boces, number="502", title=" ", **BY_TESTS)


# --- who


def test_strangers_agree_nothing_and_a_district_speaks_for_itself_only(boces):
    service = a_service(boces)
    own = AppointmentFactory(district=district("Member Fork")).user
    said = {"service": service, "school_year": "2026-27", "takes_part": True, "at": NOON}

    set_participation(district=district("Member Fork"), by=own, **said)
    with pytest.raises(Refused, match="Only a registrar or people"):
        set_participation(district=district("Component Hill"), by=own, **said)
    with pytest.raises(Refused):
        agree_year(service=service, school_year="2026-27", districts=[], by=own, at=NOON)
    with pytest.raises(Refused):
        register_service(consortium=boces, number="1", title="x", by=UserFactory(), at=NOON)
    with pytest.raises(Refused):
        copy_year_forward(consortium=boces, school_year="2026-27", by=own, at=NOON)


def the_leads(boces: Consortium) -> Client:
    return signed_in(AppointmentFactory(district=boces.fiscal_agent).user)


def test_the_lead_adds_a_service_and_chooses_its_districts(boces):
    client = the_leads(boces)

    assert "Add a service" in page("/consortia/ridge-boces/services/", client)
    answer = client.post(
        "/consortia/ridge-boces/services/new/", {"number": "501.010", "title": "Shared calculus"}, follow=True
    )
    said = " ".join(answer.content.decode().split())
    assert "Districts in Shared calculus, 2026-27" in said
    assert "Component Hill (component)" in said
    assert "Outside Gap" not in said

    address = answer.request["PATH_INFO"]
    ticked = [district("Component Hill").leaid, district("Member Fork").leaid]
    answer = client.post(address, {"districts": ticked, "more": "9911111"}, follow=True)

    assert "3 participating, 3 new, 0 withdrawn." in answer.content.decode()
    assert taking_part(Service.objects.get(), "2026-27") == ["Component Hill", "Member Fork", "Outside Gap"]


def test_an_unknown_id_gets_an_error_and_the_selected_districts_stay(boces):
    service = a_service(boces)
    ticked = district("Component Hill").leaid

    answer = the_leads(boces).post(
        f"/consortia/ridge-boces/services/{service.pk}/2026-27/", {"districts": [ticked], "more": "9900000, x"}
    )

    said = " ".join(answer.content.decode().split())
    assert "We couldn’t find a district with the LEAID 9900000, x." in said
    assert f'value="{ticked}" id="id_districts_0" checked' in said or "checked" in said


def test_the_lead_copies_a_year_by_its_button(boces):
    agree(a_service(boces), "2025-26", "Component Hill", "Member Fork")
    client = the_leads(boces)

    assert "Copy 2025-26 to 2026-27" in page("/consortia/ridge-boces/services/?year=2025-26", client)
    answer = client.post("/consortia/ridge-boces/services/2025-26/copy/", follow=True)
    assert "Copied 2 from 2025-26 to 2026-27." in answer.content.decode()

    answer = client.post("/consortia/ridge-boces/services/2028-29/copy/", follow=True)
    assert "The latest year you can agree now is" in answer.content.decode()


def test_others_see_no_form_and_are_refused_at_its_address(boces):
    service = a_service(boces)
    stranger = signed_in(AppointmentFactory().user)

    assert "Add a service" not in page("/consortia/ridge-boces/services/", stranger)
    assert stranger.get("/consortia/ridge-boces/services/new/").status_code == 403
    assert stranger.post(f"/consortia/ridge-boces/services/{service.pk}/2026-27/").status_code == 403
    assert stranger.post("/consortia/ridge-boces/services/2025-26/copy/").status_code == 403


def test_a_district_decides_for_itself_with_one_button(boces):
    service = a_service(boces)
    member, other = district("Member Fork"), district("Component Hill")
    client = signed_in(AppointmentFactory(district=member).user)
    address = f"/consortia/ridge-boces/services/{service.pk}/2026-27"

    assert "Your district, Member Fork, doesn’t participate." in page("/consortia/ridge-boces/services/", client)
    client.post(f"{address}/{member.leaid}/", {"take_part": ""})
    assert taking_part(service, "2026-27") == ["Member Fork"]
    assert "Your district, Member Fork, participates." in page("/consortia/ridge-boces/services/", client)
    client.post(f"{address}/{member.leaid}/", {"withdraw": ""})
    assert taking_part(service, "2026-27") == []

    assert client.post(f"{address}/{other.leaid}/", {"take_part": ""}).status_code == 403
    assert client.post(f"/consortia/ridge-boces/services/{service.pk}/2030/{member.leaid}/").status_code == 404


def test_the_lead_adds_a_district_that_is_not_a_member_and_it_can_withdraw(boces):
    service = a_service(boces)
    outside = district("Outside Gap")
    client = signed_in(AppointmentFactory(district=outside).user)
    address = f"/consortia/ridge-boces/services/{service.pk}/2026-27/{outside.leaid}/"

    assert "Your district" not in page("/consortia/ridge-boces/services/", client)
    answer = client.post(address, {"take_part": ""}, follow=True)
    assert "Ask the consortium’s lead to add it" in answer.content.decode()
    assert taking_part(service, "2026-27") == []

    agree(service, "2026-27", "Component Hill", "Outside Gap")
    client.post(address, {"withdraw": ""})
    assert taking_part(service, "2026-27") == ["Component Hill"]


def test_a_registrar_may_do_it_too(boces):
    client = signed_in(StateRoleFactory(role=Role.REGISTRAR).user)

    assert client.get("/consortia/ridge-boces/services/new/").status_code == 200


@pytest.mark.parametrize("year", ["2025", "twenty", "2025-27", "9999-00"])
def test_a_year_that_does_not_exist_has_no_page(boces, year):
    assert Client().get(f"/consortia/ridge-boces/services/?year={year}").status_code == 404
    assert Client().get(f"/consortia/ridge-boces/services.csv?year={year}").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_whatever_is_offered(boces, number, django_assert_num_queries):
    for position in range(number):
        agree(a_service(boces, str(position)), "2026-27", "Component Hill", "Member Fork")
    with django_assert_num_queries(7):  # the consortium, years, services, districts, terms, members, components
        page("/consortia/ridge-boces/services/")
