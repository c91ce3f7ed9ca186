"""Rows of a state's own files: regions and component districts."""

import datetime
from typing import NamedTuple


class RegionFact(NamedTuple):
    """A county in a region."""

    file: str
    line: int
    region: str
    county_fips: str

    @property
    def key(self) -> tuple[str, ...]:
        """What must be unique: a county is in one region."""
        return (self.county_fips,)


class ComponentDistrictFact(NamedTuple):
    """A component district of a service agency between two dates; None means unknown or ongoing."""

    file: str
    line: int
    agency: str
    district: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None

    @property
    def key(self) -> tuple[str, ...]:
        """What must be unique."""
        return (self.agency, self.district, str(self.starts_on))
