"""The history of consortia: which links between them are possible, and how a link reads."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

from accounts.dates import day_in_words
from consortia.states import LinkKind

if TYPE_CHECKING:
    from consortia.models import Consortium

Edge = tuple[int, int, str]  # earlier, later, kind
DAY = datetime.timedelta(days=1)


def way_between(edges: Iterable[Edge], start: int, goal: int) -> list[int]:
    """The consortia from `start` to `goal` along links of any kind; empty where they are not connected."""
    onward: dict[int, list[int]] = defaultdict(list)
    for earlier, later, _ in edges:
        onward[earlier].append(later)
    ways, seen = [[start]], {start}
    while ways:
        way = ways.pop(0)
        if way[-1] == goal:
            return way
        ways += [[*way, later] for later in onward[way[-1]] if later not in seen]
        seen.update(onward[way[-1]])
    return []


def family(edges: Collection[Edge], of: int) -> set[int]:
    """The consortium with all its predecessors and successors, by links of any kind."""
    return _reached({(a, b) for a, b, _ in edges}, of) | _reached({(b, a) for a, b, _ in edges}, of)


def _reached(steps: Collection[tuple[int, int]], start: int) -> set[int]:
    onward: dict[int, list[int]] = defaultdict(list)
    for one, other in steps:
        onward[one].append(other)
    found, waiting = {start}, [start]
    while waiting:
        for following in onward[waiting.pop()]:
            if following not in found:
                found.add(following)
                waiting.append(following)
    return found


def problems_with_link(
    earlier: Consortium,
    later: Consortium,
    kind: str,
    *,
    on: datetime.date | None,
    ends_on: datetime.date | None,
    edges: Collection[Edge],
    names: Mapping[int, str],
) -> list[str]:
    """Why these two consortia cannot be linked this way."""
    if earlier.pk == later.pk:
        return ["Choose two different consortia."]
    if (earlier.pk, later.pk, kind) in edges:
        return [f"This is already recorded: {in_a_sentence(kind, str(earlier), str(later))}"]
    problems = []
    if way := way_between(edges, later.pk, earlier.pk):
        links = " → ".join(names.get(pk, str(pk)) for pk in way)
        words = f"This would create a circle. According to the recorded links, {later} came before {earlier} ({links})."
        problems.append(words)
    merged = next((b for a, b, k in edges if k == kind == LinkKind.MERGED_INTO and a == earlier.pk), None)
    if merged is not None:
        problems.append(
            f"{earlier} already merged into {names.get(merged, 'another consortium')}. It can merge only once."
        )
    return problems + _problems_with_days(earlier, later, kind, on, ends_on)


def _problems_with_days(
    earlier: Consortium, later: Consortium, kind: str, on: datetime.date | None, ends_on: datetime.date | None
) -> list[str]:
    problems = []
    if ends_on and kind != LinkKind.PARTNER_IN:
        problems.append("Only a partnership has an end date.")
    if on and ends_on and ends_on < on:
        problems.append(f"The end date, {day_in_words(ends_on)}, is before the start date, {day_in_words(on)}.")
    problems += [
        f"{one} was formed on {day_in_words(one.formed_on)}, after {day_in_words(on)}."
        for one in (earlier, later)
        if on and one.formed_on and on < one.formed_on
    ]
    problems += [
        f"{one} ended on {day_in_words(one.ended_on)}, before {day_in_words(on)}."
        for one in ((earlier, later) if kind == LinkKind.PARTNER_IN else (later,))
        if on and one.ended_on and on > one.ended_on
    ]
    return problems


def in_a_sentence(kind: str, earlier: str, later: str) -> str:
    """The link as a sentence: “Mill Creek grew out of Otter Run.”"""
    if kind == LinkKind.GREW_OUT_OF:
        return f"{later} grew out of {earlier}."
    if kind == LinkKind.MERGED_INTO:
        return f"{earlier} merged into {later}."
    return f"{earlier} is a partner in {later}."
