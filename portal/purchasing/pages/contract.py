"""What the page of a contract shows."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext

from accounts.dates import short_day
from consortia.states import LIVING_CONSORTIA, RIGHTS
from portal.components.trails import Trail
from portal.purchasing.pages.joinders import address
from portal.purchasing.pages.own import BuyingDistrict
from portal.purchasing.pages.price_words import PriceBlock
from purchasing.models import (
    Contract,
    ContractAmendment,
    ContractDocument,
    ContractSupplier,
    Supplier,
    SupplierName,
)
from purchasing.rules.contracts import changes_in_words
from purchasing.rules.suppliers import names_in
from purchasing.rules.terms import ENDED, UPCOMING, status_of, time_left
from purchasing.states import ContractChangeKind, DocumentKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

NOT_ON_RECORD = gettext_lazy("Not on record")


class ContractContact(NamedTuple):
    """A role, never a person's name, with its phone number and email address; empty where not on record."""

    role: str
    phone: str
    email: str

    @property
    def is_empty(self) -> bool:
        """Whether no one can be reached."""
        return not (self.phone or self.email)


class SupplierRow(NamedTuple):
    """A supplier, its page (empty where it has none), and its former names in words."""

    name: str
    address: str
    formerly: str

    @classmethod
    def of(cls, supplier: Supplier) -> "SupplierRow":
        """The supplier with its former names, which are read already."""
        names = [former_name_in_words(former) for former in supplier.former_names.all()]
        formerly = gettext("formerly %(names)s") % {"names": ", ".join(names)} if names else ""
        return cls(supplier.name, supplier.get_absolute_url(), formerly)


def former_name_in_words(former: SupplierName) -> str:
    """“Acme Paper (until Jun 30, 2025)”."""
    if former.until is None:
        return former.name
    return gettext("%(name)s (until %(date)s)") % {"name": former.name, "date": short_day(former.until)}


class DetailRow(NamedTuple):
    """A fact with its label."""

    label: str
    text: "str | _StrPromise"


class MemberTypeRow(NamedTuple):
    """A member type, its members today, and whether they may buy."""

    label: str
    members: str
    may_buy: str


def _may_buy(*, buys: bool) -> str:
    return gettext("May buy") if buys else gettext("Can’t buy")


class AmendmentRow(NamedTuple):
    """A change of the contract itself, in words."""

    effective_on: datetime.date
    changes: Sequence[str]
    reason: str
    note: str


class DocumentRow(NamedTuple):
    """A document with its kind, its address, and for a file its type and size."""

    pk: int
    kind: str
    title: str
    address: str
    size: str

    @classmethod
    def of(cls, document: ContractDocument) -> "DocumentRow":
        """The row of this document."""
        contract = document.contract
        if document.url:
            return cls(document.pk, document.get_kind_display(), document.title, document.url, "")
        address = reverse(
            "purchasing:contract_document",
            args=[contract.consortium.slug, contract.pk, document.pk, document.extension],
        )
        size = f"{document.extension.upper()}, {filesizeformat(document.size)}"
        return cls(document.pk, document.get_kind_display(), document.title, address, size)


def _day(day: datetime.date | None) -> str:
    return short_day(day) if day else ""


def _known(*facts: tuple[str, str]) -> list[DetailRow]:
    return [DetailRow(label, text) for label, text in facts if text]


@dataclass(frozen=True)
class ContractPage:
    """One page that answers: what, who may buy, until when, from whom, and who can help."""

    contract: Contract
    on: datetime.date
    suppliers: Sequence[ContractSupplier]
    documents: Sequence[ContractDocument]
    amendments: Sequence[ContractAmendment]
    # Members whose membership gives them the right to buy today.
    buyers: int
    # Whether the reader's own districts may buy.
    own: Sequence[BuyingDistrict]
    may_change: bool
    prices: PriceBlock
    sees_members_papers: bool = False
    # Members today whose membership is not disputed, by member type.
    members_by_type: Mapping[str, int] = field(default_factory=dict)

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [(gettext("Contracts"), reverse("registry:contract_list")), (self.contract.number, None)]

    @property
    def status(self) -> str:
        """What is unusual about its dates today; empty for a contract in effect that does not end soon."""
        contract = self.contract
        status = status_of(contract.starts_on, contract.ends_on, on=self.on)
        if status == ENDED:
            return gettext("ended")
        if status == UPCOMING:
            return gettext("not in effect yet")
        return time_left(contract.ends_on, on=self.on)

    @property
    def has_ended(self) -> bool:
        """Whether no one can buy under it any more."""
        return status_of(self.contract.starts_on, self.contract.ends_on, on=self.on) == ENDED

    @property
    def term(self) -> str:
        """“Jul 1, 2024, to Jun 30, 2027”; an unknown start or an open end is said."""
        starts, ends = self.contract.starts_on, self.contract.ends_on
        if starts and ends:
            return gettext("%(start)s, to %(end)s") % {"start": short_day(starts), "end": short_day(ends)}
        if ends:
            return gettext("To %(end)s; start date not on record") % {"end": short_day(ends)}
        if starts:
            return gettext("From %(start)s; no end date") % {"start": short_day(starts)}
        return gettext("Not on record")

    @property
    def who_may_buy(self) -> str:
        """Who may buy under it, and the number of members that can today."""
        if self.has_ended:
            return gettext("No one: the contract has ended.")
        number = ngettext("%(number)s member today", "%(number)s members today", self.buyers)
        words = gettext("Members of %(consortium)s whose member type lets them buy: %(members)s.")
        if self.contract.requires_joinder:
            words += gettext(" Each must sign a joinder before it buys.")
        return words % {
            "consortium": self.contract.consortium,
            "members": number % {"number": f"{self.buyers:,}"},
        }

    @property
    def member_types(self) -> list[MemberTypeRow]:
        """Each member type: its members today, and whether they may buy. Empty once the contract has ended."""
        if self.has_ended:
            return []
        return [
            MemberTypeRow(
                member_type.label, f"{self.members_by_type.get(member_type, 0):,}", _may_buy(buys=rights.buys)
            )
            for member_type, rights in RIGHTS.items()
        ]

    @property
    def category_address(self) -> str:
        """The list of contracts of its category."""
        return f"{reverse('registry:contract_list')}?{urlencode({'category': self.contract.category})}"

    @property
    def contact(self) -> ContractContact:
        """Whom to ask: the contract's own contact, or else the consortium's office."""
        contract, consortium = self.contract, self.contract.consortium
        if contract.contact_phone or contract.contact_email:
            return ContractContact(contract.contact_role, contract.contact_phone, contract.contact_email)
        return ContractContact(consortium.contact_role, consortium.phone, consortium.office_email)

    @property
    def joinders_address(self) -> str:
        """The list of joinders, for people who see every member's."""
        return address("joinder_list", self.contract) if self.sees_members_papers else ""

    @property
    def may_check(self) -> bool:
        """Whether the reader gets the due-diligence checklist: people of members, and those who change the contract."""
        return self.may_change or any(one.answer.is_member for one in self.own)

    @property
    def edit_address(self) -> str:
        """The form, for people who may change the contract; empty for others and once its consortium has ended."""
        consortium = self.contract.consortium
        if not self.may_change or consortium.status not in LIVING_CONSORTIA:
            return ""
        return reverse("purchasing:contract_edit", args=[consortium.slug, self.contract.pk])

    @property
    def supplier_rows(self) -> list[SupplierRow]:
        """Its suppliers; from the text where the previous release entered it."""
        if self.suppliers:
            return [SupplierRow.of(one.supplier) for one in self.suppliers]
        return [SupplierRow(name, "", "") for name in names_in(self.contract.supplier)]

    @property
    def renewal(self) -> str:
        """“Two renewals of one year each. 1 renewal left.”; empty where no option is on record."""
        contract = self.contract
        left = ""
        if contract.options_left is not None:
            left = ngettext("%(number)s renewal left.", "%(number)s renewals left.", contract.options_left) % {
                "number": contract.options_left
            }
        options = contract.options.rstrip(".") + "." if contract.options else ""
        return " ".join(filter(None, (options, left)))

    @property
    def price_rows(self) -> list[DetailRow]:
        """The basis of its prices, which quantity sets them, and the fee."""
        contract = self.contract
        basis = "\n".join(filter(None, (contract.price_basis, self.prices.how_priced)))
        return [
            DetailRow(gettext("Price basis"), basis or NOT_ON_RECORD),
            *_known((gettext("Administrative fee"), contract.admin_fee)),
            DetailRow(gettext("How to order"), contract.how_to_order or NOT_ON_RECORD),
        ]

    @property
    def award_rows(self) -> list[DetailRow]:
        """How the contract came about: what an auditor asks a member that buys under it."""
        contract = self.contract
        clause = contract.get_cooperative_clause_display() or NOT_ON_RECORD
        if contract.clause_page:
            clause = gettext("%(answer)s, page %(page)s") % {"answer": clause, "page": contract.clause_page}
        return [
            DetailRow(gettext("Solicitation number"), contract.solicitation_number or NOT_ON_RECORD),
            *_known(
                (gettext("Method"), contract.get_solicitation_method_display()),
                (gettext("Planned"), _day(contract.planned_on)),
                (gettext("Published"), _day(contract.published_on)),
                (gettext("Bids due"), _day(contract.bids_due_on)),
                (gettext("Bids received"), "" if contract.bids_received is None else str(contract.bids_received)),
                (gettext("Evaluation"), contract.evaluation),
                (gettext("Awarded"), _day(contract.awarded_on)),
                (gettext("Reason for the award"), contract.award_reason),
            ),
            DetailRow(gettext("Other agencies may use it"), clause),
            DetailRow(gettext("Ready for federal funds"), contract.get_federal_funds_display() or NOT_ON_RECORD),
        ]

    @property
    def amendment_rows(self) -> list[AmendmentRow]:
        """Its amendments and its termination, the first first."""
        return [
            AmendmentRow(one.effective_on, changes_in_words(one.changes), one.reason, self._note_on(one))
            for one in self.amendments
        ]

    def _note_on(self, amendment: ContractAmendment) -> str:
        if amendment.kind == ContractChangeKind.TERMINATION:
            return gettext("(termination)")
        if amendment.applied_at:
            return ""
        is_terminated = any(one.kind == ContractChangeKind.TERMINATION for one in self.amendments)
        return (
            gettext("(not in effect: the contract was terminated)") if is_terminated else gettext("(not in effect yet)")
        )

    @property
    def document_rows(self) -> list[DocumentRow]:
        """Its documents: the kind, the title, the address, and the size of a file."""
        order = list(DocumentKind.values)
        documents = sorted(self.documents, key=lambda one: (order.index(one.kind), one.title, one.pk))
        return [DocumentRow.of(document) for document in documents]


@dataclass(frozen=True)
class ContractChoicesPage:
    """Contracts of different consortia that use the same number."""

    number: str
    choices: Sequence[Contract]

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [(gettext("Contracts"), reverse("registry:contract_list")), (self.number, None)]

    @property
    def explanation(self) -> str:
        """Why there is a choice."""
        return gettext("%(count)s consortia use this contract number. Choose the contract you want.") % {
            "count": len(self.choices)
        }
