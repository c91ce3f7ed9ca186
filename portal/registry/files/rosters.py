"""Rosters and their changes as rows of a file, each with both of its days."""

import datetime
from collections.abc import Iterable, Iterator, Sequence

from portal.components.roster_columns import ROSTER
from portal.registry.pages.rosters import Shown


def roster_rows(rows: Iterable[Shown], *, on: datetime.date, known: datetime.date) -> Iterator[tuple[object, ...]]:
    """A row for each line; `known` is the day as of which the register is asked, today where none was named."""
    for row in rows:
        line = row.line
        yield (
            line.consortium, "school" if line.is_school else "district", line.id, line.name,
            row.name_today or line.name, line.district_id, line.district_name, line.state, line.county,
            line.county_fips, line.membership_class, line.role, line.joins_on, line.leaves_on, line.status,
            line.confirmed_on, row.enrollment, row.enrollment_year, row.schools, line.latitude, line.longitude,
            " ".join(row.differences), on, known,
        )  # fmt: skip


def roster_points(
    rows: Sequence[tuple[object, ...]],
) -> dict[str, object]:
    """The same rows as GeoJSON; a member whose place is not known has no geometry."""
    features = []
    for row in rows:
        said = dict(zip(ROSTER.header, (_plain(value) for value in row), strict=True))
        latitude, longitude = said.pop("latitude"), said.pop("longitude")
        point = (
            None if latitude is None or longitude is None else {"type": "Point", "coordinates": [longitude, latitude]}
        )
        features.append({"type": "Feature", "id": said["id"], "geometry": point, "properties": said})
    return {"type": "FeatureCollection", "features": features}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else value
