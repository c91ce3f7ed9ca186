"""Contracts of consortia: who may buy under them, at which prices, and what members ordered."""

from purchasing.models.contracts import Contract
from purchasing.models.joinders import Joinder, JoinderEnding, JoinderRequest, JoinderSignature
from purchasing.models.orders import Baseline, Purchase, QuantityCommitment
from purchasing.models.prices import ContractItem, PriceList, Tier

__all__ = [
    "Baseline",
    "Contract",
    "ContractItem",
    "Joinder",
    "JoinderEnding",
    "JoinderRequest",
    "JoinderSignature",
    "PriceList",
    "Purchase",
    "QuantityCommitment",
    "Tier",
]
