"""Rosters as rows of a file, each with both of its dates."""

import datetime
from collections.abc import Iterable, Iterator, Sequence

from portal.components.roster_columns import ROSTER
from portal.registry.pages.rosters import RosterDates, RosterRow


def roster_file_rows(rows: Iterable[RosterRow], dates: RosterDates) -> Iterator[tuple[object, ...]]:
    """A row of the file for each membership, in the order of the columns."""
    known = dates.known or dates.today
    for row in rows:
        entry = row.entry
        yield (
            entry.consortium, "school" if entry.is_school else "district", entry.id, entry.name,
            row.name_today or entry.name, entry.district_id, entry.district_name, entry.state, entry.county,
            entry.county_fips, entry.membership_class, entry.role, entry.joins_on, entry.leaves_on, entry.status,
            entry.confirmed_on, row.enrollment, row.enrollment_year, row.schools, entry.latitude, entry.longitude,
            " ".join(row.differences), dates.on, known,
        )  # fmt: skip


def roster_features(rows: Sequence[tuple[object, ...]]) -> dict[str, object]:
    """The same rows as GeoJSON; a member without a known location has no geometry."""
    features = []
    for row in rows:
        properties = dict(zip(ROSTER.header, (_plain(value) for value in row), strict=True))
        latitude, longitude = properties.pop("latitude"), properties.pop("longitude")
        is_known = latitude is not None and longitude is not None
        geometry = {"type": "Point", "coordinates": [longitude, latitude]} if is_known else None
        features.append({"type": "Feature", "id": properties["id"], "geometry": geometry, "properties": properties})
    return {"type": "FeatureCollection", "features": features}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime.date) else value
