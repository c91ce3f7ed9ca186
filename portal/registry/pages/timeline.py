"""Related consortia as a picture: a bar for each from its first day to its last, and a line for each link.

Pure geometry in the units of the drawing.
"""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

WIDTH = 960
LEFT, RIGHT, TOP = 24, 24, 34
LANE, BAR = 58, 16
NARROWEST = 6


@dataclass(frozen=True)
class Life:
    """One consortium with its first and last day, where they are known."""

    key: int
    name: str
    address: str
    starts_on: datetime.date | None
    ends_on: datetime.date | None


@dataclass(frozen=True)
class Joint:
    """A link between two consortia."""

    earlier: int
    later: int
    kind: str
    on: datetime.date | None


@dataclass(frozen=True)
class ConsortiumBar:
    """The bar of a consortium. Its ends are open where the day is not known or has not come yet."""

    life: Life
    x: float
    y: float
    width: float
    is_start_known: bool
    is_over: bool
    is_focus: bool

    @property
    def name_y(self) -> float:
        """Where its name is written: above the bar."""
        return self.y - 6

    @property
    def name_x(self) -> float:
        """Where its name begins: never so far right that it would run out of the picture."""
        return max(LEFT, min(self.x, WIDTH - RIGHT - 8.2 * len(self.life.name)))

    @property
    def style(self) -> str:
        """The style classes of the bar: its own consortium is highlighted, an unknown first day is dashed."""
        classes = ["lineage__bar--focus"] if self.is_focus else []
        classes += [] if self.is_start_known else ["lineage__bar--open"]
        return " ".join(classes)


@dataclass(frozen=True)
class Line:
    """The line of a link: a path from the earlier bar to the later one."""

    kind: str
    path: str


@dataclass(frozen=True)
class Tick:
    """A year on the scale."""

    x: float
    year: int


@dataclass(frozen=True)
class Picture:
    """The whole drawing."""

    width: int
    height: float
    bars: list[ConsortiumBar]
    lines: list[Line]
    ticks: list[Tick]

    @property
    def scale_height(self) -> float:
        """Where the lines of the years end."""
        return self.height - 6


def picture_of(lives: Sequence[Life], joints: Sequence[Joint], *, focus: int, today: datetime.date) -> Picture:
    """The drawing of these consortia, the earliest at the top, each in its own lane."""
    starts = {life.key: _start(life, joints, today) for life in lives}
    ends = {life.key: max(life.ends_on or today, starts[life.key]) for life in lives}
    first, last = min(starts.values()), max(ends.values())
    from_year, to_year = first.year, last.year + 1

    def x_of(day: datetime.date) -> float:
        begin, end = datetime.date(from_year, 1, 1).toordinal(), datetime.date(to_year, 1, 1).toordinal()
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day.toordinal() - begin) / (end - begin), 1)

    bars: dict[int, ConsortiumBar] = {}
    for lane, life in enumerate(sorted(lives, key=lambda life: (starts[life.key], life.name))):
        x = x_of(starts[life.key])
        bars[life.key] = ConsortiumBar(
            life,
            x,
            TOP + lane * LANE + LANE - BAR,
            max(round(x_of(ends[life.key]) - x, 1), NARROWEST),
            is_start_known=life.starts_on is not None,
            is_over=life.ends_on is not None and life.ends_on <= today,
            is_focus=life.key == focus,
        )
    lines = [
        Line(joint.kind, _path(bars[joint.earlier], bars[joint.later], x_of(joint.on) if joint.on else None))
        for joint in joints
        if joint.earlier in bars and joint.later in bars
    ]
    height = TOP + len(bars) * LANE + 14
    return Picture(WIDTH, height, list(bars.values()), lines, _ticks(from_year, to_year, x_of))


def _start(life: Life, joints: Sequence[Joint], today: datetime.date) -> datetime.date:
    """Its first day; where that is not known, the first day it is known to have existed."""
    if life.starts_on:
        return life.starts_on
    seen = [joint.on for joint in joints if joint.on and life.key in (joint.earlier, joint.later)]
    return min([*seen, life.ends_on or today])


def _path(earlier: ConsortiumBar, later: ConsortiumBar, x: float | None) -> str:
    """From the edge of one bar to the edge of the other, upright where the day is known."""
    down = later.y > earlier.y
    y1 = earlier.y + (BAR if down else 0)
    y2 = later.y if down else later.y + BAR
    x1 = min(max(x if x is not None else earlier.x + earlier.width, earlier.x), earlier.x + earlier.width)
    x2 = min(max(x if x is not None else later.x, later.x), later.x + later.width)
    middle = (y1 + y2) / 2
    return f"M{x1:g} {y1:g}C{x1:g} {middle:g} {x2:g} {middle:g} {x2:g} {y2:g}"


def _ticks(from_year: int, to_year: int, x_of: Callable[[datetime.date], float]) -> list[Tick]:
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 500) if (to_year - from_year) / step <= 12)
    years = [year for year in range(from_year, to_year + 1) if year % step == 0]
    return [Tick(x_of(datetime.date(year, 1, 1)), year) for year in years]
