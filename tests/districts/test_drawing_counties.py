"""A state's counties on its sheet: where places fall, borders that stay common, what a map says in words."""

from typing import NamedTuple

import pytest

from districts.rules.drawing import (
    Box,
    Sheet,
    area_of,
    around,
    box_of,
    draw_counties,
    inner_lines,
    is_inside,
    outer_rings,
    path_of,
    rings_of,
    sheet_of,
    simplified,
)
from portal.components.maps import AreaToDraw, area_map, hint_lines, place_map, side_of

# Two squares side by side, with the clock on a sheet whose y grows upward; the middle border has three points.
LEFT = [(0, 0), (0, 10), (10, 10), (10, 5), (10, 0)]
RIGHT = [(10, 0), (10, 5), (10, 10), (20, 10), (20, 0)]


class Square(NamedTuple):
    """A county as wide and as tall as it says, on Ohio's sheet."""

    fips: str
    left: int
    top: int
    right: int
    bottom: int
    state: str = "OH"

    @property
    def path(self) -> str:
        corners = [(self.left, self.top), (self.right, self.top), (self.right, self.bottom), (self.left, self.bottom)]
        return path_of([corners])


# Three by three counties of 300 units, the middle of the sheet in the middle one.
NINE = [
    Square(f"390{row}{column}", 300 * column - 450, 300 * row - 450, 300 * column - 150, 300 * row - 150)
    for row in range(3)
    for column in range(3)
]


def test_the_middle_of_a_state_is_the_middle_of_its_sheet():
    assert sheet_of("OH").at(-82.7, 40.2) == (0, 0)


def test_a_degree_of_latitude_is_111_kilometers_up():
    # A degree of the great circle is 111.195 km; on this projection 2 * 6371.0088 * sin(0.5°) = 111.194 km.
    assert Sheet(-82.7, 40.2, 0.1).at(-82.7, 41.2) == (0, -1112)


def test_a_degree_of_longitude_is_shorter_in_the_north():
    # 111.195 km * cos(40.2°) = 84.93 km; in Alaska 111.195 * cos(62°) = 52.20 km.
    assert Sheet(-82.7, 40.2, 0.1).at(-81.7, 40.2)[0] == 849
    assert Sheet(-154.0, 62.0, 0.1).at(-153.0, 62.0)[0] == 522


def test_a_state_across_the_date_line_is_one_piece():
    alaska = sheet_of("AK")

    west_of_it, east_of_it = alaska.at(179.9, 52.0), alaska.at(-179.9, 52.0)

    # Two tenths of a degree apart: 13.7 km, of 3.65 km a unit.
    assert 3 <= east_of_it[0] - west_of_it[0] <= 4
    assert alaska.at(172.5, 52.9)[0] < alaska.at(-150.0, 61.2)[0]


def test_what_is_no_place_on_the_map_has_no_sheet():
    assert sheet_of("BI") is None
    assert draw_counties("BI", {"59001": [[[[0, 0], [1, 0], [1, 1], [0, 0]]]]}) == {}


def test_a_path_says_where_it_starts_and_then_steps():
    assert path_of([[(3, -4), (5, 1), (5, -6)]]) == "M3-4l2 5 0-7z"
    assert path_of([[(0, 0), (1, 2)]], is_closed=False) == "M0 0l1 2"


def test_a_path_is_read_as_it_was_written():
    rings = [[(3, -4), (5, 1), (5, -6)], [(100, 100), (90, 100), (90, 95)]]

    assert rings_of(path_of(rings)) == rings


def test_the_border_around_two_counties_leaves_out_what_they_share():
    (ring,) = outer_rings([LEFT, RIGHT])

    assert set(ring) == {(0, 0), (0, 10), (10, 10), (20, 10), (20, 0), (10, 0)}
    assert area_of(ring) == -200


def test_the_border_between_two_counties_is_one_line():
    (line,) = inner_lines([LEFT, RIGHT])

    assert line in ([(10, 0), (10, 5), (10, 10)], [(10, 10), (10, 5), (10, 0)])


def test_a_city_within_a_county_leaves_no_border_when_both_are_one_region():
    county = [[(0, 0), (0, 9), (9, 9), (9, 0)], [(3, 3), (6, 3), (6, 6), (3, 6)]]
    city = [[(3, 3), (3, 6), (6, 6), (6, 3)]]

    assert outer_rings([*county, *city]) == [[(0, 0), (0, 9), (9, 9), (9, 0)]]
    assert len(outer_rings(county)) == 2


def test_rings_that_touch_in_a_point_stay_two_rings():
    rings = outer_rings([[(0, 0), (0, 5), (5, 5), (5, 0)], [(5, 5), (5, 9), (9, 9), (9, 5)]])

    assert sorted(len(ring) for ring in rings) == [4, 4]


def test_neighbors_are_simplified_along_the_same_line():
    left = [(0, 0), (0, 10), (10, 10), (10.4, 7), (9.8, 4), (10, 0)]
    right = [(10, 10), (20, 10), (20, 0), (10, 0), (9.8, 4), (10.4, 7)]

    (first,), (second,) = simplified([[left], [right]], tolerance=1, speck=0)

    assert first == [(10, 10), (10, 0), (0, 0), (0, 10)] or set(first) == {(10, 10), (10, 0), (0, 0), (0, 10)}
    assert set(second) == {(10, 10), (20, 10), (20, 0), (10, 0)}


def test_what_lies_further_than_the_tolerance_stays():
    left = [(0, 0), (0, 10), (10, 10), (13, 5), (10, 0)]
    right = [(10, 10), (20, 10), (20, 0), (10, 0), (13, 5)]

    (first,), _ = simplified([[left], [right]], tolerance=1, speck=0)

    assert (13, 5) in first


def test_specks_are_left_out_but_never_all_of_a_county():
    land, speck = [(0, 0), (0, 10), (10, 10), (10, 0)], [(30, 30), (30, 32), (32, 32), (32, 30)]

    (kept,) = simplified([[land, speck]], tolerance=1, speck=5)
    (alone,) = simplified([[speck]], tolerance=1, speck=5)

    assert [len(ring) for ring in kept] == [4]
    assert [len(ring) for ring in alone] == [4]


def test_a_point_is_inside_or_it_is_not():
    assert is_inside((5, 5), LEFT)
    assert not is_inside((15, 5), LEFT)


def test_a_county_is_drawn_around_its_place_on_the_sheet():
    # Half a degree to each side of Ohio's middle, of 0.4 km a unit: 55.6 km up, 42.5 km across.
    square = [[-83.2, 39.7], [-82.2, 39.7], [-82.2, 40.7], [-83.2, 40.7], [-83.2, 39.7]]

    drawn = draw_counties("OH", {"39001": [[square]]})["39001"]

    assert drawn.box == Box(-107, -139, 107, 139)
    assert len(rings_of(drawn.path)[0]) == 4


def test_a_ring_that_the_sheet_shrinks_to_a_point_is_not_drawn():
    tiny = [[-83.0, 40.0], [-82.9999, 40.0], [-82.9999, 40.0001], [-83.0, 40.0]]

    assert draw_counties("OH", {"39001": [[tiny]]}) == {}


def test_boxes_hold_what_they_are_around():
    assert box_of([LEFT, RIGHT]) == Box(0, 0, 20, 10)
    assert around([Box(0, 0, 5, 5), Box(-3, 2, 4, 9)]) == Box(-3, 0, 5, 9)
    assert Box(0, 0, 20, 10).view_box == "-8 -8 36 26"


@pytest.mark.parametrize(
    ("spot", "side"),
    [
        ((0, 0), "northwest"),
        ((150, 0), "north"),
        ((300, 0), "northeast"),
        ((99, 150), "west"),
        ((100, 100), "middle"),
        ((199, 199), "middle"),
        ((200, 199), "east"),
        ((0, 200), "southwest"),
        ((150, 300), "south"),
        ((299, 299), "southeast"),
    ],
)
def test_a_state_has_nine_parts(spot, side):
    assert side_of(Box(0, 0, 300, 300), spot) == side


def test_the_small_map_fills_the_county_and_says_where_it_is():
    drawn = place_map(NINE, counties=["39022"], name="Perry County")

    assert drawn.words == "In Perry County, in the southeast of Ohio"
    assert drawn.filled == "M150 150l300 0 0 300-300 0z"
    assert drawn.dot is None
    assert drawn.view_box == "-458 -458 916 916"
    assert {spot for ring in rings_of(drawn.state) for spot in ring} >= {(-450, -450), (450, 450)}


def test_the_small_map_shows_the_point_where_it_is_known():
    drawn = place_map(NINE, counties=["39011"], name="Knox County", latitude=40.2, longitude=-82.7)

    assert drawn.dot == (0, 0)
    assert drawn.words == "In Knox County, in the middle of Ohio"


def test_a_point_far_from_its_state_is_not_drawn():
    assert place_map(NINE, counties=["39011"], latitude=10.0, longitude=-82.7).dot is None


def test_a_point_without_a_county_is_shown_alone():
    drawn = place_map(NINE, latitude=40.2, longitude=-82.7)

    assert (drawn.filled, drawn.dot, drawn.words) == ("", (0, 0), "In the middle of Ohio")


def test_where_nothing_is_known_there_is_no_map():
    assert place_map([], counties=["39011"]) is None
    assert place_map(NINE) is None
    assert place_map(NINE, counties=["99999"]) is None


def test_a_map_has_a_link_for_each_area_in_the_order_of_the_list():
    west, rest = frozenset(["39000", "39010", "39020"]), frozenset(["39001", "39002", "39011", "39012"])

    drawn = area_map(
        NINE, [AreaToDraw(1, "West", "/w/", "West: 2", 0, west), AreaToDraw(2, "Rest", "/r/", "Rest: 4", 3, rest)]
    )

    assert [(area.number, area.address, area.shade) for area in drawn.areas] == [(1, "/w/", 0), (2, "/r/", 3)]
    # Three counties above each other: one border of 300 by 900, with two lines across.
    assert drawn.areas[0].lines.count("M") == 2
    assert drawn.areas[0].spot == (-300, 0)
    assert drawn.has_all_numbers


def test_an_area_too_small_for_its_number_has_none():
    small = Square("39100", 0, 0, 20, 20)

    drawn = area_map([*NINE, small], [AreaToDraw(1, "Tiny", "/t/", "Tiny", 0, frozenset(["39100"]))])

    assert drawn.areas[0].spot is None
    assert not drawn.has_all_numbers


def test_an_area_without_a_boundary_is_only_in_the_list():
    asked = [
        AreaToDraw(1, "Here", "/h/", "Here", 0, frozenset(["39000"])),
        AreaToDraw(2, "New", "/n/", "New", 0, frozenset(["1"])),
    ]

    assert [area.number for area in area_map(NINE, asked).areas] == [1]
    assert area_map(NINE, asked[1:]) is None


def test_an_area_with_room_has_its_name_in_the_fewest_lines_that_fit_and_its_figure():
    everything = frozenset(shape.fips for shape in NINE)
    drawn = area_map(NINE, [AreaToDraw(1, "North Central", "/n/", "", 0, everything, figure="80%")])

    assert [line.text for line in drawn.areas[0].texts] == ["North Central", "80%"]


def test_an_area_without_room_has_no_name():
    drawn = area_map(NINE, [AreaToDraw(1, "Extraordinarily" * 3, "/n/", "", 0, frozenset(["39000"]))])

    assert drawn.areas[0].texts == []


def test_what_an_area_says_while_it_is_pointed_to_is_in_lines_as_wide_as_the_map():
    lines = hint_lines(("1. Central: 3 districts", "Athens, Meigs, Perry"), Box(0, 0, 260, 500))

    assert [(line.x, line.y, line.text) for line in lines] == [
        (0, 552, "1. Central: 3"), (0, 584, "districts"), (0, 617, "Athens, Meigs, Perry"),
    ]  # fmt: skip
