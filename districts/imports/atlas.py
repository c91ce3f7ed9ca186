"""Real counties: their codes, names, and shapes, read from the county map installed by `make setup`."""

import functools
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from districts.rules.drawing import Polygons, area_of, is_inside
from districts.rules.places import state_of

COUNTY_MAP = Path("node_modules") / "us-atlas" / "counties-10m.json"
WITH_INDEPENDENT_CITIES = {"MD", "MO", "NV", "VA"}
NO_COUNTIES = {"AK", "AS", "DC", "GU", "MP", "PR", "VI"}

Point = tuple[float, float]  # longitude, latitude


class MissingMap(Exception):
    """The county map is missing or unreadable; the text says what to do."""


@dataclass(frozen=True)
class CountyOutline:
    """A real county: code, name, state, the ring of its largest part, its center, and its whole boundary."""

    fips: str
    name: str
    state: str
    ring: tuple[Point, ...]
    middle: Point
    polygons: Polygons = field(default=(), compare=False, repr=False)

    def point_inside(self, rng: random.Random) -> Point:
        """A random point inside the outline, or the center if none is found in 40 tries."""
        left, right = min(x for x, _ in self.ring), max(x for x, _ in self.ring)
        low, high = min(y for _, y in self.ring), max(y for _, y in self.ring)
        for _ in range(40):
            point = (rng.uniform(left, right), rng.uniform(low, high))
            if is_inside(point, self.ring):
                return round(point[0], 5), round(point[1], 5)
        return self.middle


def read_counties(path: Path) -> dict[str, list[CountyOutline]]:
    """The counties of every state, by code."""
    hint = "Run `make setup`, or `npm ci` in the project’s folder, to install the package us-atlas."
    try:
        return _read(path)
    except FileNotFoundError:
        raise MissingMap(f"The county map is missing: {path} does not exist. {hint}") from None
    except (ValueError, KeyError, IndexError, TypeError, OSError) as flaw:
        raise MissingMap(f"{path} can’t be read as a county map ({flaw}). {hint}") from None


@functools.lru_cache(maxsize=1)
def _read(path: Path) -> dict[str, list[CountyOutline]]:
    topology = json.loads(path.read_text(encoding="utf-8"))
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [
        list(
            zip(
                (x * scale[0] + move[0] for x in accumulate(step[0] for step in arc)),
                (y * scale[1] + move[1] for y in accumulate(step[1] for step in arc)),
                strict=True,
            )
        )
        for arc in topology["arcs"]
    ]
    states: dict[str, list[CountyOutline]] = {}
    for shape in sorted(topology["objects"]["counties"]["geometries"], key=lambda shape: shape["id"]):
        if state := state_of(shape["id"]):
            parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
            rings = [[_ring_of(numbers, arcs) for numbers in part] for part in parts]
            largest = max((part[0] for part in rings), key=lambda ring: abs(area_of(ring)))
            name = _full_name(shape["properties"]["name"], shape["id"], state)
            county = CountyOutline(shape["id"], name, state, largest, _middle(largest), _polygons(rings))
            states.setdefault(state, []).append(county)
    return states


def _ring_of(numbers: list[int], arcs: list[list[Point]]) -> tuple[Point, ...]:
    ring: list[Point] = []
    for number in numbers:
        ring.extend((arcs[number] if number >= 0 else arcs[~number][::-1])[:-1])
    return tuple(ring)


def _polygons(parts: Sequence[Sequence[tuple[Point, ...]]]) -> list[list[list[list[float]]]]:
    """As in GeoJSON (RFC 7946): outer rings counterclockwise, holes clockwise, each closed, with five decimals.

    Rings that the map's coarse grid has shrunk to a line are left out.
    """
    polygons = []
    for outer, *holes in parts:
        if len(set(outer)) > 2:
            whole = [_closed(outer, is_outer=True)]
            polygons.append(whole + [_closed(hole, is_outer=False) for hole in holes if len(set(hole)) > 2])
    return polygons


def _closed(ring: tuple[Point, ...], *, is_outer: bool) -> list[list[float]]:
    turned = ring if (area_of(ring) > 0) is is_outer else ring[::-1]
    return [[round(x, 5), round(y, 5)] for x, y in (*turned, turned[0])]


def _middle(ring: tuple[Point, ...]) -> Point:
    return (
        round(sum(x for x, _ in ring) / len(ring), 5),
        round(sum(y for _, y in ring) / len(ring), 5),
    )


def _full_name(name: str, fips: str, state: str) -> str:
    if state in NO_COUNTIES or name.endswith(" City"):
        return name
    if state in WITH_INDEPENDENT_CITIES and int(fips[2:]) >= 510:
        return f"{name} city"
    return f"{name} Parish" if state == "LA" else f"{name} County"
