"""People see in time which contracts end, and by when a supplier has to be told."""

import datetime

import pytest
import time_machine
from django.test import Client

from purchasing.models import ContractAmendment
from purchasing.rules.calendar import DatedContract, dates_ahead
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    ContractFactory,
    DistrictFactory,
    MembershipFactory,
)

NOON = datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC)
TODAY = datetime.date(2026, 9, 14)


@pytest.fixture
def lead(db):
    with time_machine.travel(NOON, tick=False):
        mill = ConsortiumFactory(name="Mill Creek", slug="mill-creek")
        ridge = ConsortiumFactory(name="Ridge Rivers", slug="ridge-rivers")
        district = DistrictFactory(name="Otter Run Local", leaid="9900001")
        MembershipFactory(consortium=mill, district=district, role="lead")
        for consortium, number, notice, end in (
            (mill, "24-01", datetime.date(2026, 12, 1), datetime.date(2027, 6, 30)),
            (mill, "24-02", None, datetime.date(2026, 9, 14)),
            (ridge, "R-1", datetime.date(2026, 10, 1), datetime.date(2040, 6, 30)),
            (ridge, "R-2", None, datetime.date(2026, 9, 13)),
        ):
            ContractFactory(consortium=consortium, number=number, title="Paper", notice_on=notice, ends_on=end)
        yield AppointmentFactory(district=district).user


def rows(query=""):
    page = " ".join(Client().get(f"/contracts/calendar/{query}").content.decode().split())
    return [part.split("<")[0] for part in page.split('<span class="quiet reference">')[1:]]


def test_dates_come_in_order_a_notice_before_an_end_and_no_farther_than_two_years():
    contracts = [
        DatedContract(1, TODAY, TODAY),
        DatedContract(2, TODAY - datetime.timedelta(1), TODAY + datetime.timedelta(732)),
        DatedContract(3, None, TODAY + datetime.timedelta(733)),
    ]
    assert [(one.key, one.kind) for one in dates_ahead(contracts, on=TODAY)] == [(1, "notice"), (1, "end"), (2, "end")]


@pytest.mark.usefixtures("lead")
def test_the_calendar_is_for_all_for_a_consortium_or_for_a_district():
    assert rows() == ["24-02", "R-1", "24-01", "24-01"]
    assert rows("?consortium=ridge-rivers") == ["R-1"]
    assert rows("?district=9900001") == ["24-02", "24-01", "24-01"]
    assert Client().get("/contracts/calendar/?consortium=nobody").status_code == 404


@pytest.mark.usefixtures("lead")
def test_a_calendar_program_gets_whole_days():
    answer = Client().get("/contracts/calendar.ics?consortium=mill-creek")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    assert text.count("BEGIN:VEVENT") == 3
    assert "DTSTART;VALUE=DATE:20261201" in text
    assert "SUMMARY:Give notice on contract 24-01 Paper" in text


def test_my_work_of_the_lead_has_notice_dates_and_news_of_amendments(lead):
    client = Client()
    client.force_login(lead)
    page = " ".join(client.get("/my/").content.decode().split())
    assert "Tell the supplier whether you renew contract 24-01 Paper." in page
    assert "contract R-1" not in page
    assert "amended, effective" not in page
    contract = lead.appointments.get().district.memberships.get().consortium.contracts.get(number="24-01")
    ContractAmendment.objects.create(
        contract=contract, kind="amendment", reason="Agreed.", effective_on=TODAY, recorded_at=NOON, applied_at=NOON
    )
    page = " ".join(client.get("/my/").content.decode().split())
    assert "until Jun 30, 2027; amended, effective Sep 14, 2026" in page


@pytest.mark.parametrize("more", [1, 3])
@pytest.mark.usefixtures("lead")
def test_the_calendar_asks_the_database_a_constant_number_of_times(more, django_assert_num_queries):
    ContractFactory.create_batch(more, ends_on=TODAY)
    with django_assert_num_queries(2):  # the dates, and the contracts on this page
        rows()
