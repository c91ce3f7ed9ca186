"""Bands: groups of applications whose order the scores can't tell."""

from collections.abc import Sequence
from itertools import groupby

import numpy as np

from grants.rules.ranking.score_table import Floats


def bands_of(adjusted: Sequence[float], half_widths: Floats) -> list[int]:
    """The band of each application, from 1, going down the order of adjusted scores.

    An application opens a new band as soon as it can be told apart from at least one application of the current band:
    zero is outside the interval of the difference between their adjusted scores. So inside a band, no two applications
    can be told apart. Applications with equal scores are in one band. `half_widths` has a row and a column for each
    application: half the width of the interval of the difference between two.
    """
    scores = np.array(adjusted)
    bands = [0] * len(scores)
    band, members = 1, list[int]()
    in_order = sorted(range(len(scores)), key=lambda place: -adjusted[place])
    for score, group in groupby(in_order, key=lambda place: adjusted[place]):
        places = list(group)
        if np.any((scores[members] - score)[:, None] > half_widths[np.ix_(members, places)]):
            band, members = band + 1, []
        members += places
        for place in places:
            bands[place] = band
    return bands
