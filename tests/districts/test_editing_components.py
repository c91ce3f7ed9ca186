"""A registrar adds, ends, corrects, and removes component districts of a service agency."""

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from accounts.refusals import Refused
from audit.models import Entry
from districts.actions.components import enter_component
from districts.models import ServiceAgencyMembership
from tests.factories import (
    DistrictFactory,
    ServiceAgencyFactory,
    ServiceAgencyMembershipFactory,
    StateRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _september():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def registrar():
    client = Client()
    client.force_login(StateRoleFactory(role=Role.REGISTRAR).user)
    return client


@pytest.fixture
def agency():
    return ServiceAgencyFactory(name="Ridge ESC", leaid="3900999")


@pytest.fixture
def district():
    return DistrictFactory(name="Otter Run Local", leaid="3900001")


def text_of(response):
    return " ".join(response.content.decode().split())


def address(component, verb="edit"):
    return reverse(f"registrar:component_{verb}", args=[component.agency.leaid, component.pk])


def test_the_record_of_a_service_agency_leads_to_its_component_districts(registrar, agency, district):
    assert "/districts/3900999/components/" in text_of(registrar.get("/districts/3900999/"))
    assert "/districts/3900001/components/" not in text_of(registrar.get("/districts/3900001/"))
    assert "/components/" not in text_of(Client().get("/districts/3900999/"))


def test_a_registrar_adds_a_component_district_and_anyone_reads_it(registrar, agency, district):
    fields = {"district": "otter run local", "starts_on": "2020-07-01", "ends_on": "", "save": "1"}
    page = text_of(registrar.post("/districts/3900999/components/add/", fields, follow=True))
    assert "Otter Run Local is on record as a component district of Ridge ESC." in page
    assert "Current (1)" in page
    assert "Otter Run Local" in text_of(Client().get("/districts/3900999/"))
    assert Entry.objects.get(event="component.entered").detail["district"] == "3900001"


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"district": ""}, "Enter the district"),
        ({"district": "Otter"}, "No record has the full name “Otter.”"),
        ({"district": "3900999"}, "Ridge ESC cannot be its own component district."),
        ({"starts_on": "yesterday"}, "Enter a date like 7/1/2026"),
        ({"ends_on": "2015-06-30"}, "The end date, June 30, 2015, is before the start date, July 1, 2015."),
        ({"starts_on": "2036-07-01"}, "July 1, 2036 is more than five years in the future. Check the year."),
        ({"ends_on": "2018-07-01"}, "is already a component district of Ridge ESC from July 1, 2018 to June 30, 2020"),
        ({"starts_on": "2020-06-30", "ends_on": ""}, "Two of its memberships in one agency can’t overlap"),
        ({"district": "3900002", "starts_on": "2024-01-02"}, "Gone Local closed on January 1, 2024"),
        ({"district": "3900002", "ends_on": ""}, "Enter that date or an earlier one as the end date."),
    ],
)  # fmt: skip
def test_each_mistake_has_its_own_message_and_nothing_is_saved(registrar, agency, district, fields, problem):
    DistrictFactory(name="Gone Local", leaid="3900002", status="closed", closed_on=datetime.date(2024, 1, 1))
    ServiceAgencyMembershipFactory(
        agency=agency, district=district, starts_on=datetime.date(2018, 7, 1), ends_on=datetime.date(2020, 6, 30)
    )
    sent = {"district": "3900001", "starts_on": "2015-07-01", "ends_on": "2018-06-29", "save": "1"} | fields
    assert problem in text_of(registrar.post("/districts/3900999/components/add/", sent))
    assert ServiceAgencyMembership.objects.count() == 1


def test_a_membership_may_begin_on_the_day_after_another_ends(registrar, agency, district):
    ServiceAgencyMembershipFactory(
        agency=agency, district=district, starts_on=datetime.date(2018, 7, 1), ends_on=datetime.date(2020, 6, 30)
    )
    fields = {"district": "3900001", "starts_on": "2020-07-01", "ends_on": "", "save": "1"}
    registrar.post("/districts/3900999/components/add/", fields)
    assert ServiceAgencyMembership.objects.count() == 2


def test_a_registrar_ends_a_membership_and_its_last_day_counts(registrar, agency, district):
    component = ServiceAgencyMembershipFactory(agency=agency, district=district, starts_on=datetime.date(2018, 7, 1))
    fields = {"starts_on": "2018-07-01", "ends_on": "2026-09-14", "seen_starts_on": "2018-07-01", "seen_ends_on": ""}
    assert "Current (1)" in text_of(registrar.post(address(component), fields, follow=True))
    with time_machine.travel(AT + datetime.timedelta(days=1), tick=False):
        page = text_of(Client().get("/districts/3900999/"))
        assert "was a component district of Ridge ESC from Jul 1, 2018 through Sep 14, 2026." in page
    assert Entry.objects.get(event="component.changed").detail["before"] == {"starts_on": "2018-07-01", "ends_on": ""}


def test_dates_that_someone_else_changed_are_shown_before_they_are_replaced(registrar, agency, district):
    component = ServiceAgencyMembershipFactory(agency=agency, district=district, starts_on=datetime.date(2018, 7, 1))
    fields = {"starts_on": "2019-07-01", "ends_on": "", "seen_starts_on": "2017-07-01", "seen_ends_on": ""}
    page = text_of(registrar.post(address(component), fields))
    assert "The start date was “2017-07-01” when you opened this page and is now “2018-07-01”." in page
    assert 'name="seen_starts_on" value="2018-07-01"' in page


def test_a_mistaken_entry_is_removed_with_a_reason_that_the_log_keeps(registrar, agency, district):
    component = ServiceAgencyMembershipFactory(agency=agency, district=district)
    assert "Enter the reason in at least one sentence" in text_of(
        registrar.post(address(component, "remove"), {"reason": "Oops"})
    )
    registrar.post(address(component, "remove"), {"reason": "Otter Run was never a member of this agency."})
    assert not ServiceAgencyMembership.objects.exists()
    detail = Entry.objects.get(event="component.removed").detail
    assert detail["reason"] == "Otter Run was never a member of this agency."


def test_only_registrars_enter_component_districts(agency, district):
    with pytest.raises(Refused, match="Only a registrar"):
        enter_component(agency=agency, district=district, starts_on=None, ends_on=None, by=UserFactory(), at=AT)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_district_and_for_three(registrar, agency, django_assert_num_queries, number):
    for _ in range(number):
        ServiceAgencyMembershipFactory(agency=agency)
    # The session, the user, the roles, the agency, its component districts.
    with django_assert_num_queries(5):
        registrar.get("/districts/3900999/components/")
