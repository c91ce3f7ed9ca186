"""The picture of compared scenarios: a column for each application, a row for each scenario, filled if funded."""

from collections.abc import Sequence
from typing import NamedTuple

# In the units of the drawing; many applications get narrow columns, so that the picture stays on one screen.
LEFT, TOP, ROW, BAR, FOOT, RIGHT = 56, 8, 26, 18, 26, 8
WIDEST_STEP, NARROWEST_STEP, ROOM = 22.0, 3.0, 880


class PictureCell(NamedTuple):
    """An application in one scenario."""

    x: float
    y: int
    is_funded: bool


class PictureLabel(NamedTuple):
    """A scenario beside its row, or a place below a column."""

    at: float
    label: str


class ScenarioPicture(NamedTuple):
    """Everything that is drawn."""

    width: float
    height: int
    left: int
    cell: float
    bar: int
    foot: int
    cells: list[PictureCell]
    rows: list[PictureLabel]
    places: list[PictureLabel]


def scenario_picture(labels: Sequence[str], funded: Sequence[set[str]], references: Sequence[str]) -> ScenarioPicture:
    """Scenarios downward by their short labels, applications from the first place on the left."""
    step = max(NARROWEST_STEP, min(WIDEST_STEP, ROOM / max(1, len(references))))
    cells = [
        PictureCell(round(LEFT + column * step, 1), TOP + row * ROW, reference in chosen)
        for row, chosen in enumerate(funded)
        for column, reference in enumerate(references)
    ]
    height = TOP + len(labels) * ROW + FOOT
    last = len(references)
    marks = sorted({1, last, *range(10, last - 5, 10)}) if last else []
    return ScenarioPicture(
        width=round(LEFT + last * step + RIGHT, 1),
        height=height,
        left=LEFT - 8,
        cell=round(max(2.0, step - 2), 1),
        bar=BAR,
        foot=height - 8,
        cells=cells,
        rows=[PictureLabel(TOP + row * ROW + BAR - 4, label) for row, label in enumerate(labels)],
        places=[PictureLabel(round(LEFT + (mark - 0.5) * step, 1), str(mark)) for mark in marks],
    )
