"""Maps for templates: a state by areas that link to pages, and where one place is in its state."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, Protocol

from districts.rules.drawing.borders import Spot, area_of, inner_lines, outer_rings
from districts.rules.drawing.sheet import Box, around, box_of, path_of, rings_of, sheet_of
from districts.rules.places import STATE_NAMES

FEW, FEW_SIZE = 20, 44  # up to 20 areas have large numbers, and names
NAME_SIZE = 32  # of the name in an area, as css/map.css has it
HINT_SIZE, HINT_LINES = 26, 5  # of the words below the map, there too
CHARACTER = 0.58  # the width of a character, in sizes
LINES = 9  # scan lines across an area, to find where its number fits


class CountyDrawing(Protocol):
    """The stored drawing of a county (a CountyShape, drawn)."""

    @property
    def fips(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def left(self) -> int: ...
    @property
    def top(self) -> int: ...
    @property
    def right(self) -> int: ...
    @property
    def bottom(self) -> int: ...


class AreaToDraw(NamedTuple):
    """An area to draw: its number in the list beside the map, and its counties.

    `figure` is written below its name; `details` are the paragraphs shown below the map while the area is pointed to.
    """

    number: int
    name: str
    address: str
    words: str
    shade: int
    counties: frozenset[str]
    figure: str = ""
    details: tuple[str, ...] = ()


class TextLine(NamedTuple):
    """A line of text on a map: its class in css/map.css, and where it is."""

    kind: str
    x: int
    y: int
    text: str


@dataclass(frozen=True)
class MapArea:
    """One area of a map: its link, its border, the county borders inside it, and its number and name where they fit.

    `texts` are its name and what the space below the map says while it is pointed to; without them, that is `words`.
    """

    number: int
    address: str
    words: str
    shade: int
    border: str
    lines: str
    spot: Spot | None
    texts: list[TextLine]


@dataclass(frozen=True)
class AreaMap:
    """A state by areas, each a link, in the order of the list."""

    box: Box
    size: int
    areas: tuple[MapArea, ...]
    is_whole: bool

    @property
    def view_box(self) -> str:
        """For the viewBox of the SVG."""
        return self.box.view_box

    @property
    def hint_spot(self) -> Spot:
        """Where the words below the map begin."""
        return self.box.left, self.box.bottom + 2 * HINT_SIZE

    @property
    def is_fine(self) -> bool:
        """Whether there are many areas, so that their borders are drawn thinner."""
        return self.size < FEW_SIZE

    @property
    def has_all_numbers(self) -> bool:
        """Whether every area is drawn and large enough for its number."""
        return self.is_whole and all(area.spot for area in self.areas)


@dataclass(frozen=True)
class PlaceMap:
    """Where something is in its state: the state's border, the filled counties, a dot, and the same in words."""

    view_box: str
    state: str
    filled: str
    lines: str
    dot: Spot | None
    words: str


def area_map(shapes: Iterable[CountyDrawing], requested: Sequence[AreaToDraw]) -> AreaMap | None:
    """The map of these areas; None where no boundary of any of them is known."""
    by_fips = {shape.fips: shape for shape in shapes}
    box = box_of_shapes(by_fips.values()) if by_fips else Box(0, 0, 0, 0)
    size = FEW_SIZE if len(requested) <= FEW else 30 if len(requested) <= 100 else 24
    areas = []
    for area in requested:
        paths = tuple(by_fips[fips].path for fips in sorted(area.counties & by_fips.keys()))
        if not paths:
            continue
        border, lines, _ = joined(paths)
        spot = spot_for(paths, width=len(str(area.number)) * size * 0.62, height=float(size))
        name = _name_lines(area, paths) if size == FEW_SIZE else []
        texts = [*name, *hint_lines(area.details, box)]
        drawn = MapArea(area.number, area.address, area.words, area.shade, border, lines, spot, texts)
        areas.append(drawn)
    if not areas:
        return None
    return AreaMap(box, size, tuple(areas), len(areas) == len(requested))


def place_map(
    shapes: Iterable[CountyDrawing],
    *,
    counties: Iterable[str] = (),
    name: str = "",
    latitude: float | None = None,
    longitude: float | None = None,
) -> PlaceMap | None:
    """Where a place is in the state of these shapes; None where there is nothing to show.

    `shapes` are all counties of the state, `counties` the codes of those to fill, `name` the county or region. The
    point is drawn if it is known and in the state.
    """
    shapes = list(shapes)
    wanted = set(counties)
    inside = [shape for shape in shapes if shape.fips in wanted]
    if not shapes:
        return None
    box = box_of_shapes(shapes)
    dot = dot_in(shapes[0].state, box, latitude, longitude)
    if not inside and dot is None:
        return None
    border, lines, _ = joined(tuple(shape.path for shape in inside)) if inside else ("", "", ())
    own = box_of_shapes(inside) if inside else box
    middle = dot or ((own.left + own.right) // 2, (own.top + own.bottom) // 2)
    return PlaceMap(
        view_box=box.view_box,
        state=joined(tuple(shape.path for shape in shapes))[0],
        filled=border,
        lines=lines,
        dot=dot,
        words=_in_words(name, side_of(box, middle), shapes[0].state),
    )


def side_of(box: Box, spot: Spot) -> str:
    """The part of the box, in thirds: north, southeast, or middle."""
    across = (spot[0] - box.left) * 3 // max(1, box.right - box.left)
    down = (spot[1] - box.top) * 3 // max(1, box.bottom - box.top)
    north_south = "north" if down <= 0 else "south" if down >= 2 else ""
    west_east = "west" if across <= 0 else "east" if across >= 2 else ""
    return north_south + west_east or "middle"


@lru_cache(maxsize=2048)
def joined(paths: tuple[str, ...]) -> tuple[str, str, list[list[Spot]]]:
    """The border around these counties, the borders between them, and the rings of the outer border."""
    rings = [ring for path in paths for ring in rings_of(path)]
    outer = outer_rings(rings) if len(paths) > 1 else rings
    lines = inner_lines(rings) if len(paths) > 1 else []
    return path_of(outer), path_of(lines, is_closed=False), outer


def _name_lines(area: AreaToDraw, paths: tuple[str, ...]) -> list[TextLine]:
    """The name and the figure in the area, in the fewest lines that fit; empty where they don't fit."""
    words = area.name.split()
    for lines in range(1, len(words) + 1):
        texts = [*_in_lines(tuple(words), lines), *([area.figure] if area.figure else [])]
        width = max(map(len, texts)) * NAME_SIZE * CHARACTER
        if spot := spot_for(paths, width=width, height=len(texts) * NAME_SIZE * 1.1):
            top = spot[1] - (len(texts) - 1) * NAME_SIZE * 0.55
            steps = (round(top + n * NAME_SIZE * 1.1) for n in range(len(texts)))
            return [TextLine("map-name", round(spot[0]), y, text) for y, text in zip(steps, texts, strict=True)]
    return []


@lru_cache(maxsize=1024)
def _in_lines(words: tuple[str, ...], lines: int) -> list[str]:
    """The words in this many lines, so that the longest line is as short as it can be."""
    if lines == 1:
        return [" ".join(words)]
    first = range(1, len(words) - lines + 2)
    ways = [[" ".join(words[:cut]), *_in_lines(words[cut:], lines - 1)] for cut in first]
    return min(ways, key=lambda way: max(map(len, way)))


@lru_cache(maxsize=8192)
def hint_lines(details: tuple[str, ...], box: Box) -> list[TextLine]:
    """These paragraphs below the map, as wide as the map."""
    width = int((box.right - box.left) / HINT_SIZE / 0.5)
    texts = [line for paragraph in details for line in textwrap.wrap(paragraph, width)]
    if len(texts) > HINT_LINES:
        texts = [*texts[: HINT_LINES - 1], f"{texts[HINT_LINES - 1][: width - 1]}…"]
    steps = (round(box.bottom + (2 + 1.25 * n) * HINT_SIZE) for n in range(len(texts)))
    return [TextLine("map-hint", box.left, y, text) for y, text in zip(steps, texts, strict=True)]


@lru_cache(maxsize=8192)
def spot_for(paths: tuple[str, ...], *, width: float, height: float) -> Spot | None:
    """Where to write a word of this size in the largest part of these counties: as far as possible from any border.

    None where it does not fit.
    """
    largest = max(joined(paths)[2], key=lambda ring: abs(area_of(ring)))
    # Everything is scaled so that the box of the word is a square: one distance then says whether it fits.
    ring = [(x * height / width, y) for x, y in largest]
    box = box_of([largest])
    best, found = height * 0.45, None
    # From the middle outward, so that the inner of two equally good places is used.
    for line in sorted(range(1, LINES + 1), key=lambda line: abs(2 * line - LINES - 1)):
        y = box.top + (box.bottom - box.top) * line / (LINES + 1)
        for left, right in _stretches(ring, y):
            for part in (0.5, 0.35, 0.65):
                x = left + (right - left) * part
                clear = _clearance(x, y, ring, best)
                if clear > best * 1.02:
                    best, found = clear, (round(x * width / height), round(y))
    return found


def _clearance(x: float, y: float, ring: Sequence[tuple[float, float]], enough: float) -> float:
    """The distance of the point from the ring; 0 if it is at most `enough`."""
    nearest = float("inf")
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        across, down = x2 - x1, y2 - y1
        length = across * across + down * down
        along = ((x - x1) * across + (y - y1) * down) / length if length else 0.0
        along = 0.0 if along < 0 else 1.0 if along > 1 else along
        nearest = min(nearest, (x - x1 - along * across) ** 2 + (y - y1 - along * down) ** 2)
        if nearest <= enough * enough:
            return 0.0
        x1, y1 = x2, y2
    return float(nearest**0.5)


def _stretches(ring: Sequence[tuple[float, float]], y: float) -> list[tuple[float, float]]:
    crossings = []
    x1, y1 = ring[-1]
    for x2, y2 in ring:
        if (y1 > y) != (y2 > y):
            crossings.append((x2 - x1) * (y - y1) / (y2 - y1) + x1)
        x1, y1 = x2, y2
    crossings.sort()
    return list(zip(crossings[::2], crossings[1::2], strict=True))


def box_of_shapes(shapes: Iterable[CountyDrawing]) -> Box:
    """The box around all of these counties."""
    return around(Box(shape.left, shape.top, shape.right, shape.bottom) for shape in shapes)


def dot_in(state: str, box: Box, latitude: float | None, longitude: float | None) -> Spot | None:
    """Where the point is on the state's drawing; None if it is not known or far outside the state."""
    sheet = sheet_of(state)
    if sheet is None or latitude is None or longitude is None:
        return None
    x, y = sheet.at(longitude, latitude)
    # A point far outside its state is an error in its source: no dot is better than a wrong one.
    near = 20
    is_near = box.left - near <= x <= box.right + near and box.top - near <= y <= box.bottom + near
    return (x, y) if is_near else None


def _in_words(name: str, side: str, state: str) -> str:
    state_name = STATE_NAMES.get(state, state)
    return f"In {name}, in the {side} of {state_name}" if name else f"In the {side} of {state_name}"
