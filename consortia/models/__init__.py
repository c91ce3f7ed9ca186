"""Consortia, who belongs to them and when, where they come from, what they buy and render, who looks for partners."""

from consortia.models.consortium import (
    PUBLIC,
    Consortium,
    ConsortiumAlias,
    ConsortiumPurpose,
    ConsortiumQuerySet,
    LegalForm,
    Purpose,
)
from consortia.models.contract import Contract
from consortia.models.ending import Ending, EndingKind
from consortia.models.finder import Surroundings, surroundings
from consortia.models.lineage import ConsortiumLink, LinkKind
from consortia.models.membership import (
    RUNS,
    AuthorityDocument,
    Lines,
    MemberRole,
    Membership,
    MembershipClass,
    MembershipStep,
    Side,
)
from consortia.models.partner import Introduction, IntroductionStatus, Wish, WishKind
from consortia.models.period import MembershipPeriod
from consortia.models.service import Service, ServiceYear
from consortia.models.speakers import Speakers, places_of
from consortia.models.stated import StatedTotal
from consortia.models.use import Use, Uses, uses_of

__all__ = [
    "PUBLIC",
    "RUNS",
    "AuthorityDocument",
    "Consortium",
    "ConsortiumAlias",
    "ConsortiumLink",
    "ConsortiumPurpose",
    "ConsortiumQuerySet",
    "Contract",
    "Ending",
    "EndingKind",
    "Introduction",
    "IntroductionStatus",
    "LegalForm",
    "Lines",
    "LinkKind",
    "MemberRole",
    "Membership",
    "MembershipClass",
    "MembershipPeriod",
    "MembershipStep",
    "Purpose",
    "Service",
    "ServiceYear",
    "Side",
    "Speakers",
    "StatedTotal",
    "Surroundings",
    "Use",
    "Uses",
    "Wish",
    "WishKind",
    "places_of",
    "surroundings",
    "uses_of",
]
