"""Which counts of students a public table hides, so that no small group can be recognized.

The rule: a count from 1 to 9 is hidden. The total of a group is published, so that hidden counts could be computed
from it: the hidden counts of a group must be at least two and add up to at least 10. Where they don't, the next
smallest count above zero is hidden too, and where there is none, the total is hidden. Zero is shown: it is about no
student. All that is hidden reads the same, so that no one can tell a small count from one that only protects it: with
two labels, a small count beside a hidden 10 and a total of 11 would be known to be 1. With one label, every hidden
count can be anything from 1 to 9. (Whoever knows that the smallest other count is hidden may narrow that somewhat.)
The threshold follows the practice of public education data (Privacy Technical Assistance Center, U.S. Department of
Education: Frequently Asked Questions, Disclosure Avoidance); a state that needs a higher one changes `FEWEST`.
"""

from collections.abc import Sequence
from typing import NamedTuple

FEWEST = 10
HIDDEN = "not shown"


class PublishedGroup(NamedTuple):
    """The counts of a group and its total, as the public reads them."""

    counts: list[str]
    total: str


def published(counts: Sequence[int]) -> PublishedGroup:
    """A group of counts whose total is published with them."""
    hidden, hides_total = {place for place, count in enumerate(counts) if 0 < count < FEWEST}, False
    while hidden and not _is_safe([counts[place] for place in hidden]):
        others = [place for place, count in enumerate(counts) if count and place not in hidden]
        if not others:
            hides_total = True
            break
        hidden.add(min(others, key=lambda place: (counts[place], place)))
    words = [HIDDEN if place in hidden else f"{count:,}" for place, count in enumerate(counts)]
    return PublishedGroup(words, HIDDEN if hides_total else f"{sum(counts):,}")


def _is_safe(hidden: Sequence[int]) -> bool:
    return len(hidden) > 1 and sum(hidden) >= FEWEST
