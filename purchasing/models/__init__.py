"""Contracts of consortia: who may buy under them, at which prices, and what members ordered."""

from purchasing.models.amendments import ContractAmendment
from purchasing.models.claims import SavingsClaim
from purchasing.models.contracts import Contract
from purchasing.models.costs import CostShare, CostVersion, SharedCost
from purchasing.models.documents import ContractDocument
from purchasing.models.erate import ErateRate
from purchasing.models.joinders import Joinder, JoinderEnding, JoinderRequest, JoinderSignature
from purchasing.models.orders import Baseline, Purchase, QuantityCommitment
from purchasing.models.prices import ContractItem, PriceList, Tier
from purchasing.models.suppliers import ContractSupplier, Supplier, SupplierName

__all__ = [
    "Baseline",
    "Contract",
    "ContractAmendment",
    "ContractDocument",
    "ContractItem",
    "ContractSupplier",
    "CostShare",
    "CostVersion",
    "ErateRate",
    "Joinder",
    "JoinderEnding",
    "JoinderRequest",
    "JoinderSignature",
    "PriceList",
    "Purchase",
    "QuantityCommitment",
    "SavingsClaim",
    "SharedCost",
    "Supplier",
    "SupplierName",
    "Tier",
]
