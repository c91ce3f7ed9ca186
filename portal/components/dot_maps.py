"""A map of a state with many places, each a dot that links to a page."""

from collections.abc import Iterable
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
