"""The pages on which people enter and edit a shared contract."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.urls import reverse

from consortia.models import Consortium
from portal.components.trails import Trail
from portal.purchasing.pages.contract import DocumentRow
from purchasing.models import Contract, ContractDocument


@dataclass(frozen=True)
class ContractFormPage:
    """The words of the form for a contract."""

    title: str
    button: str
    consortium: Consortium
    # Members whose membership gives them the right to buy today.
    buyers: int

    @property
    def who_may_buy(self) -> str:
        """Who may buy under the contract, with today's number."""
        today = "1 member today" if self.buyers == 1 else f"{self.buyers:,} members today"
        return (
            "Component and participating members can buy under it while their membership is in force and not disputed: "
            f"{today}. Observers can’t."
        )

    @property
    def back_address(self) -> str:
        """The consortium's contracts."""
        return f"{self.consortium.get_absolute_url()}#contracts"

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return [
            ("Consortia", reverse("registry:consortium_list")),
            (self.consortium.name, self.consortium.get_absolute_url()),
            (self.title, None),
        ]


def trail_below(contract: Contract, title: str) -> Trail:
    """The breadcrumbs of a page below a contract."""
    return [
        ("Contracts", reverse("registry:contract_list")),
        (contract.number, contract.get_absolute_url()),
        (title, None),
    ]


class OwnDocumentRow(NamedTuple):
    """A document with the address that removes it."""

    title: str
    kind: str
    address: str
    remove_address: str


@dataclass(frozen=True)
class ContractDocumentsPage:
    """The documents of a contract, for people who may change them."""

    contract: Contract
    documents: Sequence[ContractDocument]

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return trail_below(self.contract, "Documents")

    @property
    def rows(self) -> list[OwnDocumentRow]:
        """The documents in the order they were added."""
        contract = self.contract
        rows = [DocumentRow.of(document) for document in self.documents]
        return [
            OwnDocumentRow(
                row.title,
                row.kind,
                row.address,
                reverse("purchasing:contract_document_remove", args=[contract.consortium.slug, contract.pk, row.pk]),
            )
            for row in rows
        ]


@dataclass(frozen=True)
class ContractChangePage:
    """The words of the form for an amendment or a termination."""

    contract: Contract
    title: str
    button: str

    @property
    def trail(self) -> Trail:
        """The breadcrumbs."""
        return trail_below(self.contract, self.title)
