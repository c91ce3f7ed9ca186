"""Maps of a state with many places: dots that link to pages, and plain points."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from districts.rules.drawing.borders import Spot
from portal.components.maps import CountyDrawing, box_of_shapes, dot_in, joined


@dataclass(frozen=True)
class Dot:
    """One place: its position, the address of its page, and its name."""

    spot: Spot
    address: str
    words: str


@dataclass(frozen=True)
class DotMap:
    """A state's border, its county borders, and the dots; `without` is the number of places without a position."""

    view_box: str
    state: str
    lines: str
    dots: tuple[Dot, ...]
    without: int


def dot_map(
    shapes: Iterable[CountyDrawing], places: Iterable[tuple[str, str, float | None, float | None]]
) -> DotMap | None:
    """The map of these places (address, name, latitude, longitude); None where no boundary is known."""
    shapes = list(shapes)
    if not shapes:
        return None
    box = box_of_shapes(shapes)
    places = list(places)
    spots = [
        (address, name, dot_in(shapes[0].state, box, latitude, longitude))
        for address, name, latitude, longitude in places
    ]
    dots = tuple(Dot(spot, address, name) for address, name, spot in spots if spot)
    border, lines, _ = joined(tuple(shape.path for shape in shapes))
    return DotMap(box.view_box, border, lines, dots, len(places) - len(dots))


@dataclass(frozen=True)
class Points:
    """Places on a map as the `d` of two SVG paths, members and others; a point is a line of no length.

    Two places at the same point are drawn once; `without` is the number of places without a position.
    """

    members: str
    others: str
    member_count: int
    other_count: int
    without: int


def points_on(
    shapes: Sequence[CountyDrawing], places: Iterable[tuple[float | None, float | None, bool]]
) -> Points | None:
    """The points of these places (latitude, longitude, whether it is a member); None where no boundary is known."""
    if not shapes:
        return None
    box, state = box_of_shapes(shapes), shapes[0].state
    spots = [(dot_in(state, box, latitude, longitude), is_member) for latitude, longitude, is_member in places]
    members = [spot for spot, is_member in spots if spot and is_member]
    others = [spot for spot, is_member in spots if spot and not is_member]
    without = len(spots) - len(members) - len(others)
    return Points(_path_of(members), _path_of(others), len(members), len(others), without)


def _path_of(spots: list[Spot]) -> str:
    return "".join(f"M{x} {y}h0" for x, y in dict.fromkeys(spots))
