"""Contracts as open data: releases of the Open Contracting Data Standard, version 1.1, one for each event.

A shared contract is a framework: the lead agency is its procuring entity, and each member that may buy is a buyer. What
a member bought under it is a contracting process of its own, which names the framework as its related process.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import quote

from django.utils import timezone

from consortia.models import Membership
from districts.models import District, School
from purchasing.models import (
    Contract,
    ContractAmendment,
    ContractDocument,
    ContractItem,
    ContractSupplier,
    Purchase,
)
from purchasing.rules.contracts import changes_in_words
from purchasing.rules.suppliers import names_in, slug_for
from purchasing.states import ContractChangeKind, DocumentKind, SolicitationMethod

VERSION = "1.1"
CONTRACTS_AT_ONCE = 200
Json = dict[str, Any]
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


class _Facts(NamedTuple):
    """A contract with everything that its releases tell."""

    contract: Contract
    suppliers: Sequence[tuple[str, str]]  # (slug, name)
    items: Sequence[ContractItem]
    documents: Sequence[ContractDocument]
    amendments: Sequence[ContractAmendment]  # in the contract's facts already, in the order they took effect
    members: Sequence[Membership]
    purchases: Sequence[Purchase]


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
        for facts in _facts_of(contracts[start : start + CONTRACTS_AT_ONCE]):
            process = _Process(facts, publisher, at)
            yield from process.releases()
            yield from process.call_offs()


def _facts_of(contracts: Sequence[Contract]) -> Iterator[_Facts]:
    keys = [contract.pk for contract in contracts]
    suppliers = _grouped(ContractSupplier.objects.filter(contract__in=keys).select_related("supplier"))
    items = _grouped(ContractItem.objects.filter(contract__in=keys))
    documents = _grouped(ContractDocument.objects.filter(contract__in=keys, removed_at=None))
    amendments = _grouped(ContractAmendment.objects.filter(contract__in=keys).exclude(applied_at=None))
    members: dict[int, list[Membership]] = defaultdict(list)
    rows = Membership.objects.of_register().giving_rights()
    rows = rows.filter(consortium__in={contract.consortium_id for contract in contracts})
    for membership in rows.select_related("district", "school").order_by("pk"):
        members[membership.consortium_id].append(membership)
    purchases: dict[int, list[Purchase]] = defaultdict(list)
    orders = Purchase.objects.filter(item__contract__in=keys).select_related("item", "district")
    for purchase in orders.order_by("ordered_on", "pk"):
        purchases[purchase.item.contract_id].append(purchase)
    for contract in contracts:
        named = [(one.supplier.slug, one.supplier.name) for one in suppliers.get(contract.pk, ())]
        yield _Facts(
            contract,
            named or [(slug_for(name, ()), name) for name in names_in(contract.supplier)],
            items.get(contract.pk, ()),
            documents.get(contract.pk, ()),
            amendments.get(contract.pk, ()),
            members.get(contract.consortium_id, ()),
            purchases.get(contract.pk, ()),
        )


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.contract_id].append(row)
    return found


class _Process:
    """The contracting process of one contract."""

    def __init__(self, facts: _Facts, publisher: Publisher, at: datetime.datetime) -> None:
        self.facts, self.publisher, self.at = facts, publisher, at
        self.contract = facts.contract
        self.ocid = f"{publisher.prefix}-{self.contract.consortium.slug}-{quote(self.contract.number, safe='')}"
        # The facts that amendments change, as they were before each of them, the first before any.
        self.texts = [_texts_now(self.contract)]
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
        sections = {"contracts": [self._contract(first, "active")]}
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
            after["amendments"] = [_amendment(amendment, earlier, release["id"])]
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
        buyer = _reference(_district_party(district, []))
        suppliers = self._suppliers("supplier", *(["payee"] if len(self.facts.suppliers) == 1 else []))
        quantities: dict[int, list[Purchase]] = defaultdict(list)
        for purchase in own:
            quantities[purchase.item_id].append(purchase)
        items = [_item(rows[0].item, sum(row.quantity for row in rows)) for rows in quantities.values()]
        contract = {
            "id": key,
            "awardID": key,
            "title": self.contract.title,
            "status": "active",
            "items": items,
            "implementation": {"transactions": [self._transaction(row, buyer, suppliers) for row in own]},
        }
        award = {"id": key, "title": self.contract.title, "status": "active", "suppliers": _references(suppliers)}
        last = own[-1].ordered_on
        return {
            "ocid": ocid,
            "id": f"{ocid}-{last:%Y%m%d}-{len(own)}",
            "date": _moment(last),
            "tag": ["award", "contract", "implementation"],
            "initiationType": "tender",
            "language": "en",
            "parties": [_district_party(district, ["buyer", "payer"]), *suppliers],
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
        release = {
            "ocid": self.ocid,
            "id": "-".join(filter(None, (self.ocid, *tags, suffix))),
            "date": _moment(day) if day else self.at.isoformat(),
            "tag": tags,
            "initiationType": "tender",
            "language": "en",
            "parties": list(parties.values()),
        } | sections
        lead = self._procuring_entity()["id"]
        if "buyer" in parties[lead]["roles"]:
            release["buyer"] = _reference(parties[lead])
        return release

    def _tender(self, status: str) -> Json:
        contract, first = self.contract, self.texts[0]
        method = contract.solicitation_method
        return _without_empty(
            {
                "id": contract.solicitation_number or self._id("tender"),
                "title": first["title"],
                "description": first["covers"],
                "status": status,
                "procuringEntity": _reference(self._procuring_entity()),
                "procurementMethod": METHODS.get(SolicitationMethod(method)) if method else None,
                "procurementMethodDetails": contract.get_solicitation_method_display(),
                "awardCriteriaDetails": contract.evaluation if status == "complete" else "",
                "eligibilityCriteria": self._eligibility(),
                "numberOfTenderers": contract.bids_received if status == "complete" else None,
                "tenderPeriod": _period(contract.published_on, contract.bids_due_on),
                "items": [_item(item) for item in self.facts.items],
                "documents": self._documents("tender"),
            }
        )

    def _eligibility(self) -> str:
        consortium = self.contract.consortium
        words = f"Component and participating members of {consortium} may buy."
        return f"{words} Each needs a joinder." if self.contract.requires_joinder else words

    def _award(self, texts: dict[str, str]) -> Json:
        contract = self.contract
        return _without_empty(
            {
                "id": self._id("award"),
                "title": texts["title"],
                "description": contract.award_reason,
                "status": "active",
                "date": _moment(contract.awarded_on),
                "suppliers": _references(self._suppliers("supplier")),
                "items": [_item(item) for item in self.facts.items],
                "contractPeriod": _period(_parsed(texts["starts_on"]), _parsed(texts["ends_on"])),
                "documents": self._documents("award"),
            }
        )

    def _contract(self, texts: dict[str, str], status: str) -> Json:
        return _without_empty(
            {
                "id": self.contract.number,
                "awardID": self._id("award"),
                "title": texts["title"],
                "description": texts["covers"],
                "status": status,
                "period": _period(_parsed(texts["starts_on"]), _parsed(texts["ends_on"])),
                "items": [_item(item) for item in self.facts.items],
                "documents": self._documents("contract"),
            }
        )

    def _documents(self, section: str) -> list[Json]:
        found = []
        for document in self.facts.documents:
            where, kind = DOCUMENTS[DocumentKind(document.kind)]
            if where == section:
                found.append(
                    _without_empty(
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
            "date": _moment(purchase.ordered_on),
            "value": {"amount": float(amount), "currency": "USD"},
            "payer": buyer,
        } | ({"payee": _reference(suppliers[0])} if len(suppliers) == 1 else {})

    # --- parties

    def _procuring_entity(self) -> Json:
        """The lead agency; the consortium itself where none is on record."""
        contract, consortium = self.contract, self.contract.consortium
        if contract.lead:
            party = _district_party(contract.lead, ["procuringEntity"])
        else:
            party = {
                "id": f"US-{consortium.state}-CONSORTIUM-{consortium.slug}",
                "name": consortium.name,
                "roles": ["procuringEntity"],
            }
        contact = _without_empty(
            {"name": contract.contact_role, "email": contract.contact_email, "telephone": contract.contact_phone}
        )
        return party | ({"contactPoint": contact} if contact else {})

    def _buyers(self, on: datetime.date) -> list[Json]:
        """The members that may buy on that date."""
        return [
            _member_party(one.district, one.school)
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


def _texts_now(contract: Contract) -> dict[str, str]:
    return {field: str(getattr(contract, field) or "") for field in ("title", "covers", "starts_on", "ends_on")}


def _amendment(amendment: ContractAmendment, amends: str, release: str) -> Json:
    return _without_empty(
        {
            "id": str(amendment.pk),
            "date": _moment(amendment.effective_on),
            "rationale": amendment.reason,
            "description": "; ".join(changes_in_words(amendment.changes)),
            "amendsReleaseID": amends,
            "releaseID": release,
        }
    )


def _member_party(district: District | None, school: School | None) -> Json:
    if district:
        return _district_party(district, ["buyer"])
    identifier = {
        "scheme": "US-NCES",
        "id": school.ncessch if school else "",
        "legalName": school.name if school else "",
    }
    key = f"US-NCES-NCESSCH-{identifier['id']}"
    return {"id": key, "name": identifier["legalName"], "identifier": identifier, "roles": ["buyer"]}


def _district_party(district: District, roles: list[str]) -> Json:
    return {
        "id": f"US-NCES-LEAID-{district.leaid}",
        "name": district.name,
        "identifier": {"scheme": "US-NCES", "id": district.leaid, "legalName": district.name},
        "roles": roles,
    }


def _reference(party: Json) -> Json:
    return {"id": party["id"], "name": party["name"]}


def _references(parties: Iterable[Json]) -> list[Json]:
    return [_reference(party) for party in parties]


def _item(item: ContractItem, quantity: int | None = None) -> Json:
    unit = {"name": item.unit} if item.unit else None
    return _without_empty({"id": str(item.pk), "description": item.name, "quantity": quantity, "unit": unit})


def _period(start: datetime.date | None, end: datetime.date | None) -> Json:
    return _without_empty({"startDate": _moment(start), "endDate": _moment(end)})


def _moment(day: datetime.date | None) -> str:
    """The first moment of the date in the state's time zone; empty without a date."""
    if day is None:
        return ""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min)).isoformat()


def _parsed(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _without_empty(found: Json) -> Json:
    """The object without what is not known: the standard refuses empty texts, lists, and objects."""
    return {key: value for key, value in found.items() if value not in (None, "", [], {})}
