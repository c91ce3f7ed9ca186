"""What a registrar asks for when a district or consortium ends, or when two records are one."""

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from consortia.models import Consortium, Membership
from districts.models import District


@dataclass
class EndOfDistrict:
    """A district merges into its successor, or is dissolved if there is none; `on` is the effective date.

    If the district is split, `goes_to` maps each school (by primary key) to its new district.
    """

    district: District
    successor: District | None
    on: datetime.date
    reason: str
    source: str = ""
    goes_to: Mapping[int, District | None] | None = None
    # Whether it is only recorded now, and carried out on its effective date.
    is_scheduled: bool = False
    # For later parts: the schools that close, the memberships that end, and those of the successor by consortium.
    closing: Collection[int] = ()
    ended: list[Membership] = field(default_factory=list)
    following: dict[int, Membership] = field(default_factory=dict)


@dataclass
class EndOfConsortium:
    """A consortium merges into its successor, or is dissolved if there is none; `on` is the effective date."""

    consortium: Consortium
    successor: Consortium | None
    on: datetime.date
    reason: str
    source: str = ""
    carries_contracts: bool = False
    # Whether it is only recorded now, and carried out on its effective date.
    is_scheduled: bool = False


@dataclass
class DuplicateDistrict:
    """The duplicate `district` is merged into `kept`; its row stays, marked as a duplicate."""

    district: District
    kept: District
    reason: str
    source: str = ""


@dataclass
class DuplicateConsortium:
    """The duplicate `consortium` is merged into `kept`; its row stays, marked as a duplicate."""

    consortium: Consortium
    kept: Consortium
    reason: str
    source: str = ""


ClosureRequest = EndOfDistrict | EndOfConsortium | DuplicateDistrict | DuplicateConsortium
