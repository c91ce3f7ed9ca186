"""Drawing a state's counties: its sheet, borders, and maps ready for a template. Pure: knows no Django, no database."""

from districts.rules.drawing.borders import Ring, Spot, area_of, inner_lines, is_inside, outer_rings, simplified
from districts.rules.drawing.dots import Dot, DotMap, dot_map
from districts.rules.drawing.maps import AreaMap, Asked, MapArea, PlaceMap, Shape, area_map, place_map, side_of
from districts.rules.drawing.sheet import (
    Box,
    Drawn,
    Polygons,
    Sheet,
    around,
    box_of,
    draw_counties,
    path_of,
    rings_of,
    sheet_of,
)

__all__ = [
    "AreaMap",
    "Asked",
    "Box",
    "Dot",
    "DotMap",
    "Drawn",
    "MapArea",
    "PlaceMap",
    "Polygons",
    "Ring",
    "Shape",
    "Sheet",
    "Spot",
    "area_map",
    "area_of",
    "around",
    "box_of",
    "dot_map",
    "draw_counties",
    "inner_lines",
    "is_inside",
    "outer_rings",
    "path_of",
    "place_map",
    "rings_of",
    "sheet_of",
    "side_of",
    "simplified",
]
