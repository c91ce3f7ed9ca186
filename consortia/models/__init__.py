"""Consortia with their members, history, contracts, and services; needs, offers, and introductions of districts."""

from consortia.models.closure import Closure
from consortia.models.consortium import Consortium, ConsortiumAlias, ConsortiumPurpose, ConsortiumQuerySet
from consortia.models.contract import Contract
from consortia.models.lineage import ConsortiumLink
from consortia.models.membership import AuthorityDocument, Membership, MembershipsByDay, MembershipStep
from consortia.models.partner import Introduction, Wish
from consortia.models.period import MembershipPeriod
from consortia.models.service import Service, ServiceYear
from consortia.models.stated_total import StatedTotal

__all__ = [
    "AuthorityDocument",
    "Closure",
    "Consortium",
    "ConsortiumAlias",
    "ConsortiumLink",
    "ConsortiumPurpose",
    "ConsortiumQuerySet",
    "Contract",
    "Introduction",
    "Membership",
    "MembershipPeriod",
    "MembershipStep",
    "MembershipsByDay",
    "Service",
    "ServiceYear",
    "StatedTotal",
    "Wish",
]
