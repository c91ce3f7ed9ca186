"""Contracts of consortia: who may buy under them, at which prices, and what members ordered."""

from purchasing.models.claims import SavingsClaim
from purchasing.models.contracts import Contract
from purchasing.models.joinders import Joinder
from purchasing.models.orders import Baseline, Purchase, QuantityCommitment
from purchasing.models.prices import ContractItem, PriceList, Tier

__all__ = [
    "Baseline",
    "Contract",
    "ContractItem",
    "Joinder",
    "PriceList",
    "Purchase",
    "QuantityCommitment",
    "SavingsClaim",
    "Tier",
]
