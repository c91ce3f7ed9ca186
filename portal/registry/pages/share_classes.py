"""The classes of a map: areas by their share of schools in a consortium, so that every color of the legend is used."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

MOST_CLASSES = 3  # beside the areas without any member school


class ShareClass(NamedTuple):
    """Areas of a color: the shade, the lowest and highest share in percent, and how many areas there are."""

    shade: int
    lowest: int
    highest: int
    areas: int


def percent_of(members: int, schools: int) -> int:
    """The share in whole percent. Only none is 0, and only all is 100."""
    if not members or not schools:
        return 0
    return 100 if members >= schools else min(99, max(1, round(100 * members / schools)))


def share_classes(percents: Sequence[int]) -> list[ShareClass]:
    """The classes of these areas: none, and up to three of about as many areas each, none of them empty.

    Areas with the same share are in the same class; with fewer different shares there are fewer classes.
    """
    areas = Counter(percents)
    none = [ShareClass(0, 0, 0, areas.pop(0))] if 0 in areas else []
    shares = sorted(areas)
    classes = min(MOST_CLASSES, len(shares))
    found: list[ShareClass] = []
    for shade in range(1, classes + 1):
        left = classes - shade  # classes that still need a share
        wanted = sum(areas[share] for share in shares) / (left + 1)
        taken = shares[:1]
        while len(shares) - len(taken) > left and (
            not left or sum(areas[share] for share in taken) + areas[shares[len(taken)]] / 2 <= wanted
        ):
            taken = shares[: len(taken) + 1]
        shares = shares[len(taken) :]
        # With fewer classes the darkest is still the highest.
        dark = MOST_CLASSES - classes + shade
        found.append(ShareClass(dark, taken[0], taken[-1], sum(areas[share] for share in taken)))
    return none + found
