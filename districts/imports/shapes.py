"""Loading the boundaries of counties from the county map installed by `make setup`."""

import datetime
from pathlib import Path

from districts.actions.shapes import record_shapes
from districts.imports.atlas import read_counties
from districts.models import County
from districts.permissions import Actor


def import_shapes(path: Path, *, is_again: bool = False, by: Actor, at: datetime.datetime) -> int:
    """Store the boundary of every county in the registry; returns how many are new or different.

    States whose counties all have boundaries are skipped unless `is_again`. Raises MissingMap.
    """
    wanted = set(County.objects.states()) if is_again else _states_that_lack_one(path)
    if not wanted:
        return 0
    shapes = {
        state: {county.fips: county.polygons for county in counties if county.polygons}
        for state, counties in read_counties(path).items()
        if state in wanted
    }
    return record_shapes(shapes=shapes, by=by, at=at)


def _states_that_lack_one(path: Path) -> set[str]:
    lacking = County.objects.without_shape()
    if not lacking:
        return set()
    drawable = {c.fips for counties in read_counties(path).values() for c in counties if c.polygons}
    return {state for fips, state in lacking if fips in drawable}
