"""A contract that was planned, put out to bid, awarded, amended, terminated, and bought under."""

import datetime

from purchasing.actions.amendments import amend_contract, terminate_contract
from purchasing.actions.contracts import enter_contract
from purchasing.actions.documents import ContractUpload, add_contract_document
from purchasing.models import Contract, ContractItem, Purchase
from tests.factories import AppointmentFactory, ConsortiumFactory, DistrictFactory, MembershipFactory

NOON = datetime.datetime(2026, 9, 14, 16, tzinfo=datetime.UTC)
FACTS = {
    "number": "24-01", "title": "Copy paper", "supplier": "Acme Paper", "covers": "White paper.", "lead": "9900001",
    "starts_on": "2024-07-01", "ends_on": "2027-06-30", "contact_role": "Buyer", "contact_email": "buyer@mill.example",
    "solicitation_number": "RFP 24", "solicitation_method": "proposals", "planned_on": "2024-01-15",
    "published_on": "2024-02-01", "bids_due_on": "2024-03-01", "bids_received": "5", "evaluation": "By points.",
    "awarded_on": "2024-05-01", "award_reason": "Lowest price",
}  # fmt: skip


def a_contract_with_every_event() -> Contract:
    """Contract 24-01 of Mill Creek, which Otter Run leads and Cedar Gap bought under."""
    mill = ConsortiumFactory(name="Mill Creek", slug="mill-creek")
    lead = DistrictFactory(name="Otter Run Local", leaid="9900001")
    buyer = DistrictFactory(name="Cedar Gap Local", leaid="9900002")
    MembershipFactory(consortium=mill, district=lead, role="lead", membership_class="component")
    MembershipFactory(consortium=mill, district=buyer, membership_class="participating")
    by = {"by": AppointmentFactory(district=lead).user, "at": NOON}
    contract = enter_contract(consortium=mill, values=FACTS, **by)
    for kind, more in (("solicitation", {"url": "https://mill.example/rfp.pdf"}), ("bids", {"content": b"%PDF-1.7"})):
        add_contract_document(contract=contract, upload=ContractUpload(kind, kind, name="bids.pdf", **more), **by)
    renewed = {"values": {"ends_on": "2028-06-30"}, "reason": "Renewed for a year."}
    amend_contract(contract=contract, effective_on=datetime.date(2025, 7, 1), **renewed, **by)
    item = ContractItem.objects.create(contract=contract, name="Paper, 500 sheets", unit="ream")
    Purchase.objects.create(
        item=item,
        district=buyer,
        ordered_on=datetime.date(2025, 9, 1),
        quantity=7,
        unit_price_paid="4.2900",
        source="entered",
    )
    terminate_contract(contract=contract, reason="Late.", effective_on=datetime.date(2026, 8, 31), **by)
    return contract
