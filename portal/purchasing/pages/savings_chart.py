"""Claims and recomputed savings as bars on one scale."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from purchasing.rules.savings import Range

# In percent: a bar of a very narrow range is still visible.
NARROWEST = Decimal("0.6")


class SavingsBar(NamedTuple):
    """One labeled amount or range. `is_claim`: stated by someone, not recomputed."""

    label: str
    of: Range
    is_claim: bool


class DrawnBar(NamedTuple):
    """A bar in its place: its left end, its width, and zero, each in percent of the drawing."""

    label: str
    left: str
    width: str
    zero: str
    style: str


def savings_chart(bars: Sequence[SavingsBar]) -> list[DrawnBar]:
    """The bars on one scale that includes zero. A single amount is drawn from zero, a range from end to end."""
    if not bars:
        return []
    least = min(Decimal(0), *(one.of.low for one in bars))
    most = max(Decimal(0), *(one.of.high for one in bars))
    span = (most - least) or Decimal(1)

    def share(amount: Decimal) -> Decimal:
        return (amount - least) / span * 100

    zero, drawn = share(Decimal(0)), []
    for one in bars:
        ends = (Decimal(0), one.of.high) if one.of.low == one.of.high else one.of
        start, end = sorted(map(share, ends))
        width = max(end - start, NARROWEST)
        start = min(start, 100 - width)
        style = "savings-chart__claim" if one.is_claim else "savings-chart__range"
        drawn.append(DrawnBar(one.label, f"{start:.2f}%", f"{width:.2f}%", f"{zero:.2f}%", style))
    return drawn
