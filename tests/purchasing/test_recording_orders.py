"""A treasurer records orders under a contract, corrects and cancels them, and prints the file for the auditor."""

import datetime
import io
import zipfile
from decimal import Decimal
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client

from accounts.refusals import Refused, Unready
from audit.models import Entry
from consortia.states import MemberRole
from districts.rules.periods import Period
from districts.states import Office
from purchasing.actions.commitments import cancel_commitment, commit_quantity
from purchasing.actions.orders import cancel_order, correct_order, record_order
from purchasing.models import ContractItem, Joinder, PriceList, Purchase, Tier
from purchasing.reads.ledger import ledger_of
from purchasing.rules.orders import OrderEntry
from purchasing.states import PurchaseSource
from tests.factories import AppointmentFactory, ConsortiumFactory, ContractFactory, DistrictFactory, MembershipFactory

NOON = datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC)
TODAY, BEFORE = datetime.date(2026, 9, 14), datetime.date(2026, 9, 10)
START, END = datetime.date(2026, 7, 1), datetime.date(2027, 6, 30)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_monday_in_september():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def mill():
    """A contract for laptops at $300, pooled, $280 from 100; Cedar Gap has a joinder, Otter Run has none."""
    consortium = ConsortiumFactory(name="Mill Creek", slug="mill-creek")
    lead, cedar, otter = (DistrictFactory(name=name) for name in ("Lead Creek", "Cedar Gap", "Otter Run"))
    MembershipFactory(consortium=consortium, district=lead, role=MemberRole.LEAD)
    for district in (cedar, otter):
        MembershipFactory(consortium=consortium, district=district)
    contract = ContractFactory(
        consortium=consortium, number="24-01", title="Laptops", starts_on=START, ends_on=END, requires_joinder=True,
        pooling="pooled", tiering="all_units",
    )  # fmt: skip
    laptop = ContractItem.objects.create(contract=contract, name="Laptop", unit="each")
    prices = PriceList.objects.create(contract=contract, effective_on=START)
    for quantity, price in ((1, 300), (100, 280)):
        Tier.objects.create(price_list=prices, item=laptop, from_quantity=quantity, unit_price=price)
    joinder = Joinder.objects.create(
        contract=contract, district=cedar, starts_on=START, ends_on=END, board_on=START, lead_actions="bid"
    )

    def treasurer(district):
        powers = {"can_register_membership": False, "can_sign_applications": False, "can_sign_joinders": False}
        return AppointmentFactory(district=district, kind=Office.TREASURER, **powers).user

    return SimpleNamespace(
        consortium=consortium, contract=contract, laptop=laptop, lead=AppointmentFactory(district=lead).user,
        cedar=cedar, otter=otter, joinder=joinder, treasurer=treasurer(cedar), other=treasurer(otter),
        signer=AppointmentFactory(district=cedar).user,
    )  # fmt: skip


def entry(ordered_on=TODAY, quantity=40, unit_price=300, reference="PO 7", because=""):
    return OrderEntry(ordered_on, quantity, Decimal(unit_price), reference, because)


def record(mill, by=None, district=None, **order):
    return record_order(
        item=mill.laptop, district=district or mill.cedar, entry=entry(**order), by=by or mill.treasurer, at=NOON
    )


def judged(mill):
    return ledger_of(mill.contract, TODAY).judged


def at(mill, path=""):
    return f"/consortia/mill-creek/contracts/{mill.contract.pk}/orders/{path}"


def text_of(response):
    return " ".join(response.content.decode().split())


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_a_treasurer_checks_an_order_records_it_and_reads_it_in_the_file_for_the_auditor(mill):
    client, leaid = signed_in(mill.treasurer), mill.cedar.leaid
    own = text_of(client.get("/contracts/24-01/"))
    assert "No orders so far." in own
    assert at(mill, f"{leaid}/new/") in own

    order = {"item": mill.laptop.pk, "ordered_on": "2026-09-14", "quantity": "40", "unit_price": "$320.00",
             "reference": "PO 7"}  # fmt: skip
    form = text_of(client.get(at(mill, f"{leaid}/new/")))
    assert "You may use this because you were a participating member of Mill Creek on Sep 14, 2026" in form
    assert "Laptop, each ($300.00 today)" in form
    assert "Why it was placed anyway" not in form
    check = text_of(client.post(at(mill, f"{leaid}/new/"), {**order, "check": "1"}))
    assert "$20.00 a unit over the contract price of $300.00, $800.00 in all" in check
    assert not Purchase.objects.exists()

    done = text_of(client.post(at(mill, f"{leaid}/new/"), order, follow=True))
    assert "The order of 40 × Laptop for $12,800.00 is recorded. The price is $20.00 a unit over" in done
    assert "1 order for $12,800.00 by Sep 14, 2026. Not allowed: 0. Over the contract price: 1, by $800.00." in done
    assert "Missing: Solicitation, Public notice" in done
    assert "1 order so far, $12,800.00." in text_of(client.get("/contracts/24-01/"))
    one = Purchase.objects.get()
    assert (one.quantity, one.unit_price_paid, one.source, one.recorded_by) == (40, 320, "entered", mill.treasurer)
    logged = Entry.objects.latest("pk")
    assert (logged.event, logged.detail["district"], logged.detail["was_allowed"]) == ("order.recorded", leaid, True)

    again = text_of(client.post(at(mill, f"{leaid}/new/"), order))
    assert "An order of this item with the number PO 7 and this date is already on record." in again
    wrong = text_of(client.post(at(mill, f"{leaid}/new/"), {**order, "quantity": "2.5", "unit_price": "0.00001"}))
    assert "Enter the quantity as a whole number, like 250" in wrong
    assert "Enter the price with no more than four decimals" in wrong

    pack = zipfile.ZipFile(io.BytesIO(b"".join(client.get(at(mill, f"{leaid}.zip")))))
    rows = pack.read("orders.csv").decode().splitlines()
    assert rows[1].startswith("2026-09-14,PO 7,Laptop,each,40,320.0000,300.0000,12800.00,800.00,yes,")
    notes = pack.read("notes.txt").decode()
    assert "Over the contract price: the district paid $320.00 for a unit" in notes
    assert "Documents of the contract: Missing: Solicitation" in notes


def test_only_the_districts_people_record_its_orders_and_the_consortium_if_the_joinder_lets_it(mill):
    with pytest.raises(Refused, match="Only the superintendent or treasurer of Cedar Gap"):
        record(mill, by=mill.other)
    with pytest.raises(Refused, match="The consortium can if the district’s joinder lets it"):
        record(mill, by=mill.lead)
    Joinder.objects.filter(pk=mill.joinder.pk).update(lead_actions="bid order")
    assert record(mill, by=mill.lead).source == PurchaseSource.LEAD
    assert record(mill, by=mill.signer, reference="PO 8").source == PurchaseSource.ENTERED


def test_an_order_outside_the_right_is_refused_today_and_recorded_as_an_exception_afterward(mill):
    client, address = signed_in(mill.other), at(mill, f"{mill.otter.leaid}/new/")
    order = {"item": mill.laptop.pk, "ordered_on": "2026-09-14", "quantity": "1", "unit_price": "300",
             "reference": "PO 1"}  # fmt: skip
    refused = text_of(client.post(address, order))
    assert "the district has none. Sign a joinder before you order." in refused
    asked = text_of(client.post(address, {**order, "ordered_on": "2026-09-10"}))
    assert "Why it was placed anyway" in asked
    assert not Purchase.objects.exists()
    told = client.post(address, {**order, "ordered_on": "2026-09-10", "because": "Storm damage"}, follow=True)
    assert "It is shown as not allowed." in text_of(told)
    assert "The district’s explanation: Storm damage" in text_of(told)
    assert "Storm damage" not in text_of(Client().get("/contracts/24-01/prices/"))
    assert not judged(mill)[0].answer.is_allowed
    with pytest.raises(Unready, match="the contract begins on Jul 1, 2026"):
        record(mill, ordered_on=datetime.date(2026, 6, 30))
    # An explanation is kept only where it is needed.
    assert record(mill, because="Just in case").exception_because == ""


def test_a_correction_keeps_the_first_version_and_only_the_latest_counts(mill):
    first = record(mill, quantity=400)
    client, address = signed_in(mill.treasurer), at(mill, f"{mill.cedar.leaid}/{first.pk}/correct/")
    form = text_of(client.get(address))
    assert 'value="400"' in form
    assert 'value="300.00"' in form
    changed = {"item": mill.laptop.pk, "ordered_on": "2026-09-10", "quantity": "40", "unit_price": "300.00",
               "reference": "PO 7", "reason": "One zero too many"}  # fmt: skip
    page = text_of(client.post(address, changed, follow=True))
    assert "corrected it on Sep 14, 2026. Reason: One zero too many. Now 40 × Laptop, ordered on Sep 10, 2026." in page
    assert [one.purchase.quantity for one in judged(mill)] == [40]
    assert Entry.objects.latest("pk").event == "order.corrected"

    # Someone else still has the first version open.
    stale = text_of(client.post(address, {**changed, "quantity": "41"}))
    assert "This order was corrected or canceled after you opened this page." in stale
    with pytest.raises(Unready, match="corrected or canceled after you opened"):
        cancel_order(order=first, reason="Twice", by=mill.treasurer, at=NOON)
    second = first.correction
    with pytest.raises(Unready, match="Change at least one value"):
        correct_order(order=second, item=mill.laptop, entry=entry(BEFORE), reason="Same", by=mill.treasurer, at=NOON)
    cancel_order(order=second, reason="The supplier couldn’t deliver", by=mill.treasurer, at=NOON)
    assert judged(mill) == []
    assert Purchase.objects.count() == 2


def test_an_order_from_the_states_file_is_corrected_by_the_consortium_only(mill):
    order = Purchase.objects.create(
        item=mill.laptop, district=mill.cedar, ordered_on=BEFORE, quantity=5, unit_price_paid=350, source="file"
    )
    with pytest.raises(Refused, match="This order is from a file"):
        cancel_order(order=order, reason="It looks bad", by=mill.treasurer, at=NOON)
    page = signed_in(mill.treasurer).get(at(mill, f"{mill.cedar.leaid}/"))
    assert f"/{order.pk}/cancel/" not in page.content.decode()
    cancel_order(order=order, reason="Wrong district", by=mill.lead, at=NOON)
    assert judged(mill) == []


def test_a_commitment_counts_toward_the_pooled_price_until_it_is_canceled(mill):
    def commit(by=None, starts_on=TODAY):
        return commit_quantity(
            item=mill.laptop, district=mill.cedar, quantity=120, period=Period(starts_on, END), by=by or mill.signer,
            at=NOON,
        )  # fmt: skip

    with pytest.raises(Refused, match="permission to sign contract joinders"):
        commit(by=mill.treasurer)
    commitment = commit()
    assert ledger_of(mill.contract, TODAY).prices[0].price.unit_price == 280
    with pytest.raises(Unready, match="already committed to this item"):
        commit(starts_on=datetime.date(2026, 10, 1))
    page = text_of(signed_in(mill.signer).get(at(mill, f"{mill.cedar.leaid}/")))
    assert f"commitments/{commitment.pk}/cancel/" in page
    cancel_commitment(commitment=commitment, reason="The levy failed", by=mill.signer, at=NOON)
    assert ledger_of(mill.contract, TODAY).prices[0].price.unit_price == 300
    assert commit().pk != commitment.pk


def test_anyone_reads_uptake_by_member_and_the_lead_opens_each_members_file(mill):
    record(mill, quantity=40, unit_price=320)
    record(mill, by=mill.other, district=mill.otter, ordered_on=BEFORE, quantity=1, because="Storm damage")
    commit_quantity(
        item=mill.laptop, district=mill.cedar, quantity=60, period=Period(TODAY, END), by=mill.signer, at=NOON
    )
    public = text_of(Client().get("/contracts/24-01/uptake/"))
    # The commitment brings the pooled price to 300 only: 40 ordered and 20 to come are 60.
    assert "2 districts ordered for $13,100.00 by Sep 14, 2026, $800.00 of it over the contract price." in public
    assert "1 order not allowed" in public
    assert "Storm damage" not in public
    file = b"".join(Client().get("/contracts/24-01/uptake.csv")).decode().splitlines()
    assert file[1:] == [
        f"{mill.cedar.leaid},Cedar Gap,Laptop,60,40,1,40,12800.00,800.00,0",
        f"{mill.otter.leaid},Otter Run,Laptop,0,0,1,1,300.00,0.00,1",
    ]
    own = text_of(signed_in(mill.lead).get("/contracts/24-01/uptake/"))
    assert at(mill, f"{mill.otter.leaid}/") in own
    assert "orders/" not in public
