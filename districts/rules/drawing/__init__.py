"""Drawing a state's counties: projection, borders, and SVG paths. Pure: no Django and no database."""

from districts.rules.drawing.borders import Ring, Spot, area_of, inner_lines, is_inside, outer_rings, simplified
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
    "Box",
    "Drawn",
    "Polygons",
    "Ring",
    "Sheet",
    "Spot",
    "area_of",
    "around",
    "box_of",
    "draw_counties",
    "inner_lines",
    "is_inside",
    "outer_rings",
    "path_of",
    "rings_of",
    "sheet_of",
    "simplified",
]
