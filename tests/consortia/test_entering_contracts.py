"""The lead of a consortium, or a registrar, enters and edits its shared contracts."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from accounts.refusals import Refused
from audit.models import Entry
from consortia.models import ConsortiumChange
from purchasing.actions.contract_texts import text_of
from purchasing.actions.contracts import change_contract, enter_contract
from purchasing.models import Contract
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    ContractFactory,
    DistrictFactory,
    MembershipFactory,
    StateRoleFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
AT = datetime.datetime(2026, 9, 14, 16, 0, tzinfo=datetime.UTC)
PAPER = {
    "number": "24-01", "title": "Copy paper", "supplier": "Acme Paper", "starts_on": "2024-07-01",
    "ends_on": "2027-06-30",
}  # fmt: skip


@pytest.fixture
def consortium():
    return ConsortiumFactory(name="Mill Creek", slug="mill-creek")


@pytest.fixture
def lead(consortium):
    district = DistrictFactory(name="Otter Run Local")
    MembershipFactory(consortium=consortium, district=district, role="lead")
    return AppointmentFactory(district=district).user


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def text_of_page(response):
    return " ".join(response.content.decode().split())


def seen(contract):
    return {f"seen_{field}": text for field, text in text_of(contract).items()}


def test_the_lead_enters_a_contract_and_anyone_reads_it(consortium, lead):
    client = signed_in(lead)
    assert "Add a contract" in text_of_page(client.get("/consortia/mill-creek/"))
    response = client.post("/consortia/mill-creek/contracts/new/", PAPER, follow=True)
    assert "Contract 24-01 Copy paper is added. Anyone can see it." in text_of_page(response)

    page = text_of_page(Client().get("/consortia/mill-creek/"))
    assert "Acme Paper" in page
    assert "New contract: 24-01 Copy paper (Acme Paper), from Jul 1, 2024, to Jun 30, 2027" in page
    assert "(the superintendent of Otter Run Local)" in page
    assert "Add a contract" not in page
    assert Entry.objects.get(event="contract.entered").detail["number"] == "24-01"


def test_a_change_is_in_the_history_with_its_value_before_and_after(consortium):
    registrar = signed_in(StateRoleFactory(role=Role.REGISTRAR).user)
    contract = ContractFactory(consortium=consortium, **PAPER)
    contract.refresh_from_db()
    address = reverse("purchasing:contract_edit", args=["mill-creek", contract.pk])
    assert address in text_of_page(registrar.get("/consortia/mill-creek/"))
    registrar.post(address, PAPER | {"ends_on": ""} | seen(contract))

    page = text_of_page(Client().get("/consortia/mill-creek/"))
    assert "Contract 24-01 Copy paper, end date: Jun 30, 2027 → no end date" in page
    assert "(the registrar)" in page
    assert Entry.objects.get(event="contract.changed").detail["was"] == {"ends_on": "2027-06-30"}


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"number": " "}, "Enter the contract number"),
        ({"title": ""}, "Enter the title"),
        ({"supplier": ""}, "Enter the supplier"),
        ({"number": "23-a"}, "Mill Creek already has a contract with this number: 23-A Buses."),
        ({"ends_on": "2024-06-30"}, "The end date, June 30, 2024, is before the start date, July 1, 2024."),
        ({"starts_on": "2046-07-01", "ends_on": ""}, "July 1, 2046 is more than five years in the future."),
        ({"starts_on": "soon"}, "Enter a date like 7/1/2026"),
    ],
)
def test_each_mistake_has_its_own_message_and_nothing_is_saved(consortium, lead, fields, problem):
    ContractFactory(consortium=consortium, number="23-A", title="Buses")
    client = signed_in(lead)
    assert problem in text_of_page(client.post("/consortia/mill-creek/contracts/new/", PAPER | fields))
    assert Contract.objects.count() == 1
    assert not ConsortiumChange.objects.exists()


def test_another_consortium_may_use_the_same_number(consortium, lead):
    ContractFactory(number="24-01")
    enter_contract(consortium=consortium, values=PAPER, by=lead, at=AT)
    assert Contract.objects.filter(number="24-01").count() == 2


def test_what_someone_else_changed_meanwhile_is_not_overwritten(consortium, lead):
    contract = enter_contract(consortium=consortium, values=PAPER, by=lead, at=AT)
    opened = seen(contract)
    change_contract(contract=contract, values=PAPER | {"title": "All paper"}, seen=PAPER, by=lead, at=AT)

    address = reverse("purchasing:contract_edit", args=["mill-creek", contract.pk])
    page = text_of_page(signed_in(lead).post(address, PAPER | {"title": "Paper and ink"} | opened))
    assert "The title was “Copy paper” when you opened this page and is now “All paper”." in page
    # A field that was left alone keeps what the other person entered.
    signed_in(lead).post(address, PAPER | {"ends_on": "2028-06-30"} | opened)
    contract.refresh_from_db()
    assert (contract.title, contract.ends_on) == ("All paper", datetime.date(2028, 6, 30))


def test_the_form_says_who_may_buy(consortium, lead):
    MembershipFactory(consortium=consortium, membership_class="observer")
    page = text_of_page(signed_in(lead).get("/consortia/mill-creek/contracts/new/"))
    assert "1 member today. Observers can’t." in page


def test_only_the_lead_and_registrars_change_contracts(consortium, lead):
    member = DistrictFactory()
    MembershipFactory(consortium=consortium, district=member)
    for person in (UserFactory(), AppointmentFactory(district=member).user):
        with pytest.raises(Refused, match="can change its contracts"):
            enter_contract(consortium=consortium, values=PAPER, by=person, at=AT)


def test_contracts_of_a_consortium_that_ended_stay_unchanged(consortium, lead):
    type(consortium).objects.update(status="dissolved", ended_on=datetime.date(2026, 6, 30))
    client = signed_in(StateRoleFactory(role=Role.REGISTRAR).user)
    page = text_of_page(client.post("/consortia/mill-creek/contracts/new/", PAPER))
    assert "Mill Creek is dissolved, so its record can’t be changed." in page
    assert "Add a contract" not in text_of_page(client.get("/consortia/mill-creek/"))
