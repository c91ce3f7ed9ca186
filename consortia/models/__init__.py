"""Consortia, who belongs to them and when, where they come from, what they buy and render, who looks for partners."""

from consortia.models.closure import Closure
from consortia.models.consortium import Consortium, ConsortiumAlias, ConsortiumPurpose, ConsortiumQuerySet
from consortia.models.lineage import ConsortiumLink
from consortia.models.membership import AuthorityDocument, Lines, Membership, MembershipStep
from consortia.models.period import MembershipPeriod
from consortia.models.stated_total import StatedTotal

__all__ = [
    "AuthorityDocument",
    "Closure",
    "Consortium",
    "ConsortiumAlias",
    "ConsortiumLink",
    "ConsortiumPurpose",
    "ConsortiumQuerySet",
    "Lines",
    "Membership",
    "MembershipPeriod",
    "MembershipStep",
    "StatedTotal",
]
