"""Pictures of how far scores are from the agreed ones. Every picture has a table with the same numbers beside it."""

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

# In the units of the drawing.
NAMES, ROW, TOP, RIGHT, LEVEL, RADIUS = 170, 26, 30, 20, 62, 5
LEFT, STEP, HALF = 44, 34, 26
LONGEST_NAME = 22


class DriftLine(NamedTuple):
    """A line; `kind` is a word of the style sheet."""

    x1: float
    y1: float
    x2: float
    y2: float
    kind: str


class DriftDot(NamedTuple):
    """A score, or an average: of the practice it is open, of the checks it is filled."""

    x: float
    y: float
    kind: str


class DriftText(NamedTuple):
    """A label of the scale, or of a row."""

    x: float
    y: float
    text: str
    kind: str


class DriftPicture(NamedTuple):
    """Everything that is drawn."""

    width: float
    height: float
    radius: int
    lines: list[DriftLine]
    dots: list[DriftDot]
    texts: list[DriftText]


def picture_of_scorers(rows: Sequence[tuple[str, float | None, float | None]]) -> DriftPicture:
    """A row for each scorer: the average of the practice and of the checks, stricter to the left."""
    reach = _reach(value for _, *pair in rows for value in pair)
    middle = NAMES + reach * LEVEL
    floor = TOP + ROW * len(rows)
    lines = [
        DriftLine(middle + at * LEVEL, TOP, middle + at * LEVEL, floor, "zero" if at == 0 else "tick")
        for at in range(-reach, reach + 1)
    ]
    texts = [DriftText(middle + at * LEVEL, TOP - 12, _signed(at), "scale") for at in range(-reach, reach + 1)]
    dots = []
    for place, (name, practice, checks) in enumerate(rows):
        y = TOP + ROW * (place + 0.5)
        shown = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
        texts.append(DriftText(NAMES - 12, y + 4, shown, "name"))
        if practice is not None and checks is not None:
            lines.append(DriftLine(middle + practice * LEVEL, y, middle + checks * LEVEL, y, "change"))
        for value, kind in ((practice, "practice"), (checks, "check")):
            if value is not None:
                dots.append(DriftDot(round(middle + value * LEVEL, 1), y, kind))
    return DriftPicture(middle + reach * LEVEL + RIGHT, floor + 10, RADIUS, lines, dots, texts)


def picture_of_one(rows: Sequence[tuple[int, bool]]) -> DriftPicture:
    """One scorer's scores in their order: how many levels from the agreed one, and whether it was a check."""
    reach = _reach(apart for apart, _ in rows)
    middle, right = TOP + reach * HALF, LEFT + STEP * len(rows)
    marks = range(-reach, reach + 1)
    return DriftPicture(
        right + RIGHT,
        middle + reach * HALF + TOP,
        RADIUS,
        [DriftLine(LEFT, middle - at * HALF, right, middle - at * HALF, "zero" if at == 0 else "tick") for at in marks],
        [
            DriftDot(LEFT + STEP * (place + 0.5), middle - apart * HALF, "check" if is_check else "practice")
            for place, (apart, is_check) in enumerate(rows)
        ],
        [DriftText(LEFT - 10, middle - at * HALF + 4, _signed(at), "name") for at in marks]
        + [
            DriftText(LEFT + STEP * (place + 0.5), middle + reach * HALF + 22, f"{place + 1}", "scale")
            for place in range(len(rows))
        ],
    )


def _reach(values: Iterable[float | None]) -> int:
    """How many levels the scale has on each side of zero: 2, or more if a value needs it."""
    return max([2, *(math.ceil(abs(value)) for value in values if value is not None)])


def _signed(number: int) -> str:
    return f"+{number}" if number > 0 else f"−{-number}" if number else "0"
