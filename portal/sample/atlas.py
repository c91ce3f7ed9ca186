"""Real counties: their codes, names and shapes, read from the county map that the set-up fetches."""

import functools
import json
import random
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

STATES = {  # the first two digits of a county's code: the state
    "01": "AL", "02": "AK", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT", "10": "DE", "11": "DC",
    "12": "FL", "13": "GA", "15": "HI", "16": "ID", "17": "IL", "18": "IN", "19": "IA", "20": "KS", "21": "KY",
    "22": "LA", "23": "ME", "24": "MD", "25": "MA", "26": "MI", "27": "MN", "28": "MS", "29": "MO", "30": "MT",
    "31": "NE", "32": "NV", "33": "NH", "34": "NJ", "35": "NM", "36": "NY", "37": "NC", "38": "ND", "39": "OH",
    "40": "OK", "41": "OR", "42": "PA", "44": "RI", "45": "SC", "46": "SD", "47": "TN", "48": "TX", "49": "UT",
    "50": "VT", "51": "VA", "53": "WA", "54": "WV", "55": "WI", "56": "WY", "60": "AS", "66": "GU", "69": "MP",
    "72": "PR", "78": "VI",
}  # fmt: skip
WITH_INDEPENDENT_CITIES = {"MD", "MO", "NV", "VA"}
NO_COUNTIES = {"AK", "AS", "DC", "GU", "MP", "PR", "VI"}

Point = tuple[float, float]  # longitude, latitude


class MissingMap(Exception):
    """The county map is not there, or is no county map; the text says what to do."""


@dataclass(frozen=True)
class CountyShape:
    """A real county: code, name, state, its outline (the ring of its largest part) and its middle."""

    fips: str
    name: str
    state: str
    ring: tuple[Point, ...]
    middle: Point

    def point_inside(self, rng: random.Random) -> Point:
        """A point inside the outline; the middle where chance finds none."""
        left, right = min(x for x, _ in self.ring), max(x for x, _ in self.ring)
        low, high = min(y for _, y in self.ring), max(y for _, y in self.ring)
        for _ in range(40):
            point = (rng.uniform(left, right), rng.uniform(low, high))
            if is_inside(point, self.ring):
                return round(point[0], 5), round(point[1], 5)
        return self.middle


def is_inside(point: Point, ring: tuple[Point, ...]) -> bool:
    """Whether the point lies inside the ring: a ray to the east crosses it an odd number of times."""
    x, y = point
    inside = False
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
        x1, y1 = x2, y2
    return inside


def read_counties(path: Path) -> dict[str, list[CountyShape]]:
    """The counties of every state, by code."""
    hint = "Run `make setup`, or `npm ci` in the project's folder: the package us-atlas brings it."
    try:
        return _read(path)
    except FileNotFoundError:
        raise MissingMap(f"The county map is missing: {path} is not there. {hint}") from None
    except (ValueError, KeyError, IndexError, TypeError, OSError) as flaw:
        raise MissingMap(f"{path} cannot be read as a county map ({flaw}). {hint}") from None


@functools.lru_cache(maxsize=1)
def _read(path: Path) -> dict[str, list[CountyShape]]:
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
    states: dict[str, list[CountyShape]] = {}
    for shape in sorted(topology["objects"]["counties"]["geometries"], key=lambda shape: shape["id"]):
        if state := STATES.get(shape["id"][:2]):
            parts = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
            ring = max((_ring_of(part[0], arcs) for part in parts), key=lambda ring: abs(_area(ring)))
            name = _full_name(shape["properties"]["name"], shape["id"], state)
            states.setdefault(state, []).append(CountyShape(shape["id"], name, state, ring, _middle(ring)))
    return states


def _ring_of(numbers: list[int], arcs: list[list[Point]]) -> tuple[Point, ...]:
    ring: list[Point] = []
    for number in numbers:
        ring.extend((arcs[number] if number >= 0 else arcs[~number][::-1])[:-1])
    return tuple(ring)


def _area(ring: tuple[Point, ...]) -> float:
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True)) / 2


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
