"""Rings and the borders they share: simplified together, joined, and separated. Points may be of any comparable type.

Neighbors have exactly the same points along their common border, and rings have the same direction (outer rings one
way, holes the other). So a border between two areas appears in both directions, and an outer border in only one.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise

Spot = tuple[float, float]
Ring = Sequence[Spot]  # open: the first point does not come again at the end


def area_of(ring: Ring) -> float:
    """The area of a ring: positive if it is counterclockwise, negative if it is clockwise (with y growing upward)."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _edges(ring)) / 2


def is_inside(point: Spot, ring: Ring) -> bool:
    """Whether the point is inside the ring: a ray to the east crosses the ring an odd number of times."""
    x, y = point
    inside = False
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
        x1, y1 = x2, y2
    return inside


def outer_rings(rings: Iterable[Ring]) -> list[list[Spot]]:
    """The rings around all of these areas together, without the borders they share."""
    walked = Counter(edge for ring in rings for edge in _edges(ring))
    left = {edge: times - walked[edge[::-1]] for edge, times in walked.items()}
    return _chained([edge for edge, times in left.items() for _ in range(times)])


def inner_lines(rings: Iterable[Ring]) -> list[list[Spot]]:
    """The borders between these areas, each once, as lines."""
    walked = {edge for ring in rings for edge in _edges(ring)}
    shared = {min(edge, edge[::-1]) for edge in walked if edge[::-1] in walked}
    at: dict[Spot, set[Spot]] = defaultdict(set)
    for start, end in shared:
        at[start].add(end)
        at[end].add(start)
    lines = []
    # From ends and crossings first, so that only loops are left.
    for start in [*(spot for spot in at if len(at[spot]) != 2), *at]:
        while at[start]:
            line, spot = [start], start
            while at[spot] and (len(line) == 1 or len(at[spot]) == 1):
                following = at[spot].pop()
                at[following].discard(spot)
                line.append(following)
                spot = following
            lines.append(line)
    return lines


def simplified(areas: Sequence[Sequence[Ring]], tolerance: float, speck: float) -> list[list[list[Spot]]]:
    """The rings of each area with fewer points, moved by at most the tolerance; shared borders stay shared.

    Islands smaller than `speck` are left out, unless the area has nothing larger.
    """
    rings = [ring for area in areas for ring in area]
    walked = {edge for ring in rings for edge in _edges(ring)}
    corners = _corners(rings)
    thinned: dict[tuple[Spot, ...], list[Spot]] = {}
    found = []
    for area in areas:
        largest = max(area, key=lambda ring: abs(area_of(ring)), default=())
        remaining = []
        for ring in area:
            is_alone = not any(edge[::-1] in walked for edge in _edges(ring))
            if ring is not largest and is_alone and abs(area_of(ring)) < speck:
                continue
            fewer = _thin_ring(ring, corners, tolerance, thinned)
            remaining.append(fewer if len(fewer) > 2 else list(ring))
        found.append(remaining)
    return found


def _edges(ring: Ring) -> Iterable[tuple[Spot, Spot]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _chained(edges: Iterable[tuple[Spot, Spot]]) -> list[list[Spot]]:
    following: dict[Spot, list[Spot]] = defaultdict(list)
    for start, end in edges:
        following[start].append(end)
    rings = []
    for start in list(following):
        path, position = [start], {start: 0}
        while following[path[-1]]:
            spot = following[path[-1]].pop()
            if spot not in position:
                position[spot] = len(path)
                path.append(spot)
                continue
            # A point passed before: the points in between are a separate ring.
            first = position[spot]
            rings.append(path[first:])
            for passed in path[first + 1 :]:
                del position[passed]
            del path[first + 1 :]
    return [ring for ring in rings if len(ring) > 2]


def _corners(rings: Iterable[Ring]) -> set[Spot]:
    """Where more than two borders meet."""
    beside: dict[Spot, set[Spot]] = defaultdict(set)
    for ring in rings:
        for start, end in _edges(ring):
            beside[start].add(end)
            beside[end].add(start)
    return {spot for spot, others in beside.items() if len(others) > 2}


def _thin_ring(
    ring: Ring, corners: set[Spot], tolerance: float, thinned: dict[tuple[Spot, ...], list[Spot]]
) -> list[Spot]:
    """The ring with each stretch between its corners thinned the same way for both neighbors."""
    stops = [at for at, spot in enumerate(ring) if spot in corners] or [ring.index(min(ring))]
    whole = [*ring[stops[0] :], *ring[: stops[0]], ring[stops[0]]]
    stops = [*(at - stops[0] for at in stops), len(ring)]
    remaining: list[Spot] = []
    for first, last in pairwise(stops):
        stretch = tuple(whole[first : last + 1])
        is_turned = (stretch[-1], stretch[-2]) < (stretch[0], stretch[1])
        key = stretch[::-1] if is_turned else stretch
        if key not in thinned:
            thinned[key] = _thin(key, tolerance)
        remaining += (thinned[key][::-1] if is_turned else thinned[key])[:-1]
    return remaining


def _thin(line: Sequence[Spot], tolerance: float) -> list[Spot]:
    """Douglas and Peucker: the ends, and the points farther than the tolerance from the straight line."""
    remaining = {0, len(line) - 1}
    waiting = [(0, len(line) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        distance, at = max((_distance(line[at], line[first], line[last]), at) for at in range(first + 1, last))
        if distance > tolerance:
            remaining.add(at)
            waiting += [(first, at), (at, last)]
    return [line[at] for at in sorted(remaining)]


def _distance(spot: Spot, start: Spot, end: Spot) -> float:
    across, up = end[0] - start[0], end[1] - start[1]
    x, y = spot[0] - start[0], spot[1] - start[1]
    length = across * across + up * up
    along = max(0.0, min(1.0, (x * across + y * up) / length)) if length else 0.0
    return float(((x - along * across) ** 2 + (y - along * up) ** 2) ** 0.5)
