"""The picture of compared scenarios: a column for each application, a row for each scenario, filled if funded."""

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString

from portal.review.pages.order_rows import cell

# In the units of the drawing; many applications get narrow columns, so that the picture stays on one screen.
LEFT, TOP, ROW, BAR, FOOT, RIGHT = 72, 8, 26, 18, 26, 8
WIDEST_STEP, NARROWEST_STEP, ROOM = 22.0, 3.0, 864


class PictureLabel(NamedTuple):
    """A scenario beside its row, or a place below a column."""

    at: float
    label: str


class ScenarioPicture(NamedTuple):
    """Everything that is drawn."""

    width: float
    height: int
    left: int
    foot: int
    cells: list[SafeString]  # an application in one scenario each
    rows: list[PictureLabel]
    places: list[PictureLabel]


def scenario_picture(labels: Sequence[str], funded: Sequence[set[str]], references: Sequence[str]) -> ScenarioPicture:
    """Scenarios downward by their short labels, applications from the first place on the left."""
    step = max(NARROWEST_STEP, min(WIDEST_STEP, ROOM / max(1, len(references))))
    width = round(max(2.0, step - 2), 1)
    cells = [
        cell(round(LEFT + column * step, 1), TOP + row * ROW, width, BAR, is_funded=reference in chosen)
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
        foot=height - 8,
        cells=cells,
        rows=[PictureLabel(TOP + row * ROW + BAR - 4, label) for row, label in enumerate(labels)],
        places=[PictureLabel(round(LEFT + (mark - 0.5) * step, 1), str(mark)) for mark in marks],
    )
