"""What is on record for a member's file on its purchases under a contract."""

import datetime
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from consortia.models import Membership
from districts.models import District
from purchasing.models import Contract, ContractAmendment, ContractDocument, Joinder, Tier
from purchasing.rules.documents import ContractPapers, DiligenceItem, checklist


@dataclass(frozen=True)
class Diligence:
    """The checklist of a contract for one member (None: for the consortium), and what the checklist is about."""

    contract: Contract
    district: District | None
    on: datetime.date
    items: Sequence[DiligenceItem]
    documents: Sequence[ContractDocument]
    amendments: Sequence[ContractAmendment]
    joinders: Sequence[Joinder]
    tiers: Sequence[Tier]

    @property
    def missing(self) -> list[str]:
        """The names of what is needed and not on record."""
        return [item.name for item in self.items if item.is_present is False]


def diligence_of(contract: Contract, district: District | None, on: datetime.date) -> Diligence:
    """The checklist of the contract for this member on that date. At most four queries."""
    documents = list(ContractDocument.objects.of_contract(contract))
    amendments = list(ContractAmendment.objects.of_contract(contract))
    tiers = list(Tier.objects.of_contract(contract).select_related("item"))
    joinders = list(Joinder.objects.filter(contract=contract, district=district)) if district else []
    in_force = any(one.starts_on <= on and (one.ends_on is None or one.ends_on >= on) for one in joinders)
    kinds = {document.kind for document in documents}
    papers = _papers(contract, kinds, amendments=len(amendments), has_prices=bool(tiers))
    items = checklist(papers, joinder=in_force if district else None, district=district.name if district else "")
    return Diligence(contract, district, on, items, documents, amendments, joinders, tiers)


def missing_documents(contracts: Collection[Contract]) -> dict[int, list[str]]:
    """What each contract's checklist needs and doesn't have, by name, without joinders; by row id. Three queries."""
    kinds: dict[int, set[str]] = {one.pk: set() for one in contracts}
    for document in ContractDocument.objects.filter(contract__in=kinds, removed_at=None):
        kinds[document.contract_id].add(document.kind)
    amendments = Counter(ContractAmendment.objects.filter(contract__in=kinds).values_list("contract", flat=True))
    priced = set(Tier.objects.filter(price_list__contract__in=kinds).values_list("price_list__contract", flat=True))
    found = {}
    for one in contracts:
        papers = _papers(one, kinds[one.pk], amendments=amendments[one.pk], has_prices=one.pk in priced)
        found[one.pk] = [item.name for item in checklist(papers, joinder=None, district="") if item.is_present is False]
    return found


def members_among(contract: Contract, districts: frozenset[int], on: datetime.date) -> list[District]:
    """Those of these districts (row ids) that are members of the contract's consortium on that date."""
    if not districts:
        return []
    members = Membership.objects.in_force(on).filter(consortium=contract.consortium_id, district__in=districts)
    return list(District.objects.filter(pk__in=members.values("district")).order_by("name", "pk"))


def _papers(contract: Contract, kinds: Collection[str], *, amendments: int, has_prices: bool) -> ContractPapers:
    return ContractPapers(
        kinds=kinds,
        clause=contract.cooperative_clause,
        clause_page=contract.clause_page,
        amendments=amendments,
        has_prices=has_prices,
        requires_joinder=contract.requires_joinder,
    )
