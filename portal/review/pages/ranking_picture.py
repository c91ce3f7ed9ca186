"""The picture of a ranking: a dot with its interval for each application, bands shaded and numbered."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from portal.review.pages.order_rows import dot

# In the units of the drawing. Wide rounds get narrow steps, so that the picture stays on one screen.
LEFT, TOP, HEIGHT, FOOT, RIGHT = 44, 26, 280, 34, 8
WIDEST_STEP, NARROWEST_STEP, ROOM = 28.0, 2.0, 900
# Room for the number of a band; narrower bands have only their border.
ROOM_FOR_NUMBER = 16


class PictureBand(NamedTuple):
    """The ground of a band, from its left border on; every other one is shaded."""

    x: float
    width: float
    middle: float
    number: str  # "" where there is no room for it
    is_shaded: bool


class PictureTick(NamedTuple):
    """A line of the scale."""

    at: float
    label: str


class RankingPicture(NamedTuple):
    """Everything that is drawn; y grows downward."""

    width: float
    height: int
    left: int
    right: float
    top: int
    floor: int
    depth: int
    number_line: int
    foot: int
    dots: list[SafeString]  # each with its interval
    bands: list[PictureBand]
    ticks: list[PictureTick]
    ranks: list[PictureTick]


def picture_of(rows: Sequence[Mapping[str, Any]]) -> RankingPicture:
    """The applications from the first rank on the left to the last on the right, adjusted scores upward."""
    step = max(NARROWEST_STEP, min(WIDEST_STEP, ROOM / max(1, len(rows))))
    ends = [row[name] for row in rows for name in ("low", "high", "adjusted") if row[name] is not None]
    low, high = min([0.0, *ends]), max([100.0, *ends])
    floor = TOP + HEIGHT

    def across(place: float) -> float:
        return round(LEFT + place * step, 1)

    def up(score: float) -> float:
        return round(floor - HEIGHT * (score - low) / (high - low), 1)

    radius = round(max(1.2, min(4.5, step / 3)), 1)
    dots = [
        dot(
            across(place + 0.5),
            up(row["adjusted"]),
            up(row["adjusted"] if row["high"] is None else row["high"]),
            up(row["adjusted"] if row["low"] is None else row["low"]),
            radius,
        )
        for place, row in enumerate(rows)
    ]
    width = across(len(rows)) + RIGHT
    return RankingPicture(
        width=width,
        height=floor + FOOT,
        left=LEFT,
        right=across(len(rows)),
        top=TOP,
        floor=floor,
        depth=HEIGHT,
        number_line=TOP - 8,
        foot=floor + 18,
        dots=dots,
        bands=list(_bands(rows, across)),
        ticks=[PictureTick(up(score), f"{score}") for score in range(0, 101, 25)],
        ranks=_ranks(rows, across),
    )


def _bands(rows: Iterable[Mapping[str, Any]], across: Any) -> Iterable[PictureBand]:
    place = 0
    for number, group in groupby(rows, key=lambda row: row["band"]):
        count = len(list(group))
        x, end = across(place), across(place + count)
        label = str(number) if end - x >= ROOM_FOR_NUMBER else ""
        yield PictureBand(x, round(end - x, 1), round((x + end) / 2, 1), label, number % 2 == 1)
        place += count


def _ranks(rows: Sequence[Mapping[str, Any]], across: Any) -> list[PictureTick]:
    """Ranks below the picture: the first, and then every fifth, tenth, or fiftieth."""
    every = next((step for step in (1, 5, 10, 50, 100) if len(rows) <= 12 * step), 500)
    places = [place for place in range(1, len(rows) + 1) if place == 1 or place % every == 0]
    return [PictureTick(across(place - 0.5), f"{place}") for place in places]
