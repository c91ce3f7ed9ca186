"""Consortia with their members, history, contracts, and services; needs, offers, and introductions of districts."""

from consortia.models.authority_document import AuthorityDocument
from consortia.models.closure import Closure
from consortia.models.consortium import Consortium, ConsortiumAlias, ConsortiumPurpose, ConsortiumQuerySet
from consortia.models.consortium_change import ConsortiumChange
from consortia.models.consortium_confirmation import ConsortiumConfirmation
from consortia.models.lineage import ConsortiumLink
from consortia.models.membership import Membership, MembershipsByDay, MembershipStep
from consortia.models.period import MembershipPeriod
from consortia.models.scheduled_closure import ScheduledClosure
from consortia.models.stated_total import StatedTotal

__all__ = [
    "AuthorityDocument",
    "Closure",
    "Consortium",
    "ConsortiumAlias",
    "ConsortiumChange",
    "ConsortiumConfirmation",
    "ConsortiumLink",
    "ConsortiumPurpose",
    "ConsortiumQuerySet",
    "Membership",
    "MembershipPeriod",
    "MembershipStep",
    "MembershipsByDay",
    "ScheduledClosure",
    "StatedTotal",
]
