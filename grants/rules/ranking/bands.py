"""Bands: groups of applications whose order the scores can't tell."""

from collections.abc import Callable, Sequence

from grants.rules.ranking.score_table import Floats


def bands_of(
    order: Sequence[int], adjusted: Sequence[float], width_against: Callable[[int, list[int]], Floats]
) -> dict[int, int]:
    """The band of each place, from 1, going down the order.

    An application opens a new band as soon as it can be told apart from at least one application of the current band:
    zero is outside the interval of the difference between their adjusted scores. So inside a band, no two applications
    can be told apart. `width_against` gives half the widths of the intervals of the differences from other places.
    """
    bands: dict[int, int] = {}
    band, members = 1, list[int]()
    for place in order:
        if members:
            widths = width_against(place, members)
            if any(adjusted[member] - adjusted[place] > width for member, width in zip(members, widths, strict=True)):
                band, members = band + 1, []
        members.append(place)
        bands[place] = band
    return bands
