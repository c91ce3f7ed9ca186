"""A district signs a joinder on a page, the lead sees who joined and asks the others, and a joinder ends."""

import datetime
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client

from accounts.models import OutgoingEmail, Role
from accounts.refusals import Refused, Unready
from audit.models import Entry
from consortia.states import MemberRole
from districts.states import Office
from purchasing.actions.joinders import ask_to_join, end_joinder, sign_joinder, terms_of
from purchasing.models import ContractItem, Joinder, JoinderEnding, Purchase
from purchasing.reads.joinders import joinder_text
from purchasing.reads.ledger import ledger_of
from purchasing.states import PurchaseSource
from signing.rules import digest_of
from tests.factories import (
    AppointmentFactory,
    ConsortiumFactory,
    ContractFactory,
    DistrictFactory,
    MembershipFactory,
    StateRoleFactory,
)

NOON = datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC)
TODAY, END = datetime.date(2026, 9, 14), datetime.date(2027, 6, 30)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def mill():
    """A consortium with a lead and two members, its contract for laptops and cases, and their people."""
    consortium = ConsortiumFactory(name="Mill Creek", slug="mill-creek")
    lead, cedar, otter = (DistrictFactory(name=name) for name in ("Lead Creek", "Cedar Gap", "Otter Run"))
    MembershipFactory(consortium=consortium, district=lead, role=MemberRole.LEAD)
    for district in (cedar, otter):
        MembershipFactory(consortium=consortium, district=district)
    contract = ContractFactory(
        consortium=consortium, number="24-01", title="Laptops", ends_on=END, requires_joinder=True
    )
    laptop, case = (ContractItem.objects.create(contract=contract, name=name) for name in ("Laptop", "Case"))
    signer = AppointmentFactory(
        district=cedar, user__name="Ann Marsh", kind=Office.TREASURER, can_register_membership=False
    )
    return SimpleNamespace(
        consortium=consortium, contract=contract, laptop=laptop, case=case, lead=AppointmentFactory(district=lead).user,
        cedar=cedar, otter=otter, signer=signer.user,
    )  # fmt: skip


def sign(mill, *, starts_on=TODAY, ends_on=END, items=(), actions=("order",), board_on=TODAY, name="Ann Marsh", **more):
    terms = terms_of(starts_on=starts_on, ends_on=ends_on, items=items, lead_actions=actions, scope="")
    seen = digest_of(joinder_text(ledger_of(mill.contract, TODAY), mill.cedar, terms))
    kept = {"contract": mill.contract, "district": mill.cedar, "terms": terms, "title": "Treasurer", "seen": seen}
    return sign_joinder(**{**kept, "name": name, "board_on": board_on, "by": mill.signer, "at": NOON, **more})


def page_of(user, address, status=200):
    client = Client()
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == status, address
    return " ".join(response.content.decode().split())


def at(mill, path=""):
    return f"/consortia/mill-creek/contracts/{mill.contract.pk}/{path}"


def test_a_district_chooses_its_terms_reads_the_joinder_and_signs_it(mill):
    client, address = Client(), at(mill, f"join/{mill.cedar.leaid}/")
    client.force_login(mill.signer)
    assert 'value="2027-06-30"' in client.get(address).content.decode()

    terms = {"starts_on": "2026-09-14", "ends_on": "2027-06-30", "items": ["Laptop"], "lead_actions": ["order"]}
    read = client.post(address, {**terms, "review": "1"})
    text = " ".join(read.content.decode().split())
    assert "Cedar Gap joins contract 24-01 of Mill Creek and accepts its prices and terms." in text
    assert "Place and record orders for the district" in text
    assert not Joinder.objects.exists()

    signature = {"name": "Ann M. Marsh", "title": "Treasurer", "board_on": "2026-09-08", "sign": "1"}
    stale = client.post(address, {**terms, **signature, "seen": "another"})
    assert "The contract was changed after you opened this page." in stale.content.decode()
    done = client.post(address, {**terms, **signature, "seen": read.context["digest"]}, follow=True)

    joinder = Joinder.objects.get()
    assert (joinder.starts_on, joinder.ends_on, joinder.item_names) == (TODAY, END, ["Laptop"])
    assert joinder.signature.part_digest == read.context["digest"]
    assert joinder.signature.account_role == "treasurer of Cedar Gap"
    shown = " ".join(done.content.decode().split())
    for words in ("Cedar Gap has joined contract 24-01.", "Ann M. Marsh, Treasurer, Sep 14, 2026", "Laptop",
                  joinder.signature.part_digest):  # fmt: skip
        assert words in shown
    assert "What an auditor may question" not in shown
    assert OutgoingEmail.objects.get().subject == "Cedar Gap joined contract 24-01 Laptops"
    assert OutgoingEmail.objects.get().to_user == mill.lead
    assert Entry.objects.latest("pk").event == "joinder.signed"


def test_only_a_districts_signers_sign_and_only_what_they_read(mill):
    with pytest.raises(Refused, match="Only people with permission to sign contract joinders for Cedar Gap"):
        sign(mill, by=mill.lead)
    with pytest.raises(Unready, match="The contract was changed after you opened this page"):
        sign(mill, seen="another text")
    with pytest.raises(Unready, match="The contract has no item “Printer”"):
        sign(mill, items=("Printer",))
    with pytest.raises(Unready, match="The board approval date is in the future"):
        sign(mill, board_on=datetime.date(2026, 9, 15))
    sign(mill)
    with pytest.raises(Unready, match="To renew it, choose July 1, 2027 or a later start date"):
        sign(mill)


def test_a_joinder_ends_by_a_dated_row_with_a_reason(mill):
    joinder = sign(mill)
    with pytest.raises(Refused, match="Only people who sign joinders for Cedar Gap"):
        end_joinder(joinder=joinder, ends_on=TODAY, reason="No", by=AppointmentFactory().user, at=NOON)

    end_joinder(
        joinder=joinder, ends_on=datetime.date(2026, 9, 30), reason="We will buy elsewhere.", by=mill.lead, at=NOON
    )

    ending = JoinderEnding.objects.get()
    assert (ending.ended_before_on, ending.ends_on) == (END, datetime.date(2026, 9, 30))
    shown = page_of(mill.signer, at(mill, f"joinders/{joinder.pk}/"))
    assert "The last date is Sep 30, 2026 instead of Jun 30, 2027. Reason: We will buy elsewhere." in shown
    assert "Renew joinder" in shown  # it ends soon
    assert OutgoingEmail.objects.latest("pk").to_user == mill.signer
    assert not ledger_of(mill.contract, datetime.date(2026, 10, 1)).answer_for(mill.cedar.leaid).is_allowed
    sign(mill, starts_on=datetime.date(2026, 10, 1))  # renewed


def test_the_lead_sees_who_joined_and_what_auditors_would_note_and_asks_the_others(mill, django_assert_num_queries):
    sign(mill, board_on=None, name="Someone Else")
    Purchase.objects.create(
        item=mill.case, district=mill.otter, ordered_on=TODAY, quantity=3, unit_price_paid=9, source=PurchaseSource.FILE
    )
    shown = page_of(mill.lead, at(mill, "joinders/"))
    for words in (
        "1 of 3 members that may buy have joined.", "An auditor may have questions about 2 districts.",
        "Joinder without a board date", "Signed under another name", "Not joined; no request sent",
        "Ordered without a joinder</strong>: the order of Sep 14, 2026 was placed when no joinder was in force.",
    ):  # fmt: skip
        assert words in shown
    auditor = StateRoleFactory(role=Role.AUDITOR).user
    assert "Ask members to sign" not in page_of(auditor, at(mill, "joinders/"))
    page_of(mill.signer, at(mill, "joinders/"), status=403)
    page_of(mill.lead, at(mill, f"joinders/{Joinder.objects.get().pk}/"))
    page_of(AppointmentFactory().user, at(mill, f"joinders/{Joinder.objects.get().pk}/"), status=403)

    asked = AppointmentFactory(district=mill.otter, user__name="Olga Otter").user
    client = Client()
    client.force_login(mill.lead)
    client.post(at(mill, "joinders/ask/"), {"districts": [mill.otter.leaid], "message": "Prices fall in July."})
    email = OutgoingEmail.objects.latest("pk")
    assert (email.to_user, email.subject) == (asked, "Mill Creek asks Otter Run to join contract 24-01 Laptops")
    assert "Prices fall in July." in email.body
    assert f"join/{mill.otter.leaid}/" in email.body
    assert "Asked on Sep 14, 2026, not signed" in page_of(mill.lead, at(mill, "joinders/"))
    with pytest.raises(Unready, match="Cedar Gap has already joined"):
        ask_to_join(contract=mill.contract, districts=[mill.cedar], by=mill.lead, at=NOON)


def test_signers_and_the_lead_find_joinders_in_their_work_and_on_the_contract(mill):
    ask_to_join(contract=mill.contract, districts=[mill.cedar], by=mill.lead, at=NOON)
    work = page_of(mill.signer, "/my/")
    assert "Sign the joinder of Cedar Gap for contract 24-01 Laptops." in work
    contract = page_of(mill.signer, "/contracts/24-01/")
    assert "Not yet, because this contract requires a joinder, and the district has none." in contract
    assert f'{at(mill, f"join/{mill.cedar.leaid}/")}">Sign joinder' in contract

    sign(mill, ends_on=datetime.date(2026, 12, 13))
    contract = page_of(mill.signer, "/contracts/24-01/")
    assert "Joinder from Sep 14, 2026 to Dec 13, 2026." in contract
    assert "Renew joinder" in contract
    assert "Renew the joinder of Cedar Gap for contract 24-01 Laptops." in page_of(mill.signer, "/my/")
    assert "Ask Cedar Gap to renew its joinder for contract 24-01 Laptops." in page_of(mill.lead, "/my/")
    assert "Joinders of the members" in page_of(mill.lead, "/contracts/24-01/")

    sign(mill, starts_on=datetime.date(2026, 12, 14))  # renewed in time
    assert "joinder of Cedar Gap" not in page_of(mill.signer, "/my/")
