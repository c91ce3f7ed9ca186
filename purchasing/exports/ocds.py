"""Contracts as open data: releases of the Open Contracting Data Standard, version 1.1, one for each event.

A shared contract is a framework: the lead agency is its procuring entity, and each member that may buy is a buyer. What
a member bought under it is a contracting process of its own, which names the framework as its related process.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import quote

from django.utils import timezone

from districts.models import District
from purchasing.exports.ocds_facts import ContractFacts, facts_of
from purchasing.exports.ocds_parts import (
    Json,
    amendment_json,
    district_party,
    item_json,
    member_party,
    moment,
    parsed_day,
    period_json,
    reference_to,
    references_to,
    texts_now,
    without_empty,
)
from purchasing.models import Contract, Purchase
from purchasing.states import ContractChangeKind, DocumentKind, SolicitationMethod

VERSION = "1.1"
CONTRACTS_AT_ONCE = 200
METHODS = {
    SolicitationMethod.BIDS: "open",
    SolicitationMethod.PROPOSALS: "open",
    SolicitationMethod.QUOTES: "limited",
    SolicitationMethod.PIGGYBACK: "direct",
    SolicitationMethod.SOLE_SOURCE: "direct",
    SolicitationMethod.EMERGENCY: "direct",
}
# The section of a release that a kind of document belongs to, and its type in the standard.
DOCUMENTS = {
    DocumentKind.SOLICITATION: ("tender", "biddingDocuments"),
    DocumentKind.NOTICE: ("tender", "tenderNotice"),
    DocumentKind.CLAUSE: ("tender", "eligibilityCriteria"),
    DocumentKind.BIDS: ("award", "submissionDocuments"),
    DocumentKind.EVALUATION: ("award", "evaluationReports"),
    DocumentKind.AWARD: ("award", "awardNotice"),
    DocumentKind.CONTRACT: ("contract", "contractSigned"),
    DocumentKind.AMENDMENT: ("contract", "contractAnnexe"),
    DocumentKind.PRICES: ("contract", "contractSchedule"),
    DocumentKind.OTHER: ("contract", "contractArrangements"),
}
FORMATS = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}


class Publisher(NamedTuple):
    """Who publishes: the registered ocid prefix, a name, the address of the portal, and the state’s two letters."""

    prefix: str
    name: str
    portal: str
    state: str


def about_package(publisher: Publisher, at: datetime.datetime) -> Json:
    """The facts about a package of releases, without the releases."""
    return {
        "uri": f"{publisher.portal}/contracts/ocds.json",
        "version": VERSION,
        "publishedDate": at.isoformat(),
        "publisher": {"name": publisher.name, "uri": publisher.portal},
    }


def releases_of(contracts: Sequence[Contract], publisher: Publisher, at: datetime.datetime) -> Iterator[Json]:
    """The releases of these contracts, whose consortia and lead agencies are read already.

    Seven queries for each 200 contracts. `at` is the date of what has no date on record.
    """
    for start in range(0, len(contracts), CONTRACTS_AT_ONCE):
        for facts in facts_of(contracts[start : start + CONTRACTS_AT_ONCE]):
            process = _Process(facts, publisher, at)
            yield from process.releases()
            yield from process.call_offs()


class _Process:
    """The contracting process of one contract."""

    def __init__(self, facts: ContractFacts, publisher: Publisher, at: datetime.datetime) -> None:
        self.facts, self.publisher, self.at = facts, publisher, at
        self.contract = facts.contract
        self.ocid = f"{publisher.prefix}-{self.contract.consortium.slug}-{quote(self.contract.number, safe='')}"
        # The facts that amendments change, as they were before each of them, the first before any.
        self.texts = [texts_now(self.contract)]
        for amendment in reversed(facts.amendments):
            before = {change["field"]: change["before"] for change in amendment.changes}
            self.texts.insert(0, self.texts[0] | before)

    # --- events

    def releases(self) -> Iterator[Json]:
        """A release for each event, in the order in which they happened."""
        contract, first = self.contract, self.texts[0]
        if contract.planned_on:
            planning = {"rationale": first["covers"] or first["title"]}
            yield self._release("planning", contract.planned_on, {"planning": planning})
        if contract.published_on:
            tender = self._tender("active")
            yield self._release("tender", contract.published_on, {"tender": tender}, with_buyers=True)
        if contract.awarded_on:
            sections = {"tender": self._tender("complete"), "awards": [self._award(first)]}
            yield self._release("award", contract.awarded_on, sections, with_suppliers=True)
        yield from self._contract_releases()

    def _contract_releases(self) -> Iterator[Json]:
        contract, first = self.contract, self.texts[0]
        sections: Json = {"contracts": [self._contract(first, "active")]}
        tags = ["contract"]
        if not contract.awarded_on:
            tags = ["award", "contract"]
            sections |= {"tender": self._tender("complete"), "awards": [self._award(first)]}
        today = timezone.localdate(self.at)
        if contract.starts_on and contract.starts_on > today:
            sections["contracts"][0]["status"] = "pending"
        signed = self._release(tags, contract.starts_on, sections, with_buyers=True, with_suppliers=True)
        yield signed
        earlier, last, is_over = signed["id"], self.texts[-1], False
        for position, amendment in enumerate(self.facts.amendments, start=1):
            if amendment.effective_on > today:  # a termination that is on record already
                break
            is_over = amendment.kind == ContractChangeKind.TERMINATION
            after = self._contract(self.texts[position], "terminated" if is_over else "active")
            name = "contractTermination" if is_over else "contractAmendment"
            release = self._release(name, amendment.effective_on, {"contracts": [after]}, suffix=str(position))
            after["amendments"] = [amendment_json(amendment, earlier, release["id"])]
            earlier = release["id"]
            yield release
        if contract.ends_on and contract.ends_on < today and not is_over:
            ended = self._contract(last, "terminated")
            yield self._release("contractTermination", contract.ends_on, {"contracts": [ended]})

    def call_offs(self) -> Iterator[Json]:
        """For each member, what it bought under the contract: a process that follows from the framework."""
        orders: dict[int, list[Purchase]] = defaultdict(list)
        for purchase in self.facts.purchases:
            orders[purchase.district_id].append(purchase)
        for own in orders.values():
            yield self._call_off(own[0].district, own)

    def _call_off(self, district: District, own: Sequence[Purchase]) -> Json:
        ocid, key = f"{self.ocid}-{district.leaid}", f"{self._id('call-off')}-{district.leaid}"
        buyer = reference_to(district_party(district, []))
        suppliers = self._suppliers("supplier", *(["payee"] if len(self.facts.suppliers) == 1 else []))
        quantities: dict[int, list[Purchase]] = defaultdict(list)
        for purchase in own:
            quantities[purchase.item_id].append(purchase)
        items = [item_json(rows[0].item, sum(row.quantity for row in rows)) for rows in quantities.values()]
        contract = {
            "id": key,
            "awardID": key,
            "title": self.contract.title,
            "status": "active",
            "items": items,
            "implementation": {"transactions": [self._transaction(row, buyer, suppliers) for row in own]},
        }
        award = {"id": key, "title": self.contract.title, "status": "active", "suppliers": references_to(suppliers)}
        last = own[-1].ordered_on
        return {
            "ocid": ocid,
            "id": f"{ocid}-{last:%Y%m%d}-{len(own)}",
            "date": moment(last),
            "tag": ["award", "contract", "implementation"],
            "initiationType": "tender",
            "language": "en",
            "parties": [district_party(district, ["buyer", "payer"]), *suppliers],
            "buyer": buyer,
            "awards": [award],
            "contracts": [contract],
            "relatedProcesses": [
                {
                    "id": "1",
                    "relationship": ["framework"],
                    "title": self.contract.title,
                    "scheme": "ocid",
                    "identifier": self.ocid,
                    "uri": self._address(),
                }
            ],
        }

    # --- parts of a release

    def _release(
        self,
        tag: str | list[str],
        day: datetime.date | None,
        sections: Json,
        *,
        with_buyers: bool = False,
        with_suppliers: bool = False,
        suffix: str = "",
    ) -> Json:
        tags = tag if isinstance(tag, list) else [tag]
        on = day or timezone.localdate(self.at)
        parties = {party["id"]: party for party in [self._procuring_entity()]}
        for party in (
            *(self._buyers(on) if with_buyers else ()),
            *(self._suppliers("supplier") if with_suppliers else ()),
        ):
            if known := parties.get(party["id"]):
                known["roles"] = sorted({*known["roles"], *party["roles"]})
            else:
                parties[party["id"]] = party
        release: Json = {
            "ocid": self.ocid,
            "id": "-".join(filter(None, (self.ocid, *tags, suffix))),
            "date": moment(day) if day else self.at.isoformat(),
            "tag": tags,
            "initiationType": "tender",
            "language": "en",
            "parties": list(parties.values()),
        } | sections
        lead = self._procuring_entity()["id"]
        if "buyer" in parties[lead]["roles"]:
            release["buyer"] = reference_to(parties[lead])
        return release

    def _tender(self, status: str) -> Json:
        contract, first = self.contract, self.texts[0]
        method = contract.solicitation_method
        return without_empty(
            {
                "id": contract.solicitation_number or self._id("tender"),
                "title": first["title"],
                "description": first["covers"],
                "status": status,
                "procuringEntity": reference_to(self._procuring_entity()),
                "procurementMethod": METHODS.get(SolicitationMethod(method)) if method else None,
                "procurementMethodDetails": contract.get_solicitation_method_display(),
                "awardCriteriaDetails": contract.evaluation if status == "complete" else "",
                "eligibilityCriteria": self._eligibility(),
                "numberOfTenderers": contract.bids_received if status == "complete" else None,
                "tenderPeriod": period_json(contract.published_on, contract.bids_due_on),
                "items": [item_json(item) for item in self.facts.items],
                "documents": self._documents("tender"),
            }
        )

    def _eligibility(self) -> str:
        consortium = self.contract.consortium
        words = f"Component and participating members of {consortium} may buy."
        return f"{words} Each needs a joinder." if self.contract.requires_joinder else words

    def _award(self, texts: dict[str, str]) -> Json:
        contract = self.contract
        return without_empty(
            {
                "id": self._id("award"),
                "title": texts["title"],
                "description": contract.award_reason,
                "status": "active",
                "date": moment(contract.awarded_on),
                "suppliers": references_to(self._suppliers("supplier")),
                "items": [item_json(item) for item in self.facts.items],
                "contractPeriod": period_json(parsed_day(texts["starts_on"]), parsed_day(texts["ends_on"])),
                "documents": self._documents("award"),
            }
        )

    def _contract(self, texts: dict[str, str], status: str) -> Json:
        return without_empty(
            {
                "id": self.contract.number,
                "awardID": self._id("award"),
                "title": texts["title"],
                "description": texts["covers"],
                "status": status,
                "period": period_json(parsed_day(texts["starts_on"]), parsed_day(texts["ends_on"])),
                "items": [item_json(item) for item in self.facts.items],
                "documents": self._documents("contract"),
            }
        )

    def _documents(self, section: str) -> list[Json]:
        found = []
        for document in self.facts.documents:
            where, kind = DOCUMENTS[DocumentKind(document.kind)]
            if where == section:
                found.append(
                    without_empty(
                        {
                            "id": str(document.pk),
                            "documentType": kind,
                            "title": document.title,
                            "url": document.url or self._address(),
                            "datePublished": document.added_at.isoformat(),
                            "format": document.content_type,
                            "language": "en",
                        }
                    )
                )
        return found

    def _transaction(self, purchase: Purchase, buyer: Json, suppliers: Sequence[Json]) -> Json:
        amount = (purchase.quantity * purchase.unit_price_paid).quantize(Decimal("0.01"))
        return {
            "id": str(purchase.pk),
            "date": moment(purchase.ordered_on),
            "value": {"amount": float(amount), "currency": "USD"},
            "payer": buyer,
        } | ({"payee": reference_to(suppliers[0])} if len(suppliers) == 1 else {})

    # --- parties

    def _procuring_entity(self) -> Json:
        """The lead agency; the consortium itself where none is on record."""
        contract, consortium = self.contract, self.contract.consortium
        if contract.lead:
            party = district_party(contract.lead, ["procuringEntity"])
        else:
            party = {
                "id": f"US-{consortium.state}-CONSORTIUM-{consortium.slug}",
                "name": consortium.name,
                "roles": ["procuringEntity"],
            }
        contact = without_empty(
            {"name": contract.contact_role, "email": contract.contact_email, "telephone": contract.contact_phone}
        )
        return party | ({"contactPoint": contact} if contact else {})

    def _buyers(self, on: datetime.date) -> list[Json]:
        """The members that may buy on that date."""
        return [
            member_party(one.district, one.school)
            for one in self.facts.members
            if (one.joins_on is None or one.joins_on <= on) and (one.leaves_on is None or one.leaves_on >= on)
        ]

    def _suppliers(self, *roles: str) -> list[Json]:
        state = self.publisher.state
        return [
            {"id": f"US-{state}-SUPPLIER-{slug}", "name": name, "roles": list(roles)}
            for slug, name in self.facts.suppliers
        ]

    def _id(self, kind: str) -> str:
        return f"{self.contract.number}-{kind}"

    def _address(self) -> str:
        return f"{self.publisher.portal}{self.contract.get_absolute_url()}"
