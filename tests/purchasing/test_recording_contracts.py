"""The lead or a registrar records a contract's facts, documents, and suppliers; anyone reads and compares them."""

import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Role
from accounts.refusals import Unready
from audit.models import Entry
from purchasing.actions.contract_texts import text_of
from purchasing.actions.contracts import change_contract, enter_contract
from purchasing.models import Contract, ContractDocument, Joinder, PriceList, Supplier
from purchasing.rules.contracts import FACTS
from purchasing.rules.documents import ContractPapers, checklist, problems_with_link
from purchasing.rules.suppliers import names_in, slug_for
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    DistrictFactory,
    MembershipFactory,
    StateRoleFactory,
)

NOON = datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC)
PAPER = {
    "number": "24-01", "title": "Copy paper", "category": "Office supplies", "supplier": "Acme Paper; Dairy Four",
    "covers": "White paper.\nColored paper.", "scope_limits": "No printing.", "starts_on": "2024-07-01",
    "ends_on": "2027-06-30", "options": "Two renewals of one year each", "options_left": "0",
    "notice_on": "2027-03-31", "lead": "9900001", "requires_joinder": "yes", "price_basis": "30 percent below list",
    "admin_fee": "2 percent", "how_to_order": "Write the number on the order.", "contact_role": "Buyer",
    "contact_phone": "740-555-0100", "contact_email": "buyer@mill.example", "solicitation_number": "RFP 24",
    "solicitation_method": "proposals", "published_on": "2024-02-01", "bids_due_on": "2024-03-01",
    "bids_received": "5", "awarded_on": "2024-05-01", "award_reason": "Lowest price",
    "cooperative_clause": "yes", "clause_page": "12", "federal_funds": "no",
}  # fmt: skip


@pytest.fixture
def mill(db):
    with time_machine.travel(NOON, tick=False):
        consortium = ConsortiumFactory(name="Mill Creek", slug="mill-creek")
        district = DistrictFactory(name="Otter Run Local", leaid="9900001")
        MembershipFactory(consortium=consortium, district=district, role="lead", membership_class="component")
        consortium.lead_user = AppointmentFactory(district=district).user
        yield consortium


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def text(response):
    return " ".join(response.content.decode().split())


def page(address, client=None):
    return text((client or Client()).get(address))


def test_every_fact_that_the_lead_enters_is_on_the_contracts_page(mill):
    client = signed_in(mill.lead_user)
    saved = text(client.post("/consortia/mill-creek/contracts/new/", PAPER, follow=True))
    assert "Contract 24-01 Copy paper is added. Anyone can see it." in saved
    contract = Contract.objects.get()
    assert {field: value for field, value in text_of(contract).items() if value} == PAPER | {
        "pooling": "order",
        "tiering": "all_units",
    }
    shown = page("/contracts/24-01/")
    for words in (
        "White paper.<br>Colored paper.", "No printing.", "Office supplies", "0 renewals left.", "Mar 31, 2027",
        "Otter Run Local", "30 percent below list", "2 percent", "Write the number on the order.", "Buyer",
        "buyer@mill.example", "RFP 24", "Request for proposals", "Feb 1, 2024", "Lowest price", "Yes, page 12",
        'href="/contracts/suppliers/acme-paper/"',
    ):  # fmt: skip
        assert words in shown
    seen = {f"seen_{field}": value for field, value in text_of(contract).items()}
    again = text_of(contract) | seen
    same = client.post(f"/consortia/mill-creek/contracts/{contract.pk}/edit/", again, follow=True)
    assert "There were no changes to save." in text(same)
    client.post(f"/consortia/mill-creek/contracts/{contract.pk}/edit/", again | {"federal_funds": ""})
    history = page("/consortia/mill-creek/")
    assert "Contract 24-01 Copy paper, readiness for federal funds: No → not known" in history


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"lead": "9999999"}, "Enter the LEAID of a district in the registry"),
        ({"bids_due_on": "2024-01-01"}, "The date bids were due is before the date the solicitation was published."),
        ({"notice_on": "2027-07-01"}, "The notice date is after the end date."),
        ({"number": "compare"}, "Enter a different number: “compare” is the name of a page of this site."),
        ({"contact_email": "nowhere"}, "Enter a valid email address."),
    ],
)
def test_facts_that_contradict_one_another_are_not_saved(mill, fields, problem):
    client = signed_in(mill.lead_user)
    assert problem in text(client.post("/consortia/mill-creek/contracts/new/", PAPER | fields))
    assert not Contract.objects.exists()


def test_terms_that_orders_were_judged_by_stay_once_a_contract_has_prices(mill):
    contract = enter_contract(consortium=mill, values=PAPER, by=mill.lead_user, at=NOON)
    was = text_of(contract)
    pooled = {
        "contract": contract,
        "values": was | {"pooling": "pooled"},
        "seen": was,
        "by": mill.lead_user,
        "at": NOON,
    }
    PriceList.objects.create(contract=contract, effective_on="2024-07-01")
    with pytest.raises(Unready, match="orders were judged by the quantity that sets the price"):
        change_contract(**pooled)
    PriceList.objects.all().delete()
    assert change_contract(**pooled) == ["pooling"]


def test_a_reader_learns_whether_the_own_district_may_buy(mill):
    enter_contract(consortium=mill, values=PAPER, by=mill.lead_user, at=NOON)
    client = signed_in(mill.lead_user)
    assert "Not yet, because this contract requires a joinder, and the district has none." in page(
        "/contracts/24-01/", client
    )
    contract = Contract.objects.get()
    Joinder.objects.create(
        contract=contract, district=contract.lead, starts_on="2024-07-01", board_on=datetime.date(2024, 6, 1)
    )
    assert (
        "You may use this because you were a component member of Mill Creek on Sep 14, 2026 and your joinder, "
        "effective Jul 1, 2024, was in force." in page("/contracts/24-01/", client)
    )
    assert "Contracts that Otter Run Local may use today" in page("/contracts/", client)
    assert "You may use this" not in page("/contracts/24-01/")


def test_a_renamed_supplier_keeps_its_address_and_is_found_by_its_old_name(mill):
    enter_contract(consortium=mill, values=PAPER, by=mill.lead_user, at=NOON)
    registrar = signed_in(StateRoleFactory(role=Role.REGISTRAR).user)
    done = registrar.post(
        "/contracts/suppliers/acme-paper/rename/", {"name": "Acme Office", "until": "2026-06-30"}, follow=True
    )
    assert "The new name is recorded." in text(done)
    assert "Former names: Acme Paper (until Jun 30, 2026)" in text(done)
    assert "formerly Acme Paper (until Jun 30, 2026)" in page("/contracts/24-01/")
    assert Contract.objects.get().supplier == "Acme Office; Dairy Four"
    enter_contract(
        consortium=mill,
        values={"number": "24-02", "title": "Envelopes", "supplier": "ACME PAPER"},
        by=mill.lead_user,
        at=NOON,
    )
    assert sorted(Supplier.objects.values_list("name", flat=True)) == ["Acme Office", "Dairy Four"]
    assert "Envelopes" in page("/contracts/suppliers/acme-paper/")
    taken = registrar.post("/contracts/suppliers/acme-paper/rename/", {"name": "dairy four"})
    assert "Dairy Four is another supplier in the registry." in text(taken)
    assert Entry.objects.get(event="supplier.renamed").detail["was"] == "Acme Paper"


def test_documents_are_public_files_or_links_and_can_be_removed(mill):
    contract = enter_contract(consortium=mill, values=PAPER, by=mill.lead_user, at=NOON)
    client, address = signed_in(mill.lead_user), f"/consortia/mill-creek/contracts/{contract.pk}/documents/"
    file = SimpleUploadedFile("bids 2024.pdf", b"%PDF-1.7 bids")
    client.post(address, {"kind": "bids", "title": "Five bids", "file": file})
    client.post(address, {"kind": "solicitation", "title": "RFP", "url": "https://mill.example/rfp.pdf"})
    both = {
        "kind": "award",
        "title": "Award",
        "url": "https://mill.example/a",
        "file": SimpleUploadedFile("a.pdf", b"%PDF-"),
    }
    assert "Choose a file or enter a link, not both." in text(client.post(address, both))
    wrong = client.post(address, {"kind": "award", "title": "Award", "url": "javascript:alert(1)"})
    assert "Enter the full link, beginning with https://." in text(wrong)

    shown = page("/contracts/24-01/")
    assert shown.index('href="https://mill.example/rfp.pdf">RFP</a>') < shown.index(">Five bids</a>")
    document = ContractDocument.objects.get(kind="bids")
    answer = Client().get(f"/consortia/mill-creek/contracts/{contract.pk}/documents/{document.pk}.pdf")
    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1.7 bids", "application/pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="bids 2024.pdf"'
    client.post(f"{address}{document.pk}/remove/")
    assert "Five bids" not in page("/contracts/24-01/")
    assert Client().get(f"/consortia/mill-creek/contracts/{contract.pk}/documents/{document.pk}.pdf").status_code == 404


def test_up_to_four_contracts_are_compared_side_by_side(mill):
    for number, category in (("1", "Paper"), ("2", "Paper"), ("3", "Fuel"), ("4", "Fuel"), ("5", "Fuel")):
        facts = {"number": number, "title": f"Contract {number}", "supplier": "Acme", "category": category}
        enter_contract(consortium=mill, values=facts, by=mill.lead_user, at=NOON)
    two = page("/contracts/compare/?c=mill-creek:1&c=mill-creek:2&c=nobody:1")
    assert "Contract 2" in two
    assert "different categories" not in two
    five = page("/contracts/compare/?" + "&".join(f"c=mill-creek:{number}" for number in range(1, 6)))
    assert "Only the first four contracts are compared." in five
    assert "different categories" in five
    assert "Contract 5" not in five
    assert "Choose contracts to compare." in page("/contracts/compare/")


def test_names_of_suppliers_become_addresses():
    assert names_in(" Acme  Paper;; acme paper; Ünal & Söhne ") == ["Acme Paper", "Ünal & Söhne"]
    assert slug_for("Ünal & Söhne", {"unal-sohne"}) == "unal-sohne-2"
    assert slug_for("東京", ()) == "supplier"
    assert set(FACTS) >= {"supplier", "covers"}


@pytest.mark.parametrize("link", ["https://", "ftp://a.example/", "https://a b.example", "//a.example", "http://[x"])
def test_a_link_that_leads_nowhere_is_refused(link):
    assert problems_with_link(link) == ["Enter the full link, beginning with https://."]


def test_the_checklist_names_what_an_auditor_would_miss():
    papers = ContractPapers({"solicitation", "bids"}, "yes", "12", 0, has_prices=False, requires_joinder=True)
    found = {one.name: one.is_present for one in checklist(papers, joinder=False, district="Otter Run")}
    assert found == {
        "Solicitation": True, "Public notice": False, "Bid tabulation": True, "Evaluation": False,
        "Award notice or board action": False, "Cooperative-use clause": True, "Signed contract": False,
        "Amendments": None, "Joinder of Otter Run": False, "Price list": False,
    }  # fmt: skip
