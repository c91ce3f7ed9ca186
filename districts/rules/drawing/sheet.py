"""The drawing of a state: the projection of a point on the earth, and SVG paths."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from districts.rules.drawing.borders import Ring, Spot, simplified

EARTH_RADIUS = 6371.0088  # kilometers, the mean
# GeoJSON's: polygons, each an outer ring and its holes, each ring closed, longitude before latitude.
Polygons = Sequence[Sequence[Sequence[Sequence[float]]]]
# The center of each state (longitude, latitude) and the kilometers of one unit; the longer side has about 1,000 units.
SHEETS = {
    "AK": (-154.0, 62.0, 3.65), "AL": (-86.7, 32.6, 0.54), "AR": (-92.1, 34.8, 0.45), "AS": (-170.1, -14.3, 0.16),
    "AZ": (-111.9, 34.2, 0.64), "CA": (-119.3, 37.3, 1.07), "CO": (-105.6, 39.0, 0.63), "CT": (-72.8, 41.5, 0.17),
    "DC": (-77.0, 38.9, 0.03), "DE": (-75.4, 39.1, 0.16), "FL": (-83.8, 27.8, 0.75), "GA": (-83.2, 32.7, 0.52),
    "GU": (144.8, 13.4, 0.05), "HI": (-157.5, 20.6, 0.57), "IA": (-93.4, 41.9, 0.54), "ID": (-114.1, 45.5, 0.79),
    "IL": (-89.5, 39.7, 0.62), "IN": (-86.4, 39.8, 0.45), "KS": (-98.3, 38.5, 0.66), "KY": (-85.8, 37.8, 0.68),
    "LA": (-91.4, 31.0, 0.5), "MA": (-71.7, 42.1, 0.3), "MD": (-77.3, 38.8, 0.39), "ME": (-69.0, 45.3, 0.49),
    "MI": (-86.4, 44.9, 0.73), "MN": (-93.4, 46.4, 0.66), "MO": (-92.4, 38.3, 0.58), "MP": (145.6, 16.5, 0.53),
    "MS": (-89.9, 32.6, 0.54), "MT": (-110.0, 46.7, 0.92), "NC": (-79.9, 35.2, 0.81), "ND": (-100.3, 47.5, 0.58),
    "NE": (-99.7, 41.5, 0.74), "NH": (-71.6, 44.0, 0.3), "NJ": (-74.7, 40.1, 0.28), "NM": (-106.0, 34.2, 0.64),
    "NV": (-117.0, 38.5, 0.78), "NY": (-75.8, 42.8, 0.66), "OH": (-82.7, 40.2, 0.4), "OK": (-98.7, 35.3, 0.78),
    "OR": (-120.5, 44.1, 0.65), "PA": (-77.6, 41.0, 0.5), "PR": (-66.6, 18.2, 0.29), "RI": (-71.5, 41.6, 0.1),
    "SC": (-80.9, 33.6, 0.45), "SD": (-100.2, 44.2, 0.63), "TN": (-86.0, 35.8, 0.79), "TX": (-100.1, 31.2, 1.25),
    "UT": (-111.5, 39.5, 0.56), "VA": (-79.5, 38.0, 0.75), "VI": (-64.8, 18.0, 0.08), "VT": (-72.5, 43.9, 0.26),
    "WA": (-120.8, 47.3, 0.6), "WI": (-89.9, 44.8, 0.51), "WV": (-80.2, 38.9, 0.43), "WY": (-107.6, 43.0, 0.59),
}  # fmt: skip
TOLERANCE = 0.8  # units that a border may move by
SPECK = 12  # square units: smaller islands are left out of drawings, not of files


class Box(NamedTuple):
    """The bounding box of a drawing; y grows downward, as in SVG."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def view_box(self) -> str:
        """For the viewBox of an SVG, with a margin for thick borders."""
        return f"{self.left - 8} {self.top - 8} {self.right - self.left + 16} {self.bottom - self.top + 16}"


@dataclass(frozen=True)
class Drawn:
    """A county in the drawing of its state: the `d` of an SVG path, and its box."""

    path: str
    box: Box


@dataclass(frozen=True)
class Sheet:
    """Lambert's azimuthal equal-area projection around the middle of one state.

    Counties keep their relative sizes, north is up in the middle, and nothing is stretched by more than a few parts in
    a thousand (in Alaska, a few in a hundred). Longitudes enter only by sine and cosine, so that Alaska, which crosses
    the date line, is in one piece.
    """

    longitude: float
    latitude: float
    unit: float

    def at(self, longitude: float, latitude: float) -> tuple[int, int]:
        """The position of a place in whole units from the center: right, down."""
        east, north = math.radians(longitude - self.longitude), math.radians(latitude)
        middle = math.radians(self.latitude)
        toward = math.cos(north) * math.cos(east)
        scale = math.sqrt(2 / (1 + math.sin(middle) * math.sin(north) + math.cos(middle) * toward))
        scale *= EARTH_RADIUS / self.unit
        across = scale * math.cos(north) * math.sin(east)
        up = scale * (math.cos(middle) * math.sin(north) - math.sin(middle) * toward)
        return round(across), round(-up)


def sheet_of(state: str) -> Sheet | None:
    """The projection for a state's two-letter code; None for a code without a map."""
    return Sheet(*SHEETS[state]) if state in SHEETS else None


def draw_counties(state: str, counties: Mapping[str, Polygons]) -> dict[str, Drawn]:
    """The drawings of a state's counties, by code; neighbors still share their borders.

    All counties of a state must be drawn together, because borders are simplified from corner to corner.
    """
    sheet = sheet_of(state)
    if sheet is None:
        return {}
    areas = [
        [ring for polygon in polygons for points in polygon if (ring := _on_sheet(sheet, points))]
        for polygons in counties.values()
    ]
    found = {}
    for fips, rings in zip(counties, simplified(areas, TOLERANCE, SPECK), strict=True):
        if rings:
            found[fips] = Drawn(path_of(rings), box_of(rings))
    return found


def _on_sheet(sheet: Sheet, points: Sequence[Sequence[float]]) -> list[Spot]:
    ring: list[Spot] = []
    for longitude, latitude in points:
        spot = sheet.at(longitude, latitude)
        if not ring or spot != ring[-1]:
            ring.append(spot)
    if len(ring) > 1 and ring[0] == ring[-1]:
        ring.pop()
    return ring if len(ring) > 2 else []


def box_of(rings: Iterable[Ring]) -> Box:
    """The box around these rings."""
    xs, ys = zip(*(spot for ring in rings for spot in ring), strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def around(boxes: Iterable[Box]) -> Box:
    """The box around these boxes."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def path_of(rings: Iterable[Ring], *, is_closed: bool = True) -> str:
    """Rings or lines as the `d` of an SVG path: for each, a start and then relative steps."""
    parts = []
    for ring in rings:
        (x, y), steps = ring[0], []
        for next_x, next_y in ring[1:]:
            steps.append(f"{next_x - x} {next_y - y}")
            x, y = next_x, next_y
        parts.append(f"M{ring[0][0]} {ring[0][1]}l{' '.join(steps)}{'z' if is_closed else ''}".replace(" -", "-"))
    return "".join(parts)


@lru_cache(maxsize=8192)
def rings_of(path: str) -> list[list[Spot]]:
    """The rings of a path made by `path_of`."""
    rings: list[list[Spot]] = []
    for part in path.split("M")[1:]:
        numbers = [int(number) for number in re.findall(r"-?\d+", part)]
        spot: Spot = (numbers[0], numbers[1])
        ring = [spot]
        for across, down in zip(numbers[2::2], numbers[3::2], strict=True):
            spot = (spot[0] + across, spot[1] + down)
            ring.append(spot)
        rings.append(ring)
    return rings
